/** Signing out: the server forgets the session, and the page begins again. */
import { failureOf, offline } from "../src/api";
import type { Config } from "./config";

/** Rejects with Failure. */
export async function signOut(config: Config): Promise<void> {
  const headers = { "X-CSRF-Token": config.csrf };
  const answer = await fetch("/portal/sign-out", { method: "POST", headers }).catch(() => {
    throw offline();
  });
  // a session that is over already is as good as ended
  if (!answer.ok && answer.status !== 401) throw await failureOf(answer);
  location.assign("/portal");
}
