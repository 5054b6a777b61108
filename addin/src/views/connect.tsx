/** A connection is missing or has expired: both systems with their state, and where to sign in. */
import type { VNode } from "preact";
import type { Session } from "../api";
import { moment, say } from "../words";
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
  const systems = [
    { name: "SuperOffice", connection: session.superoffice },
    { name: "Outlook", connection: session.calendar },
  ];
  // one thing to do at a time: SuperOffice comes first
  const due = systems.find(({ connection }) => connection.state !== "connected");
  const expired = session.state === "needs_sign_in";
  return (
    <Message icon="plug" title={session.sentence} text={session.remedy}>
      {mailbox && <p class="address">{mailbox}</p>}
      <ul class="systems">
        {systems.map(({ name, connection }) => (
          <li key={name}>
            <Icon name={connection.state === "connected" ? "check" : "minus"} />
            {name}
            <span class="aside">
              {connection.since
                ? say("connection.expired", { when: moment(connection.since) })
                : say(connection.state === "connected" ? "connection.connected" : "connection.missing")}
            </span>
          </li>
        ))}
      </ul>
      {due && (
        <a
          class="button primary"
          href={due.connection.connect_url}
          target="_blank"
          rel="noopener noreferrer"
          onClick={(event) => hasWindows() && connectInWindow(event, due.connection.connect_url, again)}
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
