/** What the pane shows: one case of a union for every state there is, found from what is known (contracts/addin.md §5.3). */
import type { Failure, Failures, Item, Run, Session, SyncState } from "./api";
import type { ItemFacts, Meeting, Person } from "./item";
import type { Host, HostFault } from "./office";
import type { SignInFault } from "./session";

/** Something asked of the server: the last good answer is kept when a later request fails. */
export type Answer<T> = {
  value: T | null;
  /** when the value came; milliseconds since 1970 */
  at: number;
  failure: Failure | null;
};

/** Everything that is known at a moment. */
export type Known = {
  /** null: not found out yet */
  host: Host | null;
  signIn: "trying" | "done" | "signed_out" | SignInFault;
  session: Answer<Session>;
  /** undefined: not read yet */
  facts: ItemFacts | null | undefined | HostFault;
  item: Answer<Item>;
  sync: Answer<SyncState>;
  failures: Answer<Failures>;
};

export type View =
  | { at: "starting" }
  | { at: "not_in_outlook"; why: "no_office" | "outside" }
  | { at: "signed_out"; why: "" | "cancelled" | "failed" | "offline"; mailbox: string }
  | { at: "unsupported" }
  | { at: "consent" }
  | { at: "other_account"; account: string; mailbox: string }
  | { at: "not_connected"; session: Session; mailbox: string }
  | { at: "expired"; session: Session }
  /** the server has not answered since the pane was opened */
  | { at: "unreachable"; failure: Failure }
  | {
      at: "working";
      session: Session;
      item: ItemView;
      sync: SyncView;
      failures: Failures | null;
      stale: number | null;
    };

export type ItemView =
  | { at: "none" }
  | { at: "loading" }
  | { at: "outlook_failed"; fault: HostFault }
  | ({ at: "mail"; people: Person[] } & Answering)
  | ({ at: "invitation"; people: Person[]; meeting: Meeting | null } & Answering)
  | { at: "unsaved"; private: boolean; people: Person[] }
  /** it lies in a calendar that somebody shares */
  | { at: "shared"; owner: string; people: Person[] }
  | { at: "not_found"; people: Person[] }
  | { at: "trouble"; failure: Failure }
  /** one of both systems does not answer: what the server knew last */
  | Told<"last_known">
  | Told<"not_linked">
  | Told<"pending">
  | Told<"in_sync">
  | Told<"conflict">
  | Told<"failed">
  | Told<"held">
  | Told<"private">
  | Told<"excluded">;

/** A mail that may answer an invitation. */
type Answering = Pick<ItemFacts, "id" | "answers">;
/** A case in which the server told the state of the item. */
type Told<At extends string> = { at: At; item: Item } & Pick<ItemFacts, "series" | "master" | "repeats">;
/** Any of those. */
export type ToldItem = Extract<ItemView, { item: Item }>;

export type SyncView =
  | { at: "unknown" }
  | { at: "paused"; sentence: string; remedy: string }
  | { at: "never" }
  | { at: "queued" }
  | { at: "running"; run: Run }
  | { at: "ended"; run: Run };

/** Reasons that keep a private text where it is (backend/core/reasons.py). */
const PRIVATE = new Set(["private", "private_task", "licence"]);

/** The case that is shown. */
export function view(known: Known): View {
  const { host, session } = known;
  if (host === null) return { at: "starting" };
  if (host.at !== "outlook") return { at: "not_in_outlook", why: host.at };
  switch (known.signIn) {
    case "signed_out":
    case "needed":
      return { at: "signed_out", why: "", mailbox: host.address };
    case "cancelled":
    case "failed":
    case "offline":
      return { at: "signed_out", why: known.signIn, mailbox: host.address };
    case "consent":
      return { at: "consent" };
    case "unsupported":
      return { at: "unsupported" };
    case "trying":
    case "done":
      break;
  }
  if (session.value === null)
    return session.failure ? { at: "unreachable", failure: session.failure } : { at: "starting" };
  return signedIn(known, session.value, host.address);
}

function signedIn(known: Known, session: Session, mailbox: string): View {
  if (session.state === "not_connected") return { at: "not_connected", session, mailbox };
  const own = [session.account.address, session.mailbox?.address].map((address) => address?.toLowerCase());
  if (!own.includes(mailbox.toLowerCase()))
    return { at: "other_account", account: session.account.address, mailbox };
  if (session.state === "needs_sign_in") return { at: "expired", session };
  return {
    at: "working",
    session,
    item: itemView(known.facts, known.item),
    sync: syncView(session, known.sync),
    failures: known.failures.value,
    stale: staleSince(known),
  };
}

/** Since when the server has been silent; null while it answers. */
function staleSince(known: Known): number | null {
  const silent = [known.session, known.item, known.sync].filter((one) => one.failure?.kind === "offline");
  const answered = silent.map((one) => one.at).filter((at) => at > 0);
  return silent.length ? Math.min(...answered, known.session.at) : null;
}

function itemView(facts: Known["facts"], answer: Answer<Item>): ItemView {
  if (facts === undefined) return { at: "loading" };
  if (facts === null) return { at: "none" };
  if (typeof facts === "string") return { at: "outlook_failed", fault: facts };
  const { people, owner, id, answers } = facts;
  if (facts.kind === "message") return { at: "mail", people, id, answers };
  if (facts.kind === "invitation") return { at: "invitation", people, meeting: facts.meeting, id, answers };
  if (owner) return { at: "shared", owner, people };
  if (facts.id === null) return { at: "unsaved", private: facts.private, people };
  const { value, failure } = answer;
  if (failure?.kind === "not_found") return { at: "not_found", people };
  if (value === null) return failure ? { at: "trouble", failure } : { at: "loading" };
  const { series, master, repeats } = facts;
  return { at: caseOf(value), item: value, series, master, repeats };
}

function caseOf(item: Item): ToldItem["at"] {
  switch (item.state) {
    case "parked":
      return "failed";
    case "held":
      return "held";
    case "skipped":
    case "not_linked":
      if (item.reason) return PRIVATE.has(item.reason) ? "private" : "excluded";
      return "not_linked";
    case "linked":
      if (item.read_at === null) return "last_known";
      // the items of a series are settled one by one
      if (!item.whole && item.fields.some((field) => field.agreed === "changed_both")) return "conflict";
      return item.fields.every((field) => field.agreed === "equal") ? "in_sync" : "pending";
  }
}

function syncView(session: Session, { value }: Answer<SyncState>): SyncView {
  if (session.state === "paused") return { at: "paused", sentence: session.sentence, remedy: session.remedy };
  if (value === null) return { at: "unknown" };
  if (value.state === "queued") return { at: "queued" };
  if (value.run === null) return { at: "never" };
  return value.state === "running" ? { at: "running", run: value.run } : { at: "ended", run: value.run };
}

/** One function a case; the compiler refuses a case that is forgotten. */
export function match<Case extends { at: string }, Result>(
  value: Case,
  cases: { [At in Case["at"]]: (value: Extract<Case, { at: At }>) => Result },
): Result {
  const chosen = cases[value.at as Case["at"]] as (value: Case) => Result;
  return chosen(value);
}
