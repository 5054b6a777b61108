// What is not the same on both sides, each with its reason in words; occurrences of one series together.

import { clock } from "./calendar.js";
import { element } from "./element.js";
import { moment } from "./layout.js";

const SIDES = { superoffice: "SuperOffice", calendar: "Outlook" };
const STATES = { waiting: "Not yet", skipped: "Not synced", differs: "Different" };

export function showUnequal(week) {
  const rows = Object.keys(SIDES).flatMap((side) => {
    const groups = new Map();
    for (const item of week.items[side].filter((found) => found.state !== "linked")) {
      const key = [item.title, item.state, item.words, item.allDay || clock(item.start)].join("\n");
      groups.set(key, [...(groups.get(key) ?? []), item]);
    }
    return [...groups.values()].map((items) => row(side, items));
  });
  if (!rows.length) {
    const none = element("li");
    none.append(element("span", "none", "This week is the same in both calendars."));
    rows.push(none);
  }
  document.getElementById("unequal").replaceChildren(...rows);
}

function row(side, items) {
  const [item] = items;
  const made = element("li");
  const chip = element("span", "chip", STATES[item.state]);
  chip.dataset.state = item.state;
  const head = element("span");
  head.append(chip);
  const days = items.map(({ start }) => weekday(start)).join(", ");
  const when = `${SIDES[side]} · ${days}${item.allDay ? "" : ` ${clock(item.start)}`}`;
  made.append(head, element("span", "title", item.title), element("span", "quiet", when));
  made.append(element("span", "quiet", `${item.words} ${item.remedy}`.trim()));
  return made;
}

const weekday = (text) => new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" }).format(moment(text));
