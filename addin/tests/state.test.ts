import { expect, test } from "vitest";
import { Failure, type Failures, type Item, type Run, type Session, type SyncState } from "../src/api";
import type { ItemFacts } from "../src/item";
import { match, view, type Answer, type ItemView, type Known, type SyncView, type View } from "../src/state";

const ADDRESS = "linda@nordlys.example";
const connected = { state: "connected" as const, since: null, connect_url: "https://sosync.example/connect" };
const session: Session = {
  state: "active",
  sentence: "",
  remedy: "",
  account: { name: "Linda Lund", address: ADDRESS },
  mailbox: {
    address: ADDRESS,
    name: "",
    zone: "UTC",
    since: null,
    superoffice_user: 6,
    organisation: "Cust12345",
  },
  superoffice: connected,
  calendar: connected,
  rights: { administrator: false, hides_texts: true },
};
const people = [{ address: "clara@havbris.example", name: "Clara" }];
const facts: ItemFacts = {
  kind: "appointment",
  mode: "read",
  id: "AAMk",
  series: "single",
  master: "",
  repeats: null,
  private: false,
  owner: "",
  people,
  meeting: null,
  answers: "no",
};
const item = {
  kind: "appointment",
  state: "linked",
  reason: "",
  read_at: "2026-11-21T10:42:00Z",
  fields: [{ field: "title", superoffice: "Lunch", calendar: "Lunch", agreed: "equal" }],
} as unknown as Item;
const run = { state: "ended", outcome: "ok" } as Run;
const idle: SyncState = { state: "idle", sentence: "", run };
const offline = new Failure("offline", "No answer.");

const told = <T>(value: T, at = 1000): Answer<T> => ({ value, at, failure: null });
const silent = <T>(value: T | null = null, failure = offline): Answer<T> => ({
  value,
  at: value ? 500 : 0,
  failure,
});

const known: Known = {
  host: { at: "outlook", address: ADDRESS, language: "en-US" },
  signIn: "done",
  session: told(session),
  facts,
  item: told(item),
  sync: told(idle),
  failures: told<Failures>({ items: [], total: 0, held: {}, next: "" }),
};

const seen = (change: Partial<Known>): View => view({ ...known, ...change });

test.each<[string, Partial<Known>, Partial<View>]>([
  ["before Outlook has answered", { host: null }, { at: "starting" }],
  ["Outlook's script is blocked", { host: { at: "no_office" } }, { at: "not_in_outlook", why: "no_office" }],
  ["a plain browser", { host: { at: "outside" } }, { at: "not_in_outlook", why: "outside" }],
  ["a person has to sign in", { signIn: "needed" }, { at: "signed_out", why: "", mailbox: ADDRESS }],
  ["the person signed out", { signIn: "signed_out" }, { at: "signed_out", why: "" }],
  ["the person closed the window", { signIn: "cancelled" }, { at: "signed_out", why: "cancelled" }],
  ["the sign-in failed", { signIn: "failed" }, { at: "signed_out", why: "failed" }],
  ["no network to the sign-in", { signIn: "offline" }, { at: "signed_out", why: "offline" }],
  ["nobody has consented", { signIn: "consent" }, { at: "consent" }],
  ["an Outlook without nested sign-in", { signIn: "unsupported" }, { at: "unsupported" }],
  ["signed in, not answered yet", { session: told(null as unknown as Session) }, { at: "starting" }],
  ["never answered", { session: silent<Session>() }, { at: "unreachable", failure: offline }],
  [
    "no SuperOffice",
    { session: told({ ...session, state: "not_connected", mailbox: null }) },
    { at: "not_connected" },
  ],
  ["a connection expired", { session: told({ ...session, state: "needs_sign_in" }) }, { at: "expired" }],
  ["everything works", {}, { at: "working", stale: null }],
  ["the server falls silent", { session: silent(session) }, { at: "working", stale: 500 }],
  ["it falls silent about the item", { item: silent(item) }, { at: "working", stale: 500 }],
])("%s", (_, change, expected) => {
  expect(seen(change)).toMatchObject(expected);
});

test("another account than the mailbox's is named with both addresses", () => {
  const other = { ...session, account: { name: "", address: "john@nordlys.example" }, mailbox: null };
  const mailbox = { ...known.host, at: "outlook", address: "Linda@Nordlys.example" } as Known["host"];
  const own = { ...session, account: { name: "", address: "LINDA@nordlys.example" }, mailbox: null };
  expect(seen({ session: told(own), host: mailbox })).toMatchObject({ at: "working" });
  expect(seen({ session: told(other), host: mailbox })).toEqual({
    at: "other_account",
    account: "john@nordlys.example",
    mailbox: "Linda@Nordlys.example",
  });
});

