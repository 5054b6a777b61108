/** Nobody is signed in: what the add-in does, and the one button. */
import type { VNode } from "preact";
import type { View } from "../state";
import { say } from "../words";
import { Message } from "./message";

type SignedOut = Extract<View, { at: "signed_out" }>;

export function SignInPage(given: { why: SignedOut["why"]; mailbox: string; signIn: () => Promise<void> }): VNode {
  return (
    <Message icon="calendar" title={say("signed_out")} text={say("signed_out.text")}>
      <p class="address">{given.mailbox}</p>
      <button class="primary" onClick={() => void given.signIn()}>
        {say("signed_out.act")}
      </button>
      {given.why && (
        <p class="fault" role="alert">
          {say(`signed_out.${given.why}`)}
        </p>
      )}
    </Message>
  );
}
