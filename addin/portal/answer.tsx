/** What the server answered: asked when a page opens, kept for the next time, shown with its age when it is old. */
import type { ComponentChildren, VNode } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Failure } from "../src/api";
import { Fault } from "../src/views/act";
import { Message } from "../src/views/message";
import { moment, say } from "../src/words";
import { tell } from "./words";

export type Answer<T> = {
  value: T | null;
  /** when it was told, in milliseconds since 1970 */
  at: number;
  failure: Failure | null;
  /** ask again; what is known stays until the answer is there */
  again: () => Promise<void>;
  /** what an act has brought */
  put: (value: T) => void;
};

type Kept = { value: unknown; at: number };
const kept = new Map<string, Kept>();

/** The answer to *ask*, which is asked again whenever *name* is another. */
export function useAnswer<T>(name: string, ask: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ name: string; failure: Failure | null }>({ name, failure: null });
  const turn = useRef(0);
  const asking = useRef(ask);
  asking.current = ask;
  const put = useCallback(
    (value: T): void => {
      turn.current += 1;
      kept.set(name, { value, at: Date.now() });
      setState({ name, failure: null });
    },
    [name],
  );
  const again = useCallback(async (): Promise<void> => {
    const mine = (turn.current += 1);
    try {
      const value = await asking.current();
      // an answer that comes after a later question is dropped
      if (mine === turn.current) put(value);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (mine === turn.current) setState({ name, failure: error });
    }
  }, [name, put]);
  useEffect(() => void again(), [again]);
  const known = kept.get(name);
  return {
    value: (known?.value as T | undefined) ?? null,
    at: known?.at ?? 0,
    failure: state.name === name ? state.failure : null,
    again,
    put,
  };
}

/** What *answer* tells, drawn by *children*; else why there is nothing, and what is known of earlier. */
export function Told<T>({
  answer,
  children,
}: {
  answer: Answer<T>;
  children: (value: T) => ComponentChildren;
}): VNode {
  const { value, failure } = answer;
  if (value !== null)
    return (
      <>
        {failure && <LastKnown failure={failure} at={answer.at} />}
        {children(value)}
      </>
    );
  if (!failure) return <p class="skeleton">{say("item.loading")}</p>;
  if (failure.kind === "forbidden") return <Message icon="lock" title={failure.sentence} text={failure.remedy} />;
  return (
    <Message
      icon={failure.kind === "offline" ? "offline" : "warning"}
      title={failure.sentence}
      text={failure.remedy}
    >
      <button class="primary" onClick={() => void answer.again()}>
        {say("again")}
      </button>
    </Message>
  );
}

function LastKnown({ failure, at }: { failure: Failure; at: number }): VNode {
  return (
    <div class="card warning note">
      <Fault failure={failure} />
      <p>{tell("last_known", { when: moment(at) })}</p>
    </div>
  );
}
