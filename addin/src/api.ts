/** The server's API: typed answers, and every error as one of a few kinds (RFC 9457). */
import type { components } from "./api-types";
import { SignInError, type SignIn, type SignInFault } from "./session";
import { language, say } from "./words";

type Schemas = components["schemas"];
export type Session = Schemas["Session"];
export type Item = Schemas["Item"];
export type FieldState = Schemas["FieldState"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type SyncState = Schemas["SyncState"];
export type Run = Schemas["Run"];
export type Counts = Schemas["Counts"];
export type Failed = Schemas["Failure"];
export type Failures = Schemas["Failures"];
export type Preferences = Schemas["Preferences"];
export type Preference = Schemas["Preference"];
export type Choice = Schemas["Choice"];
export type SubjectPreview = Schemas["SubjectPreview"];
/** A value of a preference, or null to take the own one back. */
export type Wish = Preference["value"] | null;
type Problem = Schemas["ProblemDetails"];

export type FailureKind =
  "offline" | "signed_out" | "forbidden" | "not_found" | "conflict" | "refused" | "unavailable" | "server";

/** A request that failed, in words for a person. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly sentence: string,
    readonly remedy = "",
    /** the server's stable code; empty where it did not answer */
    readonly code = "",
    /** sentences by the part of the request that is wrong */
    readonly errors: ReadonlyMap<string, string> = new Map(),
    /** why nobody is signed in, for the kind `signed_out` */
    readonly signIn: SignInFault = "failed",
  ) {
    super(`${kind} ${code}`);
  }
}

/** Milliseconds that a request may take, and that a `Retry-After` is waited for. */
const PATIENCE = 30_000;
const LONGEST_WAIT = 10_000;

export type Api = ReturnType<typeof makeApi>;

/** What may be asked of the server; each rejects with Failure. */
export function makeApi(signIn: SignIn, fetching: typeof fetch = (...given) => fetch(...given)) {
  const get = <T>(path: string): Promise<T> => ask<T>(signIn, fetching, "GET", path);
  const post = <T>(path: string, body?: unknown): Promise<T> => ask<T>(signIn, fetching, "POST", path, body);
  return {
    session: () => get<Session>("/session"),
    item: (id: string) => get<Item>(`/items/${encodeURIComponent(id)}`),
    undo: (id: string, entry: string) => post<SyncState>(`/items/${encodeURIComponent(id)}/undo`, { entry }),
    repair: (id: string) => post<SyncState>(`/items/${encodeURIComponent(id)}/repair`),
    sync: () => get<SyncState>("/sync"),
    beginSync: () => post<SyncState>("/sync"),
    failures: (after = "") => get<Failures>(`/failures?limit=20&after=${encodeURIComponent(after)}`),
    confirmDeletions: () => post<SyncState>("/deletions/confirm"),
    confirmInvitations: () => post<SyncState>("/invitations/confirm"),
    preferences: () => get<Preferences>("/preferences"),
    prefer: (key: string, value: Wish) =>
      ask<Preferences>(signIn, fetching, "PATCH", "/preferences", { [key]: value }),
    choices: async (key: string) =>
      (await get<{ items: Choice[] }>(`/preferences/choices/${encodeURIComponent(key)}`)).items,
    previewOfSubject: (parts: string[]) =>
      get<SubjectPreview>(`/preferences/preview?${new URLSearchParams(parts.map((part) => ["subject", part]))}`),
  };
}

async function ask<T>(
  signIn: SignIn,
  fetching: typeof fetch,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const attempt = (token: string): Promise<Response> => send(fetching, method, path, token, body);
  let answer = await attempt(await tokenOf(signIn));
  if (answer.status === 401) {
    // once, with what the server found missing; a second refusal is told, or sign-ins would go round in circles
    answer = await attempt(await tokenOf(signIn, { claims: claimsOf(answer) }));
  }
  const wait = Number(answer.headers.get("Retry-After")) * 1000;
  if (method === "GET" && (answer.status === 429 || answer.status === 503) && wait > 0 && wait <= LONGEST_WAIT) {
    await new Promise((later) => setTimeout(later, wait));
    answer = await attempt(await tokenOf(signIn));
  }
  if (!answer.ok) throw await failureOf(answer);
  return (await answer.json()) as T;
}

async function tokenOf(signIn: SignIn, refused?: { claims: string | undefined }): Promise<string> {
  try {
    return await signIn.token(refused);
  } catch (error) {
    if (!(error instanceof SignInError)) throw error;
    throw new Failure("signed_out", "", "", "", undefined, error.fault);
  }
}

async function send(
  fetching: typeof fetch,
  method: string,
  path: string,
  token: string,
  body?: unknown,
): Promise<Response> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}`, "Accept-Language": language() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const asked: RequestInit = { method, headers, signal, credentials: "omit", cache: "no-store" };
    if (body !== undefined) asked.body = JSON.stringify(body);
    return await fetching(`/api/v1${path}`, asked);
  } catch {
    // fetch fails with the same TypeError whatever keeps it from the server
    throw new Failure("offline", say("failure.offline"), say("failure.offline.remedy"));
  }
}

/** The claims challenge of Entra's conditional access, as MSAL takes it. */
function claimsOf(answer: Response): string | undefined {
  const encoded = /claims="([^"]+)"/.exec(answer.headers.get("WWW-Authenticate") ?? "")?.[1];
  return encoded && atob(encoded);
}

const KINDS: Record<number, FailureKind> = {
  400: "refused",
  401: "signed_out",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "refused",
  429: "unavailable",
  503: "unavailable",
};

async function failureOf(answer: Response): Promise<Failure> {
  const kind = KINDS[answer.status] ?? "server";
  const isProblem = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
  // a proxy before the server answers with pages of its own
  if (!isProblem) return new Failure(kind, say("failure.server"), say("failure.server.remedy"));
  const problem = (await answer.json()) as Problem;
  const errors = new Map((problem.errors ?? []).map((one) => [one.key, one.sentence]));
  return new Failure(kind, problem.detail, problem.remedy ?? "", problem.code, errors);
}
