// The appointment agent: bookings of two people, series, UIDs, diaries.
import { JULIE, LINDA, at, clientOf, meeting, so } from "./superoffice.mjs";
import { assert, control, step } from "./tour.mjs";

const linda = (await clientOf("linda")).getAppointmentAgent();
const julie = (await clientOf("julie")).getAppointmentAgent();
const api = await clientOf("linda");
const { OnlyThis, ThisAndForward } = so.RecurrenceUpdateMode;
const Status = so.InvitationStatus;

const invite = async (title, day) =>
  linda.saveAsync(
    Object.assign(await meeting(api, title, day), { participants: [LINDA, JULIE] }),
    OnlyThis,
    false,
    null,
    null,
  );
const rowOf = async (booking, associate) => {
  const rows = await linda.getAppointmentRecordsAsync(booking.motherId, 0);
  return rows.find((row) => row.associateId === associate.associateId);
};
const statusOf = async (booking) => {
  const entity = await linda.getAppointmentEntityAsync(booking.appointmentId);
  return entity.participants.find((one) => one.associateId === JULIE.associateId).invitationStatus;
};

const plan = await invite("Plan", 0);
assert.equal(plan.motherId, plan.appointmentId);
assert.equal(plan.bookingType, so.BookingType.Owner);
const theirs = await rowOf(plan, JULIE);
const received = await julie.getAppointmentEntityAsync(theirs.appointmentId);
assert.deepEqual([received.title, received.motherId], ["Plan", plan.appointmentId]);
assert.equal(received.invitationStatus, Status.Invitation);
assert.equal(received.type, so.AppointmentType.BookingForDiary);
step("save a booking: a row a participant, an invitation for the guest");
await julie.acceptAsync(theirs.appointmentId, OnlyThis);
assert.equal((await julie.getAppointmentEntityAsync(theirs.appointmentId)).type, so.AppointmentType.inDiary);
assert.equal(await statusOf(plan), Status.Accepted);
step("accept: read back on both sides");
const review = await invite("Review", 1);
const second = await rowOf(review, JULIE);
await julie.rejectAsync(second.appointmentId, "On leave", OnlyThis);
const rejected = await julie.getAppointmentEntityAsync(second.appointmentId);
assert.deepEqual([rejected.invitationStatus, rejected.rejectReason], [Status.Declined, "On leave"]);
assert.equal(await statusOf(review), Status.Declined);
assert.equal((await linda.getAppointmentEntityAsync(review.appointmentId)).rejectCounter, 1);
step("reject with a reason: read back on both sides");
const moved = await linda.moveAsync(plan.appointmentId, at(0, 12), OnlyThis);
assert.deepEqual([moved.startDate, moved.endDate], [at(0, 12), at(0, 13)]);
assert.equal((await julie.getAppointmentEntityAsync(theirs.appointmentId)).invitationStatus, Status.Moved);
step("move a booking: the guest is asked again");
await linda.deleteAsync(plan.appointmentId, OnlyThis, false, null, null);
assert.equal(
  (await julie.getAppointmentEntityAsync(theirs.appointmentId)).invitationStatus,
  Status.Cancelled,
);
assert.equal(await linda.getAppointmentEntityAsync(plan.appointmentId), null);
step("delete a booking: cancelled for the guest, null for the owner");
assert.deepEqual((await control("GET", "mail")).mail, []);
step("no mail left");

const wanted = await meeting(api, "Standup", 7);
wanted.recurrence = Object.assign(await linda.createDefaultRecurrenceByDateAsync(wanted.startDate), {
  isRecurrence: true,
  pattern: so.RecurrencePattern.Weekly,
  recurrenceEndType: so.RecurrenceEndType.Counter,
  recurrenceCounter: 6,
});
wanted.recurrence.weekPattern = { weekdays: so.Weekday.Monday | so.Weekday.Wednesday, cycle: 1 };
const calculated = await linda.calculateDaysAsync(wanted);
assert.deepEqual(
  calculated.dates.map((one) => one.date.getUTCDate()),
  [25, 27, 1, 3, 8, 10],
);
step("series: CalculateDays");
wanted.recurrence = calculated;
const series = await linda.saveAsync(wanted, ThisAndForward, false, null, null);
const ruleId = series.recurrence.recurrenceId;
assert.ok(ruleId > 0);
const rows = async () =>
  (await linda.getAppointmentRecordsAsync(0, ruleId)).sort((one, other) => one.startDate - other.startDate);
const saved = await rows();
assert.deepEqual(
  saved.map((row) => row.startDate),
  [7, 9, 14, 16, 21, 23].map((day) => at(day, 8)),
);
step("series: save, a row a day");
const exception = await linda.getAppointmentEntityAsync(saved[1].appointmentId);
const later = Object.assign(exception, { title: "Standup, later", startDate: at(9, 13), endDate: at(9, 14) });
await linda.saveAsync(later, OnlyThis, false, null, null);
const changed = await rows();
assert.deepEqual(
  changed.map((row) => row.startDate),
  [at(7, 8), at(9, 13), ...[14, 16, 21, 23].map((day) => at(day, 8))],
);
assert.equal((await linda.getAppointmentEntityAsync(saved[0].appointmentId)).title, "Standup");
step("series: one row changed alone");
await linda.deleteAsync(saved[2].appointmentId, OnlyThis, false, null, null);
assert.deepEqual(
  (await rows()).map((row) => row.appointmentId),
  [0, 1, 3, 4, 5].map((place) => saved[place].appointmentId),
);
step("series: one row deleted alone");
await linda.deleteAsync(saved[3].appointmentId, ThisAndForward, false, null, null);
assert.deepEqual(
  (await rows()).map((row) => row.appointmentId),
  [saved[0].appointmentId, saved[1].appointmentId],
);
step("series: this and all later rows deleted");

const uid = "040000008200E00074C5B7101A82E008-conformance";
const known = await linda.createAppointmentForUIDAsync(await meeting(api, "From Outlook", 3), uid);
assert.equal(await linda.createAppointmentForUIDAsync(await meeting(api, "Twice", 3), uid), null);
assert.equal((await linda.getAppointmentFromUIDAsync(uid)).appointmentId, known.appointmentId);
assert.equal(await linda.getUIDFromAppointmentIdAsync(known.appointmentId, false), uid);
step("UID: created once, null the second time, found both ways");
const diary = await linda.getMyDiaryAsync(at(3, 0), at(4, 0), -1);
assert.deepEqual(
  diary.map((row) => row.appointmentId),
  [known.appointmentId],
);
const seen = await julie.getAssociateDiaryAsync(LINDA.associateId, at(3, 0), at(4, 0), -1);
assert.deepEqual(
  seen.map((row) => row.appointmentId),
  [known.appointmentId],
);
step("diaries: one's own and a colleague's");
