/** Deletions and invitations that wait until a person lets them through, each with a second question. */
import type { VNode } from "preact";
import type { Failures } from "../api";
import { WAITING, type Waiting } from "../offers";
import type { Desk } from "../pane";
import { count, say } from "../words";
import { Confirm } from "./confirm";

/** What may let them through. */
type Releasing = Pick<Desk, "act" | "api">;

export function Held({ held, pane }: { held: Failures["held"]; pane: Releasing }): VNode {
  return (
    <>
      {WAITING.map((what) => {
        const n = held[what] ?? 0;
        return (
          n > 0 && (
            <div class="card warning" key={what}>
              <p class="badge">{say(`held.${what}`, { items: count("items", n) })}</p>
              <p>{say(`held.${what}.text`)}</p>
              <Release what={what} n={n} run={() => release(what, pane)} />
            </div>
          )
        );
      })}
    </>
  );
}

/** Let everything of a kind through that waits in the own mailbox. Rejects with Failure. */
export function release(what: Waiting, { act, api }: Releasing): Promise<void> {
  return act(what === "mass_deletion" ? api.confirmDeletions() : api.confirmInvitations());
}

/** The button that lets *n* items through, and the second question. */
export function Release(given: {
  what: Waiting;
  n: number;
  run: () => Promise<void>;
  primary?: boolean;
  disabled?: boolean;
}): VNode {
  const { what, n, ...button } = given;
  return (
    <Confirm
      {...button}
      label={say("held.act")}
      question={say(`held.${what}.sure`, { items: count("items", n) })}
      act={say("held.sure")}
    />
  );
}
