/** A panel at the side of the page; Escape and its button close it, and the focus goes back. */
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { tell } from "../words";

export function Drawer(given: { title: string; close: () => void; children: ComponentChildren }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="drawer" ref={dialog} aria-labelledby={id} onClose={given.close}>
      <header>
        <h2 id={id}>{given.title}</h2>
        <button class="close" aria-label={tell("close")} onClick={() => dialog.current?.close()}>
          ×
        </button>
      </header>
      {given.children}
    </dialog>
  );
}
