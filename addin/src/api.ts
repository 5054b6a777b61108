/** The server's API: typed answers, and every error as one of a few kinds (RFC 9457). */
import type { components } from "./api-types";
import type { Meeting } from "./item";
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
export type Subjects = Schemas["Subjects"];
/** What is left out stays as it is. */
export type Chosen = Partial<Schemas["Concern"]>;
export type Push = Partial<Schemas["Push"]>;
export type Conflict = Schemas["Conflict"];
export type Match = Schemas["Match"];
export type Somebody = Schemas["Somebody"];
export type Acquaintance = Schemas["Acquaintance"];
export type Suggestion = Schemas["Suggestion"];
export type NewPerson = Schemas["NewPerson"];
export type Found = Schemas["Found"];
export type NotedReply = Schemas["NotedReply"];
/** What may be searched in SuperOffice. */
export type What = "persons" | "companies" | "projects" | "sales";
/** A side, as the API names it. */
export type Side = "superoffice" | "calendar";
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

/** One request, by its path below the API's root; rejects with Failure. */
export type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

export type Api = ReturnType<typeof routes>;

/** The API as whoever *signIn* signs in calls it. */
export function makeApi(signIn: SignIn, fetching: typeof fetch = (...given) => fetch(...given)): Api {
  return routes((method, path, body) => askWithToken(signIn, fetching, method, path, body));
}

/** What may be asked of the server; each rejects with Failure. */
export function routes(ask: Ask) {
  const get = <T>(path: string): Promise<T> => ask<T>("GET", path);
  const post = <T>(path: string, body?: unknown): Promise<T> => ask<T>("POST", path, body);
  return {
    session: () => get<Session>("/session"),
    item: (id: string) => get<Item>(itemPath(id)),
    outlookId: async (id: string) => (await get<{ id: string }>(`${itemPath(id)}/outlook-id`)).id,
    undo: (id: string, entry: string) => post<SyncState>(`${itemPath(id)}/undo`, { entry }),
    repair: (id: string) => post<SyncState>(`${itemPath(id)}/repair`),
    push: (id: string, chosen: Push) => post<SyncState>(`${itemPath(id)}/push`, chosen),
    include: (id: string) => post<SyncState>(`${itemPath(id)}/include`),
    unlink: (id: string) => post<SyncState>(`${itemPath(id)}/unlink`),
    includeSeries: (id: string, chosen: Pick<Push, "private"> = {}) =>
      post<SyncState>(`${itemPath(id)}/include-series`, chosen),
    unlinkSeries: (id: string) => post<SyncState>(`${itemPath(id)}/unlink-series`),
    meeting: async ({ start, end, address }: Meeting) =>
      (await get<{ id: string }>(`/meetings/outlook-id?${new URLSearchParams({ start, end, address })}`)).id,
    concerns: (id: string) => get<Subjects>(`${itemPath(id)}/concerns`),
    setConcerns: (id: string, chosen: Chosen) => post<SyncState>(`${itemPath(id)}/concerns`, chosen),
    conflicts: async (id: string) => (await get<{ items: Conflict[] }>(`${itemPath(id)}/conflicts`)).items,
    resolve: (id: string, field: string, side: Side) =>
      post<SyncState>(`${itemPath(id)}/resolve`, { field, side }),
    people: async (id: string) => (await get<{ items: Somebody[] }>(`${itemPath(id)}/people`)).items,
    choosePerson: (id: string, address: string, person_id: number) =>
      post<SyncState>(`${itemPath(id)}/people/${encodeURIComponent(address)}`, { person_id }),
    acquaintances: async (addresses: string[]) =>
      (await get<{ items: Acquaintance[] }>(`/people?${repeated("address", addresses)}`)).items,
    chooseAcquaintance: (address: string, person_id: number) =>
      post<Acquaintance>("/people/choice", { address, person_id }),
    suggestion: (address: string, name: string) =>
      get<Suggestion>(`/people/suggestion?${new URLSearchParams({ address, name })}`),
    addPerson: (person: NewPerson) => post<{ person_id: number }>("/people", person),
    search: async (what: What, words: string) =>
      (await get<{ items: Found[] }>(`/search/${what}?${new URLSearchParams({ q: words, limit: "8" })}`)).items,
    noteReply: (calendar: string) => post<NotedReply>("/replies", { calendar }),
    sync: () => get<SyncState>("/sync"),
    beginSync: () => post<SyncState>("/sync"),
    cancelSync: () => post<SyncState>("/sync/cancel"),
    failures: (after = "") => get<Failures>(`/failures?limit=20&after=${encodeURIComponent(after)}`),
    confirmDeletions: () => post<SyncState>("/deletions/confirm"),
    confirmInvitations: () => post<SyncState>("/invitations/confirm"),
    preferences: () => get<Preferences>("/preferences"),
    prefer: (key: string, value: Wish) => ask<Preferences>("PATCH", "/preferences", { [key]: value }),
    choices: async (key: string) =>
      (await get<{ items: Choice[] }>(`/preferences/choices/${encodeURIComponent(key)}`)).items,
    previewOfSubject: (parts: string[]) =>
      get<SubjectPreview>(`/preferences/preview?${repeated("subject", parts)}`),
  };
}

function itemPath(id: string): string {
  return `/items/${encodeURIComponent(id)}`;
}

function repeated(name: string, values: string[]): URLSearchParams {
  return new URLSearchParams(values.map((value) => [name, value]));
}

async function askWithToken<T>(
  signIn: SignIn,
  fetching: typeof fetch,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const address = `/api/v1${path}`;
  const attempt = (token: string): Promise<Response> =>
    send(fetching, { method, address, body, headers: { Authorization: `Bearer ${token}` }, credentials: "omit" });
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

/** A request to our own server; *headers* and *credentials* tell who asks. */
type Sent = {
  method: string;
  address: string;
  body?: unknown;
  headers: Record<string, string>;
  credentials: RequestCredentials;
};

/** The answer, whatever its status. Rejects with Failure where the server is not reached. */
export async function send(fetching: typeof fetch, sent: Sent): Promise<Response> {
  const { method, address, body, credentials } = sent;
  const json = body === undefined ? null : { body: JSON.stringify(body) };
  const headers = {
    ...sent.headers,
    "Accept-Language": language(),
    ...(json && { "Content-Type": "application/json" }),
  };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    return await fetching(address, { method, headers, signal, credentials, cache: "no-store", ...json });
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

/** What an answer that is not ok means for a person. */
export async function failureOf(answer: Response): Promise<Failure> {
  const kind = KINDS[answer.status] ?? "server";
  const isProblem = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
  // a proxy before the server answers with pages of its own
  if (!isProblem) return new Failure(kind, say("failure.server"), say("failure.server.remedy"));
  const problem = (await answer.json()) as Problem;
  const errors = new Map((problem.errors ?? []).map((one) => [one.key, one.sentence]));
  return new Failure(kind, problem.detail, problem.remedy ?? "", problem.code, errors);
}
