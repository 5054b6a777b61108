/** An act with a second question. */
import type { ComponentChildren, VNode } from "preact";
import { useId, useRef } from "preact/hooks";
import { Act } from "../../src/views/act";
import { say } from "../words";

export function Confirm(given: {
  /** on the button that opens the question */
  label: string;
  question: string;
  children?: ComponentChildren;
  /** on the button that goes ahead */
  act: string;
  run: () => Promise<void>;
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = (): void => dialog.current?.close();
  return (
    <>
      <button onClick={() => dialog.current?.showModal()}>{given.label}</button>
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
