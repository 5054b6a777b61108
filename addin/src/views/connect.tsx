/** A connection is missing or has expired: both systems with their state, and where to sign in. */
import type { VNode } from "preact";
import type { Session } from "../api";
import { connectionsOf } from "../connections";
import { say } from "../words";
import { askInWindow, hasWindows, WindowError } from "../window";
import { Icon } from "./icon";
import { Message } from "./message";

export function Connect({
  session,
  mailbox,
  again,
}: {
  session: Session;
  mailbox: string;
  again: () => Promise<void>;
}): VNode {
  const systems = connectionsOf(session);
  // one thing to do at a time: SuperOffice comes first
  const due = systems.find(({ connected }) => !connected);
  const expired = session.state === "needs_sign_in";
  return (
    <Message icon="plug" title={session.sentence} text={session.remedy}>
      {mailbox && <p class="address">{mailbox}</p>}
      <ul class="systems">
        {systems.map(({ name, connected, told }) => (
          <li key={name}>
            <Icon name={connected ? "check" : "minus"} />
            {name}
            <span class="aside">{told}</span>
          </li>
        ))}
      </ul>
      {due && (
        <a
          class="button primary"
          href={due.url}
          target="_blank"
          rel="noopener noreferrer"
          onClick={(event) => hasWindows() && connectInWindow(event, due.url, again)}
        >
          {say(expired ? "connect.again" : "connect", { system: due.name })}
        </a>
      )}
      <button onClick={() => void again()}>{say("connect.done")}</button>
    </Message>
  );
}

/** Outlook's own window instead of the link's; whatever comes of it, the server knows. */
function connectInWindow(event: Event, address: string, again: () => Promise<void>): void {
  event.preventDefault();
  const { pathname, search } = new URL(address);
  askInWindow(`${pathname}${search}&window=1`).then(again, (error: unknown) => {
    if (!(error instanceof WindowError)) throw error;
    return again();
  });
}
