/** Who is signed in, and the only way to sign out. */
import type { VNode } from "preact";
import type { Session } from "../api";
import { say } from "../words";

export function Foot({
  session,
  version,
  signOut,
}: {
  session: Session;
  version: string;
  signOut: () => void;
}): VNode {
  return (
    <footer>
      <span>{say("foot.signed_in", { who: session.account.name || session.account.address })}</span>
      <button class="link" onClick={signOut}>
        {say("foot.sign_out")}
      </button>
      <span>{version}</span>
    </footer>
  );
}
