// Microsoft's JavaScript client against the sandbox: the real address stays, the last middleware goes elsewhere.
import { createRequire } from "node:module";
import { base, token } from "./tour.mjs";

const require = createRequire(import.meta.url);
export const graph = require("@microsoft/microsoft-graph-client");

const REAL = "https://graph.microsoft.com";
export const ZONE = "W. Europe Standard Time";
export const WINDOW = { startDateTime: "2027-01-01T00:00:00Z", endDateTime: "2027-03-01T00:00:00Z" };

/** Carries what is meant for Graph to the sandbox, which builds its links for the real address. */
class Transport {
  async execute(context) {
    const asked = context.request;
    const url = typeof asked === "string" ? asked : asked.url;
    const target = url.replace(REAL, `${base}/graph`);
    const options = context.options ?? {};
    const headers = new Headers(options.headers ?? asked.headers);
    headers.set("X-Forwarded-Base", REAL);
    context.response = await fetch(target, { ...options, headers });
  }
}

/** A client of *user*. */
export async function clientOf(user) {
  const accessToken = await token("graph", user);
  const chain = [
    new graph.AuthenticationHandler({ getAccessToken: async () => accessToken }),
    new graph.RetryHandler(new graph.RetryHandlerOptions(1)),
    new graph.TelemetryHandler(),
    new Transport(),
  ];
  chain.reduce((one, next) => (one.setNext(next), next));
  return graph.Client.initWithMiddleware({ middleware: chain[0] });
}

/** An hour on the Monday of a winter week that lies ahead, *day* days later. */
export function meeting(subject, day = 0, ...guests) {
  const date = new Date(Date.UTC(2027, 0, 18 + day)).toISOString().slice(0, 10);
  return {
    subject,
    body: { contentType: "html", content: "<p>Agenda</p>" },
    start: { dateTime: `${date}T09:00:00`, timeZone: ZONE },
    end: { dateTime: `${date}T10:00:00`, timeZone: ZONE },
    attendees: guests.map((address) => ({ emailAddress: { address }, type: "required" })),
  };
}

/** Mondays and Wednesdays, six times. */
export function series(subject) {
  return {
    ...meeting(subject),
    recurrence: {
      pattern: { type: "weekly", interval: 1, daysOfWeek: ["monday", "wednesday"], firstDayOfWeek: "monday" },
      range: { type: "numbered", startDate: "2027-01-18", numberOfOccurrences: 6, recurrenceTimeZone: ZONE },
    },
  };
}
