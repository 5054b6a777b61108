// Selections, lists, preferences, foreign keys, archives, time zones and webhooks through their agents.
import { createHmac } from "node:crypto";
import { JULIE, LINDA, clientOf, meeting, so } from "./superoffice.mjs";
import { assert, eventually, listening, step } from "./tour.mjs";

const api = await clientOf("linda");
const appointments = api.getAppointmentRestApi();

const selections = api.getSelectionAgent();
const blank = Object.assign(await selections.createDefaultSelectionEntityAsync(), {
  name: "Guests",
  targetTableName: "contact",
});
const selection = await selections.saveSelectionEntityAsync(blank);
const julie = { contactId: JULIE.contactId, personId: JULIE.personId };
await selections.addContactSelectionMembersAsync(selection.selectionId, [julie]);
assert.equal((await selections.getSelectionEntityAsync(selection.selectionId)).memberCount, 1);
await selections.removeContactSelectionMembersAsync(selection.selectionId, [julie]);
assert.equal((await selections.getSelectionEntityAsync(selection.selectionId)).memberCount, 0);
step("selection: create, add a member, remove it");

const lists = api.getMDOAgent();
const tasks = await lists.getListAsync("task", true, "", false);
assert.ok(tasks.length > 3);
assert.equal((await lists.getListItemAsync("task", tasks[1].id)).name, tasks[1].name);
const users = await lists.getSimpleListAsync("associate");
assert.ok(users.some((user) => user.id === LINDA.associateId));
step("lists: tasks, one item, associates");

const preferences = api.getPreferenceAgent();
const [start, end] = await preferences.getPreferencesAsync([
  { section: "DiaryView", key: "AllDayStartTime" },
  { section: "DiaryView", key: "AllDayEndTime" },
]);
assert.ok(start.rawValue && end.rawValue);
const one = await preferences.getPreferenceByNameAsync(
  "DiaryView",
  "DefaultAlarmTime",
  so.PreferenceLevel.Individual,
);
await preferences.savePreferenceAsync(Object.assign(one, { rawValue: "20" }));
const [alarm] = await preferences.getPreferencesAsync([{ section: "DiaryView", key: "DefaultAlarmTime" }]);
assert.equal(alarm.rawValue, "20");
step("preferences: read, write, read back");

const made = await appointments.postAsync(await meeting(api, "Linked"));
const foreign = api.getForeignSystemAgent();
const [app, device, mailbox] = ["Sosync", "Outlook", "linda@nordlys.example"];
const application = await foreign.createDefaultForeignAppEntityAsync();
await foreign.saveForeignAppEntityAsync(Object.assign(application, { name: app }));
await foreign.addDeviceByIdentifierAsync(app, device, mailbox);
const key = { key: "event", value: "AAMkAGI=", recordId: made.appointmentId, tableName: "appointment" };
await foreign.saveForeignKeyAsync(key, app, device, mailbox);
const back = await foreign.getKeyByValueAndIdentifierAsync(
  app,
  device,
  mailbox,
  "event",
  "AAMkAGI=",
  "appointment",
);
assert.equal(back.recordId, made.appointmentId);
const read = await foreign.getKeyOnDeviceIdentifierAsync(
  app,
  device,
  mailbox,
  "event",
  "appointment",
  made.appointmentId,
);
assert.equal(read.value, "AAMkAGI=");
step("foreign keys: application, device, key; found by value and by record");

const archive = api.getArchiveAgent();
const rows = await archive.getArchiveListByColumnsAsync(
  "FindAppointment",
  ["appointmentId", "text", "associateId"],
  [{ name: "appointmentId", direction: so.OrderBySortType.ASC }],
  [
    {
      name: "associateId",
      operator: "associateIsOneOf",
      values: [String(LINDA.associateId)],
      isActive: true,
    },
  ],
  [],
  0,
  50,
);
const row = rows.find((found) => found.primaryKey === made.appointmentId);
assert.equal(row.columnData.text.displayValue, "Linked");
assert.ok((await archive.getProviderNamesAsync()).includes("FindAppointment"));
assert.ok(
  (await archive.getAvailableColumnsAsync("FindAppointment", "")).some(
    (column) => column.name === "updatedDate",
  ),
);
step("archive: rows by column, providers, columns");

assert.equal(await api.getTimeZoneAgent().getBaseTimeZoneIdAsync(), 261);
step("time zone: the base zone");

const pings = [];
const events = [];
const target = await listening((request, url, body) => {
  const signature = createHmac("sha256", "hush").update(body).digest("base64");
  const event = {
    name: request.headers["x-superoffice-event"],
    signed: request.headers["x-superoffice-signature"] === signature,
    ...JSON.parse(body),
  };
  (request.headers["x-hook-test"] ? pings : events).push(event);
  return [200, ""];
});
try {
  const webhooks = api.getWebhookAgent();
  const hook = await webhooks.saveWebhookAsync(
    Object.assign(await webhooks.createDefaultWebhookAsync(), {
      name: "conformance",
      events: ["activity.created", "activity.changed", "activity.deleted"],
      targetUrl: `${target.url}/hook`,
      secret: "hush",
      state: so.WebhookState.Active,
      type: "webhook",
    }),
  );
  assert.ok(hook.webhookId > 0);
  assert.equal(pings.length, 1);
  step("webhook: saved after a test ping");
  const told = await appointments.postAsync(await meeting(api, "Told"));
  await appointments.patchByIdAsync(told.appointmentId, [
    { op: "replace", path: "/Location", value: "Fjord" },
  ]);
  await appointments.deleteByIdAsync(told.appointmentId);
  const own = () => events.filter((event) => event.PrimaryKey === told.appointmentId);
  await eventually(() => own().length >= 3);
  assert.deepEqual(
    new Set(own().map((event) => event.Event)),
    new Set(["activity.created", "activity.changed", "activity.deleted"]),
  );
  assert.ok(own().every((event) => event.signed && event.name === event.Event));
  step("webhook: create, change and delete are told, signed");
  const listed = await webhooks.getAllWebhooksAsync("", "", so.WebhookState.Unknown);
  assert.deepEqual(
    listed.map((one) => one.webhookId),
    [hook.webhookId],
  );
  await webhooks.deleteWebhookAsync(hook.webhookId);
  assert.equal(await webhooks.getWebhookAsync(hook.webhookId), null);
  step("webhook: listed, deleted");
} finally {
  target.close();
}
