/** Deletions and invitations that wait until a person lets them through, each with a second question. */
import type { VNode } from "preact";
import { useId, useRef } from "preact/hooks";
import type { Failures } from "../api";
import type { Desk } from "../pane";
import { count, say } from "../words";
import { Act } from "./act";

export type Waiting = "mass_deletion" | "invitations";
type Given = { pane: Pick<Desk, "act" | "api"> };

export function Held({ held, pane }: Given & { held: Failures["held"] }): VNode {
  return (
    <>
      {(["mass_deletion", "invitations"] as const).map((what) => {
        const n = held[what] ?? 0;
        return (
          n > 0 && (
            <div class="card warning" key={what}>
              <p class="badge">{say(`held.${what}`, { items: count("items", n) })}</p>
              <p>{say(`held.${what}.text`)}</p>
              <Release what={what} n={n} pane={pane} />
            </div>
          )
        );
      })}
    </>
  );
}

/** The button that lets *n* items through, and the second question. */
export function Release(
  given: Given & { what: Waiting; n: number; primary?: boolean; disabled?: boolean },
): VNode {
  const { what, n, pane } = given;
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = (): void => dialog.current?.close();
  const release = (): Promise<void> =>
    pane.act(what === "mass_deletion" ? pane.api.confirmDeletions() : pane.api.confirmInvitations());
  return (
    <>
      <button
        class={given.primary ? "primary" : ""}
        disabled={given.disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {say("held.act")}
      </button>
      <dialog ref={dialog} aria-labelledby={title}>
        <h2 id={title}>{say(`held.${what}.sure`, { items: count("items", n) })}</h2>
        <Act primary run={() => release().then(close)}>
          {say("held.sure")}
        </Act>
        <button onClick={close}>{say("cancel")}</button>
      </dialog>
    </>
  );
}
