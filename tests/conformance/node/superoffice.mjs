// The official SuperOffice client, signed in as somebody of the sandbox.
import { createRequire } from "node:module";
import { control, token } from "./tour.mjs";

const require = createRequire(import.meta.url);
export const so = require("@superoffice/webapi");

/** Associates of the company in the sandbox, as SuperOffice knows them. */
export const LINDA = { associateId: 5, personId: 15, contactId: 1 };
export const JULIE = { associateId: 6, personId: 16, contactId: 1 };

/** A client of *user*. Conditional calls leak their headers into later ones: each wants a client of its own. */
export async function clientOf(user, options = { timezone: "UTC", timezoneInclude: true }) {
  const { superoffice } = await control("GET", "world");
  const headers = { Authorization: `Bearer ${await token("superoffice", user)}` };
  return new so.WebApi({
    baseUrl: superoffice.api,
    axiosConfig: { headers },
    languageCode: "en",
    ...options,
  });
}

/** The Monday of a winter week that lies ahead, *day* days later. */
export function at(day, hour, minute = 0) {
  return new Date(Date.UTC(2027, 0, 18 + day, hour, minute));
}

/** A default appointment of an hour, not saved. */
export async function meeting(api, title, day = 0, hour = 8) {
  const entity = await api.getAppointmentRestApi().getDefaultAsync();
  return Object.assign(entity, {
    title,
    description: title,
    startDate: at(day, hour),
    endDate: at(day, hour + 1),
  });
}
