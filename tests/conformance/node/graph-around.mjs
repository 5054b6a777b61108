// Around the calendar: batches, subscriptions, limits, contacts.
import { clientOf, graph, meeting } from "./graph.mjs";
import { assert, control, eventually, fault, listening, refused, step } from "./tour.mjs";

const linda = await clientOf("linda");
const REAL = "https://graph.microsoft.com/v1.0";

const known = await linda.api("/me/events").post(meeting("Known"));
const batch = new graph.BatchRequestContent([
  { id: "read", request: new Request(`${REAL}/me/events/${known.id}`) },
  {
    id: "create",
    request: new Request(`${REAL}/me/events`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(meeting("From a batch")),
    }),
  },
  { id: "missing", request: new Request(`${REAL}/me/events/AAMkNothing=`) },
]);
const answer = new graph.BatchResponseContent(await linda.api("/$batch").post(await batch.getContent()));
assert.equal(answer.getResponseById("create").status, 201);
assert.equal((await answer.getResponseById("read").json()).subject, "Known");
assert.equal(answer.getResponseById("missing").status, 404);
assert.equal((await answer.getResponseById("missing").json()).error.code, "ErrorItemNotFound");
step("batch of a read, a create and a 404");

const handshakes = [];
const told = [];
const hook = await listening((request, url, body) => {
  const asked = url.searchParams.get("validationToken");
  if (asked) {
    handshakes.push(url.pathname);
    return [200, asked];
  }
  told.push(...JSON.parse(body).value);
  return [202, ""];
});
try {
  const wanted = {
    changeType: "created,updated,deleted",
    notificationUrl: `${hook.url}/notify`,
    resource: "/me/events",
    expirationDateTime: new Date(Date.now() + 7_200_000).toISOString(),
    clientState: "ours",
  };
  const made = await linda.api("/subscriptions").post(wanted);
  assert.deepEqual(handshakes, ["/notify"]);
  const event = await linda.api("/me/events").post(meeting("Told"));
  const [notification] = await eventually(() => told.length && told);
  assert.deepEqual(
    [notification.changeType, notification.resourceData.id, notification.clientState],
    ["created", event.id, "ours"],
  );
  step("subscribe with a handshake, a create is notified");
  const later = new Date(Date.now() + 72_000_000).toISOString();
  const renewed = await linda.api(`/subscriptions/${made.id}`).patch({ expirationDateTime: later });
  assert.equal(Date.parse(renewed.expirationDateTime), Date.parse(later));
  assert.equal((await refused(linda.api("/subscriptions").post(wanted))).statusCode, 409);
  await linda.api(`/subscriptions/${made.id}`).delete();
  assert.deepEqual((await linda.api("/subscriptions").get()).value, []);
  step("renew it, 409 for the same again, end it");
} finally {
  hook.close();
}

await fault("graph", "429", { retry_after: 1, count: 2 });
const limited = await refused(
  linda
    .api("/me/events")
    .middlewareOptions([new graph.RetryHandlerOptions(0, 0)])
    .get(),
);
assert.ok(limited instanceof graph.GraphError);
assert.deepEqual([limited.statusCode, limited.code], [429, "ApplicationThrottled"]);
assert.equal(limited.headers.get("Retry-After"), "1");
step("429 as GraphError with its Retry-After");
await linda.api("/me/events").get();
const { requests } = await control("GET", "requests");
assert.equal(requests.find((entry) => entry.status === 429).count, 2);
step("429 with Retry-After is repeated by the client");

const card = {
  givenName: "Clara",
  surname: "Customer",
  emailAddresses: [{ address: "clara@havbris.example" }],
};
const contact = await linda.api("/me/contacts").post(card);
const read = await linda.api(`/me/contacts/${contact.id}`).get();
assert.deepEqual(
  [read.givenName, read.surname, read.emailAddresses[0].address],
  ["Clara", "Customer", "clara@havbris.example"],
);
await linda.api(`/me/contacts/${contact.id}`).delete();
step("contact: create, read, delete");
const settings = await linda.api("/me/mailboxSettings").get();
const zones = await linda.api("/me/outlook/supportedTimeZones").get();
assert.ok(zones.value.some((zone) => zone.alias === settings.timeZone));
step("mailbox settings and time zones");
