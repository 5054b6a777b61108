// Times stay the same moments whatever zone the client's process, the request and the tenant are in.
import { at, clientOf, meeting } from "./superoffice.mjs";
import { assert, step } from "./tour.mjs";

const utc = await clientOf("linda");
const made = await utc.getAppointmentRestApi().postAsync(await meeting(utc, "Moment"));
assert.deepEqual(made.startDate, at(0, 8));
for (const timezone of ["UTC", "NO", "US-NY"]) {
  const api = await clientOf("linda", { timezone, timezoneInclude: true });
  const read = await api.getAppointmentRestApi().getByIdAsync(made.appointmentId);
  assert.deepEqual([read.startDate, read.endDate], [at(0, 8), at(0, 9)], timezone);
}
step(`process in ${process.env.TZ}: the same moment read in UTC, NO and US-NY`);

// without a zone the server tells its wall clock (Oslo), which the client reads as that of its own process
const bare = await clientOf("linda", {});
const wall = (await bare.getAppointmentRestApi().getByIdAsync(made.appointmentId)).startDate;
assert.deepEqual([wall.getHours(), wall.getMinutes()], [9, 0]);
step(`process in ${process.env.TZ}: the tenant's wall clock without SO-TimeZone`);

const summer = Object.assign(await meeting(utc, "Summer"), {
  startDate: new Date(Date.UTC(2027, 6, 5, 7)),
  endDate: new Date(Date.UTC(2027, 6, 5, 8)),
});
const saved = await utc.getAppointmentAgent().saveAppointmentEntityAsync(summer);
const norwegian = await clientOf("linda", { timezone: "NO", timezoneInclude: true });
const agent = norwegian.getAppointmentAgent();
const again = await agent.saveAppointmentEntityAsync(
  await agent.getAppointmentEntityAsync(saved.appointmentId),
);
assert.deepEqual([again.startDate, again.endDate], [summer.startDate, summer.endDate]);
step(`process in ${process.env.TZ}: read in one zone and saved back moves nothing, in summer as well`);
