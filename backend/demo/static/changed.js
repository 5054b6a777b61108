// What a step changed: the scenario's items as they were and as they are now, compared in words.

import { clock } from "./calendar.js";
import { describe } from "./meetings.js";
import { moment } from "./layout.js";

const SIDES = { superoffice: "SuperOffice", calendar: "Outlook" };
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

/** What is compared later: the items of `subject`, and how many mails have left. */
export function remember(week, subject) {
  const items = Object.entries(week.items).flatMap(([side, listed]) =>
    listed.filter((item) => item.title.includes(subject)).map((item) => ({ side, ...item })),
  );
  return { items, mails: week.mails.total };
}

/** One line a change since `before`: where, and what. */
export function changesSince(before, week, subject) {
  const now = remember(week, subject).items;
  const lines = [
    ...now.flatMap((item) => news(before.items.find(same(item)), item)),
    ...before.items.filter((item) => !now.some(same(item))).map((item) => line(item, "gone")),
  ];
  const letters = week.mails.listed.slice(0, week.mails.total - before.mails).map(letter);
  return unique([...lines, ...letters]);
}

// a link stays when an item moves; before there is one, and for occurrences that share it, the id decides
const same = (one) => (other) =>
  one.side === other.side && (one.id === other.id || Boolean(one.link && one.link === other.link && !one.repeats));

function news(before, item) {
  if (!before) return [line(item, `new, ${when(item)}`)];
  const then = [`${before.title}`, when(before), before.place, ...describe(before)];
  const now = [`${item.title}`, when(item), item.place, ...describe(item)];
  const came = now.filter((text) => text && !then.includes(text)).map((text) => line(item, text));
  const switches = ["private", "alarm"].filter((name) => before[name] !== null && before[name] !== false);
  const went = switches.filter((name) => item[name] === null || item[name] === false);
  return [...came, ...went.map((name) => line(item, name === "alarm" ? "no alarm" : "no longer private"))];
}

const line = ({ side }, text) => ({ where: SIDES[side], text });
const letter = ({ kind, from, to }) => ({ where: "Mail", text: `${kind}, ${from} to ${to}` });
const when = (item) => `${day.format(moment(item.start))}${item.allDay ? "" : ` ${clock(item.start)}–${clock(item.end)}`}`;

function unique(lines) {
  return [...new Map(lines.map((one) => [`${one.where}\n${one.text}`, one])).values()];
}
