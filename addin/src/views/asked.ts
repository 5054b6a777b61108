/** A question to the server for as long as a part is shown. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { Failure } from "../api";

export type Asked<T> = {
  /** the last answer, also while it is asked for again */
  value: T | null;
  failure: Failure | null;
  /** ask once more */
  again: () => void;
};

/** Ask, and ask again whenever one of *about* is another. Without a question nothing is asked. */
export function useAsked<T>(ask: (() => Promise<T>) | null, about: unknown[]): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, "again">>({ value: null, failure: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let late = false;
    ask?.().then(
      (value) => late || setState({ value, failure: null }),
      (failure: unknown) => {
        if (!(failure instanceof Failure)) throw failure;
        if (!late) setState(({ value }) => ({ value, failure }));
      },
    );
    return () => void (late = true);
  }, [ask === null, turn, ...about]);
  return { ...state, again: useCallback(() => setTurn((n) => n + 1), []) };
}
