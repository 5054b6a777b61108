/** Signing out: the server forgets the session, and the page begins again. */
import { failureOf, send } from "../src/api";
import type { Config } from "./config";

/** Rejects with Failure. */
export async function signOut(config: Config): Promise<void> {
  const headers = { "X-CSRF-Token": config.csrf };
  const asked = { method: "POST", address: "/portal/sign-out", headers, credentials: "same-origin" } as const;
  const answer = await send(fetch, asked);
  // a session that is over already is as good as ended
  if (!answer.ok && answer.status !== 401) throw await failureOf(answer);
  location.assign("/portal");
}