const ofItem = (change: Partial<Known>): ItemView => {
  const shown = seen(change);
  if (shown.at !== "working") throw new Error(shown.at);
  return shown.item;
};
const field = (agreed: string) => [{ field: "title", superoffice: "a", calendar: "b", agreed }] as Item["fields"];
const answered = (change: Partial<Item>): Partial<Known> => ({ item: told({ ...item, ...change }) });

test.each<[string, Partial<Known>, Partial<ItemView>]>([
  ["nothing is open", { facts: null }, { at: "none" }],
  ["Outlook has not told yet", { facts: undefined }, { at: "loading" }],
  ["Outlook cannot tell", { facts: "silent" }, { at: "outlook_failed", fault: "silent" }],
  ["a mail", { facts: { ...facts, kind: "message" } }, { at: "mail", people }],
  ["a mail of a meeting", { facts: { ...facts, kind: "invitation" } }, { at: "invitation" }],
  ["not saved", { facts: { ...facts, id: null } }, { at: "unsaved", private: false, people }],
  [
    "of a calendar that is shared",
    { facts: { ...facts, owner: "j@x.example" } },
    { at: "shared", owner: "j@x.example" },
  ],
  ["not saved, and private", { facts: { ...facts, id: null, private: true } }, { at: "unsaved", private: true }],
  ["the server has not told yet", { item: told(null as unknown as Item) }, { at: "loading" }],
  [
    "not uploaded yet, or somebody else's",
    { item: silent<Item>(null, new Failure("not_found", "")) },
    { at: "not_found" },
  ],
  ["the server failed", { item: silent<Item>(null, new Failure("server", "")) }, { at: "trouble" }],
  ["not linked", answered({ state: "not_linked" }), { at: "not_linked" }],
  ["not linked, and never will be", answered({ state: "not_linked", reason: "birthday" }), { at: "excluded" }],
  ["linked and equal", {}, { at: "in_sync" }],
  ["changed on one side", answered({ fields: field("changed_calendar") }), { at: "pending" }],
  ["not agreed yet", answered({ fields: field("not_agreed") }), { at: "pending" }],
  ["changed on both sides", answered({ fields: field("changed_both") }), { at: "conflict" }],
  ["parked", answered({ state: "parked", reason: "refused" }), { at: "failed" }],
  ["held", answered({ state: "held", reason: "mass_deletion" }), { at: "held" }],
  ["excluded by a preference", answered({ state: "skipped", reason: "all_day" }), { at: "excluded" }],
  ["private", answered({ state: "skipped", reason: "private" }), { at: "private" }],
  ["a private task", answered({ state: "skipped", reason: "private_task" }), { at: "private" }],
  ["a side does not answer", answered({ read_at: null, fields: [] }), { at: "last_known" }],
  ["an occurrence", { facts: { ...facts, series: "occurrence" } }, { at: "in_sync", series: "occurrence" }],
  ["a master", { facts: { ...facts, series: "master" } }, { at: "in_sync", series: "master" }],
  [
    "a series with an item that both sides changed",
    {
      item: told({ ...item, whole: { exceptions: 0 }, fields: [{ ...item.fields[0]!, agreed: "changed_both" }] }),
    },
    { at: "pending" },
  ],
])("the item: %s", (_, change, expected) => {
  expect(ofItem(change)).toMatchObject(expected);
});

const ofSync = (change: Partial<Known>): SyncView => {
  const shown = seen(change);
  if (shown.at !== "working") throw new Error(shown.at);
  return shown.sync;
};

test.each<[string, Partial<Known>, Partial<SyncView>]>([
  ["not told yet", { sync: told(null as unknown as SyncState) }, { at: "unknown" }],
  [
    "paused",
    { session: told({ ...session, state: "paused", sentence: "Paused." }) },
    { at: "paused", sentence: "Paused." },
  ],
  ["never run", { sync: told({ ...idle, run: null }) }, { at: "never" }],
  ["queued", { sync: told({ ...idle, state: "queued" }) }, { at: "queued" }],
  ["running", { sync: told({ ...idle, state: "running" }) }, { at: "running", run }],
  ["ended", {}, { at: "ended", run }],
])("the mailbox: %s", (_, change, expected) => {
  expect(ofSync(change)).toMatchObject(expected);
});

test("match calls the function of the case with the case", () => {
  type Two = { at: "one"; n: number } | { at: "two" };
  const cases = { one: ({ n }: { n: number }) => n, two: () => 0 };
  expect([match<Two, number>({ at: "one", n: 7 }, cases), match<Two, number>({ at: "two" }, cases)]).toEqual([
    7, 0,
  ]);
});
