/** Both systems: whether each lets us in, since when it does not, and where to sign in. */
import type { VNode } from "preact";
import type { Session } from "../../src/api";
import { connectionsOf } from "../../src/connections";
import { Icon } from "../../src/views/icon";
import { tell } from "../words";

export function Connections({ session }: { session: Session }): VNode {
  return (
    <ul class="connections">
      {connectionsOf(session).map(({ name, connected, told, url }) => (
        <li key={name} class={connected ? "fine" : "wrong"}>
          <Icon name={connected ? "check" : "warning"} />
          <div>
            <p class="name">{name}</p>
            <p class="aside">{told}</p>
          </div>
          <a class={connected ? "button quiet" : "button primary"} href={url}>
            {tell(connected ? "connection.renew" : "connection.sign_in")}
            <span class="unseen"> {name}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
