import { beforeEach, expect, test, vi } from "vitest";
import { followItem, readItem, type ItemFacts } from "../src/item";

type Done = (result: unknown) => void;

let item: unknown;
let handlers: Record<string, () => void>;

const gives = (value: unknown) => ({ getAsync: (done: Done) => done({ status: "succeeded", value }) });
const succeeds = (value: unknown) => (done: Done) => done({ status: "succeeded", value });
const person = (emailAddress: string) => ({ emailAddress, displayName: "N" });
const told = (address: string) => ({ address, name: "N" });
const fails = (code: number) => (done: Done) => done({ status: "failed", error: { code } });

const read = {
  itemType: "appointment",
  itemClass: "IPM.Appointment",
  subject: "Lunch",
  itemId: "AAMk/1",
  seriesId: null as unknown as string,
  recurrence: null as unknown as Office.Recurrence,
  sensitivity: "normal",
} satisfies Record<string, unknown> &
  Pick<Office.AppointmentRead, "itemClass" | "subject" | "itemId" | "seriesId" | "recurrence">;

const composed = {
  itemType: "appointment",
  subject: gives("Lunch"),
  seriesId: null,
  recurrence: gives(null),
  sensitivity: gives("normal"),
  getItemIdAsync: (done: Done) => done({ status: "succeeded", value: "AAMk/2" }),
};

beforeEach(() => {
  handlers = {};
  item = null;
  vi.stubGlobal("Office", {
    AsyncResultStatus: { Succeeded: "succeeded" },
    EventType: { ItemChanged: "changed" },
    MailboxEnums: { ItemType: { Appointment: "appointment" } },
    context: {
      mailbox: {
        userProfile: { emailAddress: "linda@x.example" },
        get item() {
          return item;
        },
        addHandlerAsync: (event: string, handler: () => void) => void (handlers[event] = handler),
      },
    },
  });
  vi.stubGlobal("window", {
    addEventListener: (event: string, handler: () => void) => void (handlers[event] = handler),
  });
  vi.stubGlobal("document", {
    visibilityState: "visible",
    addEventListener: (event: string, handler: () => void) => void (handlers[event] = handler),
  });
});

test("nothing is open", async () => {
  expect(await readItem()).toBeNull();
});

test.each<[string, object, Partial<ItemFacts>]>([
  ["an appointment", {}, { kind: "appointment", mode: "read", id: "AAMk/1", series: "single", private: false }],
  ["an occurrence", { seriesId: "AAMk/master" }, { series: "occurrence", master: "AAMk/master" }],
  [
    "how a series repeats",
    { recurrence: { recurrenceType: "weekly", recurrenceProperties: { interval: 2 } } },
    { repeats: { every: "weekly", interval: 2 } },
  ],
  ["a rhythm that is newer than we are", { recurrence: { recurrenceType: "lunar" } }, { repeats: null }],
  ["a master, which has no series id", { recurrence: {} }, { series: "master" }],
  ["a private one", { sensitivity: "private" }, { private: true }],
  ["an Outlook that knows no sensitivity", { sensitivity: undefined }, { private: false }],
  ["a mail", { itemType: "message", itemClass: "IPM.Note" }, { kind: "message" }],
  [
    "an invitation that does not tell when",
    { itemType: "message", itemClass: "IPM.Schedule.Meeting.Request" },
    { kind: "invitation", meeting: null },
  ],
  [
    "an invitation",
    {
      itemType: "message",
      itemClass: "IPM.Schedule.Meeting.Request",
      start: new Date("2026-03-02T09:00:00Z"),
      end: new Date("2026-03-02T10:00:00Z"),
      from: person("carl@x.example"),
    },
    {
      meeting: { start: "2026-03-02T09:00:00.000Z", end: "2026-03-02T10:00:00.000Z", address: "carl@x.example" },
    },
  ],
  [
    "a shared one",
    { getSharedPropertiesAsync: succeeds({ owner: "julie@nordlys.example" }) },
    { owner: "julie@nordlys.example" },
  ],
  [
    "an own one in a shared folder",
    { getSharedPropertiesAsync: succeeds({ owner: "LINDA@x.example" }) },
    { owner: "" },
  ],
  ["one that does not tell whose it is", { getSharedPropertiesAsync: fails(9055) }, { owner: "" }],
  [
    "a mail's people, each once",
    { itemType: "message", from: person("A@x.example"), to: [person("b@x.example"), person("a@x.example")] },
    { people: [told("a@x.example"), told("b@x.example")] },
  ],
  [
    "a meeting's people, and no rooms without an address",
    {
      organizer: person("o@x.example"),
      requiredAttendees: [person("/o=old")],
      optionalAttendees: [person("c@x.example")],
    },
    { people: [told("o@x.example"), told("c@x.example")] },
  ],
  [
    "an answer",
    { itemType: "message", itemClass: "IPM.Schedule.Meeting.Resp.Pos" },
    { kind: "invitation", answers: "yes" },
  ],
  [
    "a mail with a calendar",
    { itemType: "message", itemClass: "IPM.Note", attachments: [{ contentType: "Text/Calendar" }] },
    { kind: "message", answers: "maybe" },
  ],
  [
    "a mail with a picture",
    { itemType: "message", itemClass: "IPM.Note", attachments: [{ contentType: "image/png" }, {}] },
    { answers: "no" },
  ],
])("read: %s", async (_, more, facts) => {
  item = { ...read, ...more };
  expect(await readItem()).toMatchObject(facts);
});

