/** Requests of the portal: the cookie of the session, and with every change the word that only our own page knows. */
import { failureOf, offline, PATIENCE, type Ask } from "../src/api";
import { language } from "../src/words";
import type { Config } from "./config";

/** *signedOut* is called when the server does not know the session any more. */
export function askWithCookie(
  config: Config,
  signedOut: () => void,
  fetching: typeof fetch = (...given) => fetch(...given),
): Ask {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers: Record<string, string> = { "Accept-Language": language() };
    if (method !== "GET") headers["X-CSRF-Token"] = config.csrf;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const signal = AbortSignal.timeout(PATIENCE);
    const asked: RequestInit = { method, headers, signal, credentials: "same-origin", cache: "no-store" };
    if (body !== undefined) asked.body = JSON.stringify(body);
    const answer = await fetching(`/portal/api/v1${path}`, asked).catch(() => {
      throw offline();
    });
    if (answer.status === 401) signedOut();
    if (!answer.ok) throw await failureOf(answer);
    return (await answer.json()) as T;
  };
}
