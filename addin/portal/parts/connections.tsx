/** Both systems: whether each lets us in, since when it does not, and where to sign in. */
import type { VNode } from "preact";
import type { Session } from "../../src/api";
import { Icon } from "../../src/views/icon";
import { moment } from "../../src/words";
import { say, tell } from "../words";

export function Connections({ session }: { session: Session }): VNode {
  const systems = [
    { name: "SuperOffice", connection: session.superoffice },
    { name: "Outlook", connection: session.calendar },
  ];
  return (
    <ul class="connections">
      {systems.map(({ name, connection }) => {
        const fine = connection.state === "connected";
        return (
          <li key={name} class={fine ? "fine" : "wrong"}>
            <Icon name={fine ? "check" : "warning"} />
            <div>
              <p class="name">{name}</p>
              <p class="aside">
                {connection.since
                  ? say("connection.expired", { when: moment(connection.since) })
                  : say(fine ? "connection.connected" : "connection.missing")}
              </p>
            </div>
            <a class={fine ? "button quiet" : "button primary"} href={connection.connect_url}>
              {tell(fine ? "connection.renew" : "connection.sign_in")}
              <span class="unseen"> {name}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