test.each<[string, object, Partial<ItemFacts>]>([
  ["an own meeting", {}, { kind: "appointment", mode: "compose", id: "AAMk/2", series: "single", private: false }],
  ["one that is not saved", { getItemIdAsync: fails(9046) }, { id: null }],
  ["an Outlook before 1.8", { getItemIdAsync: undefined }, { id: null }],
  ["a series", { recurrence: gives({}) }, { series: "master" }],
  ["a private one", { sensitivity: gives("private") }, { private: true }],
  [
    "a saved one, whose people the server tells",
    { requiredAttendees: gives([person("a@x.example")]) },
    { people: [] },
  ],
  [
    "the people of one that is not saved",
    {
      getItemIdAsync: fails(9046),
      requiredAttendees: gives([person("a@x.example")]),
      optionalAttendees: { getAsync: fails(9020) },
    },
    { people: [told("a@x.example")] },
  ],
  [
    "an Outlook that does not tell the sensitivity",
    { sensitivity: { getAsync: fails(9020) } },
    { private: false },
  ],
])("compose: %s", async (_, more, facts) => {
  item = { ...composed, ...more };
  expect(await readItem()).toMatchObject(facts);
});

test("an id that cannot be had is no unsaved item", async () => {
  item = { ...composed, getItemIdAsync: fails(9041) };
  await expect(readItem()).rejects.toMatchObject({ fault: "network" });
});

test("an answer about an item that is not open any more is dropped", async () => {
  const found = vi.fn();
  let late: Done = () => undefined;
  item = { ...composed, getItemIdAsync: (done: Done) => (late = done) };
  followItem(found, vi.fn());
  await vi.waitFor(() => expect(late).not.toBeUndefined());
  item = { ...read, itemId: "AAMk/next" };
  handlers["changed"]?.();
  await vi.waitFor(() => expect(found).toHaveBeenCalledTimes(1));
  late({ status: "succeeded", value: "AAMk/first" });
  await new Promise((resolve) => setTimeout(resolve));
  expect(found.mock.calls.map(([facts]) => (facts as ItemFacts).id)).toEqual(["AAMk/next"]);
});

test.each(["changed", "focus", "visibilitychange"])("the item is read again on %s", async (event) => {
  const found = vi.fn();
  followItem(found, vi.fn());
  await vi.waitFor(() => expect(found).toHaveBeenLastCalledWith(null));
  item = read;
  handlers[event]?.();
  await vi.waitFor(() => expect(found).toHaveBeenLastCalledWith(expect.objectContaining({ id: "AAMk/1" })));
});

test("an item that changes while it is read is read again", async () => {
  const found = vi.fn();
  const failed = vi.fn();
  let calls = 0;
  item = {
    ...composed,
    getItemIdAsync: (done: Done) =>
      (calls += 1) === 1 ? fails(9030)(done) : done({ status: "succeeded", value: "AAMk/2" }),
  };
  followItem(found, failed);
  await vi.waitFor(() => expect(found).toHaveBeenCalledTimes(1));
  expect(failed).not.toHaveBeenCalled();
});

test("another failure of Outlook is told", async () => {
  const failed = vi.fn();
  item = { ...composed, getItemIdAsync: fails(9042) };
  followItem(vi.fn(), failed);
  await vi.waitFor(() =>
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ fault: "failed", code: 9042 })),
  );
});
