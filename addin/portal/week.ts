/** A week of both calendars by days, and going from week to week. Days are texts as "2026-11-16". Pure. */
import type { components } from "../src/api-types";

export type Week = components["schemas"]["Week"];
export type WeekRow = components["schemas"]["WeekRow"];
export type WeekEntry = components["schemas"]["WeekEntry"];

const DAY = 86_400_000;

/** The day *n* days after *day*. */
export function plusDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);
}

/** The Monday of the week of *day*. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return plusDays(day, -((weekday + 6) % 7));
}

/** The day of a moment in a time zone; without one in the machine's. */
export function dayIn(moment: Date, zone?: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone: zone,
  }).formatToParts(moment);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The Monday that *asked* names, else that of the week of *today*. */
export function askedMonday(asked: string | null, today: string): string {
  const fine = asked !== null && /^\d{4}-\d\d-\d\d$/.test(asked) && !Number.isNaN(Date.parse(asked));
  return mondayOf(fine ? asked : today);
}

export type Day = { day: string; rows: WeekRow[] };

/** The days of a week that have rows; what began before the week stands on its first day. */
export function byDays(week: Week): Day[] {
  const days = Array.from({ length: 7 }, (_, n): Day => ({ day: plusDays(week.monday, n), rows: [] }));
  for (const row of week.items) {
    const begins = [row.superoffice, row.calendar].flatMap((entry) =>
      entry ? [dayIn(new Date(entry.start), week.zone)] : [],
    );
    // halves may differ in their day: the earlier one that lies in the week counts
    const first = begins.filter((day) => day >= week.monday).toSorted()[0] ?? week.monday;
    (days.find(({ day }) => day === first) ?? days[0])?.rows.push(row);
  }
  return days.filter(({ rows }) => rows.length > 0);
}

/** Rows that are not equal on both sides. */
export function differences(days: Day[]): Day[] {
  return days
    .map(({ day, rows }) => ({ day, rows: rows.filter((row) => row.state !== "equal") }))
    .filter(({ rows }) => rows.length > 0);
}
