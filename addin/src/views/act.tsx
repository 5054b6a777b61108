/** A button that asks the server: busy while it waits, and the failure stays beside it until the next press. */
import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import { Failure } from "../api";

export function Act(given: {
  run: () => Promise<void>;
  primary?: boolean;
  disabled?: boolean;
  children: ComponentChildren;
}): VNode {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const press = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await given.run();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button
        class={given.primary ? "primary" : ""}
        aria-busy={busy}
        disabled={busy || given.disabled}
        onClick={() => void press()}
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
