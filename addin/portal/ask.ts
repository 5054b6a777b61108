/** Requests of the portal: the cookie of the session, and with every change the word that only our own page knows. */
import { failureOf, send, type Ask } from "../src/api";
import type { Config } from "./config";

/** *signedOut* is called when the server does not know the session any more. */
export function askWithCookie(
  config: Config,
  signedOut: () => void,
  fetching: typeof fetch = (...given) => fetch(...given),
): Ask {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const address = `/portal/api/v1${path}`;
    const headers: Record<string, string> = method === "GET" ? {} : { "X-CSRF-Token": config.csrf };
    const answer = await send(fetching, { method, address, body, headers, credentials: "same-origin" });
    if (answer.status === 401) signedOut();
    if (!answer.ok) throw await failureOf(answer);
    return (await answer.json()) as T;
  };
}
