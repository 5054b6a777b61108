// Where the items of a day stand: minutes become places, overlapping items share the width.

const MINUTE = 60_000;
const EARLIEST = 8;
const LATEST = 18;
// an item of no length still has to be hit with a pointer
const SHORTEST = 25;

const minutes = (from, to) => Math.round((to - from) / MINUTE);
// the texts are wall clock of the page's zone: reading all of them as UTC keeps their distances
export const moment = (text) => new Date(`${text.slice(0, 19)}${text.includes("T") ? "" : "T00:00:00"}Z`);

/** The part of `item` that lies on `day`, in minutes after midnight; null for none. */
function onDay(item, day) {
  const midnight = moment(day);
  const from = Math.max(0, minutes(midnight, moment(item.start)));
  const to = Math.min(1440, minutes(midnight, moment(item.end)));
  return to > from || (to === from && item.start.startsWith(day)) ? { item, from, to: Math.max(to, from + SHORTEST) } : null;
}

/** Whole-day items of a day. */
export const wholeDay = (items, day) => items.filter((item) => item.allDay && onDay(item, day));

/** Timed items of a day, each with its lane and the number of lanes beside it. */
export function timed(items, day) {
  const parts = items.filter((item) => !item.allDay).map((item) => onDay(item, day)).filter(Boolean);
  let cluster = [];
  let end = 0;
  const close = () => {
    const lanes = Math.max(0, ...cluster.map((part) => part.lane + 1));
    for (const part of cluster) part.lanes = lanes;
    cluster = [];
  };
  for (const part of parts.sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (part.from >= end) close();
    const taken = new Set(cluster.filter((other) => other.to > part.from).map((other) => other.lane));
    part.lane = 0;
    while (taken.has(part.lane)) part.lane += 1;
    cluster.push(part);
    end = Math.max(end, part.to);
  }
  close();
  return parts;
}

/** Days and hours that both sides show alike: working time, and more where an item needs it. */
export function frame(week) {
  const all = Object.values(week.items).flat();
  const days = week.days.filter((day, number) => number < 5 || day === week.today || all.some((item) => onDay(item, day)));
  const parts = days.flatMap((day) => all.filter((item) => !item.allDay).map((item) => onDay(item, day)).filter(Boolean));
  const first = Math.min(EARLIEST, ...parts.map((part) => Math.floor(part.from / 60)));
  const last = Math.max(LATEST, ...parts.map((part) => Math.ceil(part.to / 60)));
  return { days, first, last: Math.min(24, last) };
}
