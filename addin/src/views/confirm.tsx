/** An act with a second question. */
import type { ComponentChildren, VNode } from "preact";
import { useId, useRef } from "preact/hooks";
import { say } from "../words";
import { Act } from "./act";

export function Confirm(given: {
  /** on the button that opens the question */
  label: string;
  question: string;
  children?: ComponentChildren;
  /** on the button that goes ahead */
  act: string;
  run: () => Promise<void>;
  primary?: boolean;
  disabled?: boolean;
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = (): void => dialog.current?.close();
  return (
    <>
      <button
        class={given.primary ? "primary" : ""}
        disabled={given.disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {given.label}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <h2 id={id}>{given.question}</h2>
        {given.children}
        <div class="acts">
          <Act primary run={() => given.run().then(close)}>
            {given.act}
          </Act>
          <button onClick={close}>{say("cancel")}</button>
        </div>
      </dialog>
    </>
  );
}
