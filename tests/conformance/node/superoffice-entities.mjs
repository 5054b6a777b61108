// Appointments and people through REST: default, create, read, patch, put, delete, conditions, errors.
import { JULIE, LINDA, at, clientOf, meeting, so } from "./superoffice.mjs";
import { assert, control, fault, refused, step } from "./tour.mjs";

const api = await clientOf("linda");
const appointments = api.getAppointmentRestApi();

const blank = await appointments.getDefaultAsync();
assert.equal(blank.appointmentId, 0);
assert.equal(blank.associate.associateId, LINDA.associateId);
assert.ok(blank.task.taskListItemId > 0);
step("appointment: default");

const wanted = Object.assign(await meeting(api, "Budget"), {
  agenda: "<b>1.</b> Numbers",
  internalNotes: "ours alone",
  location: "Fjord",
  isFree: true,
  hasAlarm: true,
  alarmLeadTime: so.mkDuration("00:25:00"),
  person: { personId: JULIE.personId },
  contact: { contactId: JULIE.contactId },
  priority: { id: 2 },
  visibleFor: [{ visibleId: LINDA.associateId, visibility: so.Visibility.Associate }],
});
const made = await appointments.postAsync(wanted);
assert.ok(made.appointmentId > 0);
const stored = await appointments.getByIdAsync(made.appointmentId);
for (const name of ["title", "agenda", "internalNotes", "location", "isFree", "hasAlarm"])
  assert.deepEqual(stored[name], wanted[name], name);
assert.deepEqual([stored.startDate, stored.endDate], [at(0, 8), at(0, 9)]);
assert.equal(stored.alarmLeadTime.asMinutes(), 25);
assert.deepEqual([stored.person.fullName, stored.contact.contactId], ["Julie Juul", JULIE.contactId]);
assert.equal(stored.priority.id, 2);
assert.equal(stored.visibleFor[0].visibility, so.Visibility.Associate);
assert.equal(stored.type, so.AppointmentType.inDiary);
assert.equal(stored.createdBy.associateId, LINDA.associateId);
step("appointment: create", "appointment: read back equal");

const replace = (path, value) => ({ op: "replace", path, value });
const patched = await appointments.patchByIdAsync(made.appointmentId, [
  { op: "test", path: "/Title", value: "Budget" },
  replace("/Title", "Budget 2027"),
  replace("/StartDate", at(1, 10)),
  replace("/EndDate", at(1, 11)),
]);
assert.deepEqual([patched.title, patched.startDate, patched.endDate], ["Budget 2027", at(1, 10), at(1, 11)]);
step("appointment: JSON patch");
const conflict = await refused(
  appointments.patchByIdAsync(made.appointmentId, [{ op: "test", path: "/Title", value: "Budget" }]),
);
assert.equal(conflict.response.status, 409);
step("appointment: failed test of a patch is 409");
const merged = await appointments.patchByIdAsync(made.appointmentId, { location: "Harbour" });
assert.deepEqual([merged.location, merged.title], ["Harbour", "Budget 2027"]);
step("appointment: merge patch");
const put = await appointments.putByIdAsync(
  made.appointmentId,
  Object.assign(merged, { title: "Budget, final" }),
);
assert.deepEqual([put.title, put.location], ["Budget, final", "Harbour"]);
step("appointment: put");

const long = new Date(Date.now() - 3_600_000);
const soon = new Date(Date.now() + 3_600_000);
const fresh = async () => (await clientOf("linda")).getAppointmentRestApi();
assert.equal(await (await fresh()).getByIdAsync(made.appointmentId, { ifModifiedSince: soon }), null);
step("appointment: read if modified, 304 as null");
const late = await refused(
  (await fresh()).patchByIdAsync(made.appointmentId, [replace("/Title", "x")], { ifUnmodifiedSince: long }),
);
assert.equal(late.response.status, 412);
assert.equal((await appointments.getByIdAsync(made.appointmentId)).title, "Budget, final");
const early = await (
  await fresh()
).patchByIdAsync(made.appointmentId, [replace("/Title", "y")], { ifUnmodifiedSince: soon });
assert.equal(early.title, "y");
step("appointment: conditional patch, 412 and done");

await appointments.deleteByIdAsync(made.appointmentId);
const gone = await refused(appointments.getByIdAsync(made.appointmentId));
assert.equal(gone.response.status, 404);
assert.match(gone.response.data.ErrorMessage ?? gone.response.data.Message, /not found/);
step("appointment: delete, then 404 with the error object");

for (const [status, details] of [
  [421, {}],
  [429, { retry_after: 7 }],
  [503, {}],
]) {
  await fault("superoffice", String(status), details);
  const error = await refused(appointments.getDefaultAsync());
  assert.equal(error.response.status, status);
  if (status === 429) assert.equal(error.response.headers["retry-after"], "7");
}
step("421, 429 with Retry-After, 503 as errors of the client");
await control("POST", "expire", { system: "superoffice", user: "linda" });
assert.equal((await refused(appointments.getDefaultAsync())).response.status, 401);
step("an ended token: 401");

const again = await clientOf("linda");
const people = again.getPersonRestApi();
const person = Object.assign(await people.getDefaultAsync(), {
  firstname: "Clara",
  lastname: "Customer",
  contact: { contactId: JULIE.contactId },
  emails: [{ value: "clara@havbris.example", description: "Work" }],
  mobilePhones: [{ value: "+47 900 00 000" }],
  birthDate: new Date(Date.UTC(1980, 4, 17)),
});
const saved = await people.postAsync(person);
const read = await people.getByIdAsync(saved.personId);
assert.deepEqual([read.firstname, read.lastname, read.fullName], ["Clara", "Customer", "Clara Customer"]);
assert.deepEqual(
  read.emails.map((email) => email.value),
  ["clara@havbris.example"],
);
assert.deepEqual(
  read.mobilePhones.map((phone) => phone.value),
  ["+47 900 00 000"],
);
assert.equal(read.birthDate.toISOString().slice(0, 10), "1980-05-17");
step("person: default, create, read back equal");
const renamed = await people.patchByIdAsync(saved.personId, [replace("/Lastname", "Captain")]);
assert.equal(renamed.fullName, "Clara Captain");
await people.deleteByIdAsync(saved.personId);
step("person: patch, delete");
const companies = again.getContactRestApi();
const company = await companies.postAsync(
  Object.assign(await companies.getDefaultAsync(), { name: "Havbris" }),
);
assert.equal((await companies.getByIdAsync(company.contactId)).name, "Havbris");
step("company: default, create, read");
