/** Both systems with the state of their connection, in words. */
import type { Session } from "./api";
import { SIDES, SYSTEM } from "./sides";
import { moment, say } from "./words";

/** *url* is where a person signs in to it. */
export type Connection = { name: string; connected: boolean; told: string; url: string };

export function connectionsOf(session: Session): Connection[] {
  return SIDES.map((side) => {
    const { state, since, connect_url } = session[side];
    const connected = state === "connected";
    const told = since
      ? say("connection.expired", { when: moment(since) })
      : say(connected ? "connection.connected" : "connection.missing");
    return { name: SYSTEM[side], connected, told, url: connect_url };
  });
}
