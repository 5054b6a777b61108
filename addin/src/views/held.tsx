/** Deletions and invitations that wait until a person lets them through, each with a second question. */
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import type { Failures } from "../api";
import type { Pane } from "../pane";
import { count, say } from "../words";
import { Act } from "./act";

type What = "mass_deletion" | "invitations";

export function Held({ held, pane }: { held: Failures["held"]; pane: Pane }): VNode {
  const release = (what: What): Promise<void> =>
    pane.act(what === "mass_deletion" ? pane.api.confirmDeletions() : pane.api.confirmInvitations());
  return (
    <>
      {(["mass_deletion", "invitations"] as const).map(
        (what) =>
          (held[what] ?? 0) > 0 && (
            <Waiting key={what} what={what} n={held[what] ?? 0} release={() => release(what)} />
          ),
      )}
    </>
  );
}

function Waiting({ what, n, release }: { what: What; n: number; release: () => Promise<void> }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = (): void => dialog.current?.close();
  return (
    <div class="card warning">
      <p class="badge">{say(`held.${what}`, { items: count("items", n) })}</p>
      <p>{say(`held.${what}.text`)}</p>
      <button onClick={() => dialog.current?.showModal()}>{say("held.act")}</button>
      <dialog ref={dialog} aria-labelledby={`held-${what}`}>
        <h2 id={`held-${what}`}>{say(`held.${what}.sure`, { items: count("items", n) })}</h2>
        <Act primary run={() => release().then(close)}>
          {say("held.sure")}
        </Act>
        <button onClick={close}>{say("cancel")}</button>
      </dialog>
    </div>
  );
}
