/** A button that asks the server: busy while it waits, and the failure stays beside it until the next press. */
import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import { Failure } from "../api";

export type Acting = { busy: boolean; failure: Failure | null; run: (act: () => Promise<void>) => Promise<void> };

/** An act that goes on, and why the last one failed. */
export function useActing(): Acting {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run };
}

export function Act(given: {
  run: () => Promise<void>;
  primary?: boolean;
  disabled?: boolean;
  /** what a screen reader says instead of the words on the button */
  label?: string;
  children: ComponentChildren;
}): VNode {
  const { busy, failure, run } = useActing();
  return (
    <>
      <button
        type="button"
        class={given.primary ? "primary" : ""}
        aria-busy={busy}
        aria-label={given.label}
        disabled={busy || given.disabled}
        onClick={() => void run(given.run)}
      >
        {given.children}
      </button>
      {failure && <Fault failure={failure} />}
    </>
  );
}

/** What failed and what to do about it. */
export function Fault({ failure }: { failure: Failure }): VNode {
  return (
    <p class="fault" role="alert">
      {failure.sentence} {failure.remedy}
    </p>
  );
}
