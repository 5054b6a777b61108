// Events: create, read, patch with etags, list over pages, series.
import { ZONE, WINDOW, clientOf, graph, meeting, series } from "./graph.mjs";
import { assert, refused, step } from "./tour.mjs";

const linda = await clientOf("linda");

const wanted = {
  ...meeting("Budget"),
  location: { displayName: "Fjord" },
  showAs: "oof",
  importance: "high",
  sensitivity: "private",
  categories: ["Red category"],
  reminderMinutesBeforeStart: 25,
  isReminderOn: true,
};
const made = await linda.api("/me/events").post(wanted);
const stored = await linda.api(`/me/events/${made.id}`).header("Prefer", `outlook.timezone="${ZONE}"`).get();
for (const name of [
  "subject",
  "showAs",
  "importance",
  "sensitivity",
  "categories",
  "reminderMinutesBeforeStart",
])
  assert.deepEqual(stored[name], wanted[name], name);
assert.equal(stored.location.displayName, "Fjord");
assert.deepEqual(stored.start, { dateTime: "2027-01-18T09:00:00.0000000", timeZone: ZONE });
assert.deepEqual(stored.end, { dateTime: "2027-01-18T10:00:00.0000000", timeZone: ZONE });
assert.match(stored.body.content, /Agenda/);
step("create an event", "read back equal");

const item = () => linda.api(`/me/events/${made.id}`);
const changed = await item().header("If-Match", stored["@odata.etag"]).patch({ subject: "Budget 2027" });
assert.equal(changed.subject, "Budget 2027");
step("patch with its etag");
const stale = await refused(item().header("If-Match", stored["@odata.etag"]).patch({ subject: "Too late" }));
assert.ok(stale instanceof graph.GraphError);
assert.equal(stale.statusCode, 412);
assert.equal((await item().select("subject").get()).subject, "Budget 2027");
step("patch with a stale etag: 412 as GraphError, nothing written");
await item().delete();
const gone = await refused(item().get());
assert.deepEqual([gone.statusCode, gone.code], [404, "ErrorItemNotFound"]);
step("delete, then 404 as GraphError");

for (let number = 0; number < 5; number++)
  await linda.api("/me/events").post(meeting(`Item ${number}`, number));
const page = await linda.api("/me/events").top(2).orderby("subject").select("subject").get();
const subjects = [];
const pages = new graph.PageIterator(linda, page, (event) => subjects.push(event.subject) > 0);
await pages.iterate();
assert.ok(pages.isComplete());
assert.deepEqual(
  subjects.filter((subject) => subject.startsWith("Item")),
  [0, 1, 2, 3, 4].map((n) => `Item ${n}`),
);
step("list over pages with PageIterator");
const found = await linda.api("/me/events").filter("subject eq 'Item 3'").count(true).get();
assert.deepEqual(
  found.value.map((event) => event.subject),
  ["Item 3"],
);
assert.equal(found["@odata.count"], 1);
step("filter and count");

const master = await linda.api("/me/events").post(series("Standup"));
assert.equal(master.type, "seriesMaster");
const instances = async () => {
  const answer = await linda.api(`/me/events/${master.id}/instances`).query(WINDOW).get();
  return answer.value.sort((one, other) => one.start.dateTime.localeCompare(other.start.dateTime));
};
const occurrences = await instances();
assert.deepEqual(
  occurrences.map((event) => event.start.dateTime.slice(8, 10)),
  ["18", "20", "25", "27", "01", "03"],
);
step("create a series, list its occurrences");
const exception = await linda.api(`/me/events/${occurrences[1].id}`).patch({ subject: "Standup, later" });
assert.deepEqual([exception.type, exception.id], ["exception", occurrences[1].id]);
await linda.api(`/me/events/${occurrences[2].id}`).delete();
assert.deepEqual(
  (await instances()).slice(0, 3).map((event) => [event.type, event.start.dateTime.slice(8, 10)]),
  [
    ["occurrence", "18"],
    ["exception", "20"],
    ["occurrence", "27"],
  ],
);
const whole = await linda.api(`/me/events/${master.id}`).select("subject,cancelledOccurrences").get();
assert.deepEqual(whole.cancelledOccurrences, [`OID.${master.id}.2027-01-25`]);
step("change one occurrence, delete another, read cancelledOccurrences");
