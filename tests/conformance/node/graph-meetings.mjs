// Meetings between two people, and deltas.
import { WINDOW, clientOf, graph, meeting, series } from "./graph.mjs";
import { assert, fault, refused, step } from "./tour.mjs";

const linda = await clientOf("linda");
const julie = await clientOf("julie");

const answerOf = async (id) => (await linda.api(`/me/events/${id}`).get()).attendees[0].status.response;
const copyOf = async (event) =>
  (await julie.api("/me/events").get()).value.find((other) => other.iCalUId === event.iCalUId);

const plan = await linda.api("/me/events").post(meeting("Plan", 0, "julie@nordlys.example"));
const received = await copyOf(plan);
assert.deepEqual([received.isOrganizer, received.showAs], [false, "tentative"]);
step("invite a colleague: a tentative copy");
await julie.api(`/me/events/${received.id}/accept`).post({ comment: "Fine", sendResponse: true });
assert.equal(await answerOf(plan.id), "accepted");
step("accept (202 without a body)");
await julie.api(`/me/events/${received.id}/decline`).post({ sendResponse: true });
assert.equal(await answerOf(plan.id), "declined");
assert.equal(await copyOf(plan), undefined);
step("decline: the copy is gone");
const review = await linda.api("/me/events").post(meeting("Review", 1, "julie@nordlys.example"));
await linda.api(`/me/events/${review.id}/cancel`).post({ comment: "Off" });
assert.equal((await copyOf(review)).isCancelled, true);
step("cancel as organiser");

const events = [];
for (let number = 0; number < 5; number++)
  events.push(await linda.api("/me/events").post(meeting(`Item ${number}`, number)));
const master = await linda.api("/me/events").post(series("Weekly"));
const headers = { Prefer: "odata.maxpagesize=2" };
const first = await linda.api("/me/calendarView/delta").query(WINDOW).headers(headers).get();
assert.ok(first["@odata.nextLink"].startsWith("https://graph.microsoft.com/v1.0/"));
const seen = new Map();
const pages = new graph.PageIterator(linda, first, (event) => seen.set(event.id, event), { headers });
await pages.iterate();
for (const event of events) assert.equal(seen.get(event.id).subject, event.subject);
const stubs = [...seen.values()].filter((event) => event.seriesMasterId === master.id);
assert.equal(stubs.length, 6);
for (const stub of stubs) assert.equal(stub.subject, undefined);
step("delta over pages with PageIterator, occurrences as stubs");

await linda.api(`/me/events/${events[0].id}`).delete();
const news = await linda.api(pages.getDeltaLink()).get();
assert.deepEqual(
  news.value.map((event) => [event.id, event["@removed"]]),
  [[events[0].id, { reason: "deleted" }]],
);
step("follow a delta link");
await fault("graph", "expired_delta");
const lost = await refused(linda.api(news["@odata.deltaLink"]).get());
assert.ok(lost instanceof graph.GraphError);
assert.deepEqual([lost.statusCode, lost.code.toLowerCase()], [410, "syncstatenotfound"]);
step("a forgotten delta link: 410 as GraphError");
