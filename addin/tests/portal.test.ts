import { beforeAll, expect, test, vi } from "vitest";
import { scaleEnd, stacked, total, type Day } from "../portal/days";
import { narrowed, ordered, orderedBy, persons, standingOf, troubles } from "../portal/people";
import type { AdminMailbox, AdminUser } from "../portal/admin_api";
import { askWithCookie } from "../portal/ask";
import { addressOf, pageOf } from "../portal/route";
import { holds } from "../portal/search";
import {
  askedMonday,
  byDays,
  dayIn,
  differences,
  mondayOf,
  plusDays,
  type Week,
  type WeekRow,
} from "../portal/week";

beforeAll(() => void vi.stubGlobal("document", { documentElement: {} }));

test("every page has an address, and nothing else is a page", () => {
  expect(pageOf("/portal")).toBe("overview");
  expect(pageOf("/portal/")).toBe("overview");
  expect(pageOf(addressOf("audit"))).toBe("audit");
  expect(addressOf("calendar", "monday=2026-11-16")).toBe("/portal/calendar?monday=2026-11-16");
  expect(pageOf("/portal/nowhere")).toBeNull();
});

test("weeks begin on Mondays, also over a change of year", () => {
  expect(mondayOf("2027-01-03")).toBe("2026-12-28");
  expect(mondayOf("2026-11-16")).toBe("2026-11-16");
  expect(plusDays("2026-12-28", 7)).toBe("2027-01-04");
  expect(dayIn(new Date("2026-11-16T23:30:00Z"), "Europe/Berlin")).toBe("2026-11-17");
});

test.each([
  ["2026-11-18", "2026-11-16"],
  ["2026-13-45", "2026-11-23"],
  ["<script>", "2026-11-23"],
  [null, "2026-11-23"],
])("the week of %s is asked for as that of %s", (asked, monday) => {
  expect(askedMonday(asked, "2026-11-26")).toBe(monday);
});

const entry = (start: string) => ({
  id: start,
  title: "",
  place: "",
  start,
  end: start,
  all_day: false,
  private: false,
});
const row = (superoffice: string | null, calendar: string | null, state: WeekRow["state"] = "equal"): WeekRow => ({
  link: null,
  state,
  fields: [],
  reason: "",
  sentence: "",
  remedy: "",
  superoffice: superoffice ? entry(superoffice) : null,
  calendar: calendar ? entry(calendar) : null,
});
const week = (...items: WeekRow[]): Week => ({
  monday: "2026-11-16",
  zone: "Europe/Berlin",
  read_at: "2026-11-16T00:00:00Z",
  items,
});

test("rows stand on the day of the mailbox's zone on which they begin", () => {
  const days = byDays(
    week(
      row("2026-11-17T23:30:00Z", null),
      row("2026-11-19T10:00:00Z", "2026-11-17T10:00:00Z", "differs"),
      // began before the week; the other half lies in it
      row("2026-11-13T10:00:00Z", "2026-11-20T10:00:00Z", "differs"),
      row("2026-11-13T10:00:00Z", null),
    ),
  );
  expect(days.map(({ day, rows }) => [day, rows.length])).toEqual([
    ["2026-11-16", 1],
    ["2026-11-17", 1],
    ["2026-11-18", 1],
    ["2026-11-20", 1],
  ]);
  expect(differences(days).map(({ day }) => day)).toEqual(["2026-11-17", "2026-11-20"]);
});

const day = (runs: number, failures: number, superoffice: number, calendar: number): Day => ({
  day: "2026-11-16",
  runs,
  failures,
  changes: { superoffice, calendar },
});

test("bars stand on each other, and the scale holds the tallest", () => {
  expect([0, 5, 6, 10, 11, 21, 51, 100, 101].map(scaleEnd)).toEqual([5, 5, 10, 10, 20, 50, 100, 100, 200]);
  expect(stacked([1, 3], 10, 100)).toEqual([
    { y: 90, height: 10 },
    { y: 60, height: 30 },
  ]);
  expect(total([day(2, 1, 3, 4), day(1, 0, 1, 0)], "superoffice")).toBe(4);
});

const mailbox = (name: string, state: string, more: Partial<AdminMailbox> = {}): AdminMailbox => ({
  id: name,
  address: `${name}@nordlys.example`,
  name,
  associate_id: 1,
  state,
  sentence: "",
  remedy: "",
  since: null,
  last_run: null,
  next_run_at: null,
  linked: 0,
  parked: 0,
  skipped: {},
  held_deletions: 0,
  held_invitations: 0,
  to_repair: 0,
  last_mail: null,
  forgotten_at: null,
  ...more,
});
const user = (name: string, of: string | null, active = true): AdminUser => ({
  associate_id: 1,
  name,
  address: "",
  active,
  mailbox: of,
  linked_address: null,
  state: null,
  same_address: null,
});

test("users and mailboxes are one list, without users who left", () => {
  const people = persons(
    [mailbox("Linda", "active")],
    [user("Linda", "Linda"), user("Mike", null), user("Gone", null, false)],
  );
  expect(people.map(({ name, standing }) => [name, standing])).toEqual([
    ["Linda", "working"],
    ["Mike", "not_linked"],
  ]);
  expect(narrowed(people, "NORDLYS lin", "").map(({ name }) => name)).toEqual(["Linda"]);
  expect(narrowed(people, "", "not_linked").map(({ name }) => name)).toEqual(["Mike"]);
});

test("a state that is newer than the page wants to be looked at", () => {
  expect([standingOf("needs_sign_in.calendar"), standingOf("paused"), standingOf("new")]).toEqual([
    "attention",
    "resting",
    "attention",
  ]);
});

test("the list is ordered by a column and turned round by the same one", () => {
  const people = persons(
    [mailbox("Anna", "active", { to_repair: 2 }), mailbox("Bo", "paused", { parked: 5 })],
    [],
  );
  const by = orderedBy("attention", { by: "name", down: false });
  expect(ordered(people, by).map(({ name }) => name)).toEqual(["Anna", "Bo"]);
  expect(ordered(people, orderedBy("attention", by)).map(({ name }) => name)).toEqual(["Bo", "Anna"]);
  expect(people.map((one) => troubles(one.mailbox))).toEqual([2, 5]);
});

test("every word that is searched for has to stand somewhere", () => {
  expect(holds("sub out", "Subject in Outlook", "")).toBe(true);
  expect(holds("subject gmail", "Subject in Outlook", "")).toBe(false);
  expect(holds("", "anything")).toBe(true);
});

test("only changes carry the word of the page, and an ended session is told", async () => {
  const asked: RequestInit[] = [];
  let out = 0;
  const answers = [Response.json({}), Response.json({}), new Response("", { status: 401 })];
  const fetching = (_: unknown, given?: RequestInit): Promise<Response> => {
    asked.push(given ?? {});
    return Promise.resolve(answers.shift() as Response);
  };
  const ask = askWithCookie(
    { version: "1", csrf: "word", signInUrl: "" },
    () => (out += 1),
    fetching as typeof fetch,
  );
  await ask("GET", "/session");
  await ask("POST", "/sync");
  await expect(ask("GET", "/session")).rejects.toMatchObject({ kind: "signed_out" });
  expect(asked.map(({ headers }) => (headers as Record<string, string>)["X-CSRF-Token"])).toEqual([
    undefined,
    "word",
    undefined,
  ]);
  expect(out).toBe(1);
});
