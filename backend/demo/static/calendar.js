// Draws one side's week. Texts enter the page as text only.

import { element } from "./element.js";
import { describe, glyphs, marks } from "./meetings.js";
import { moment, timed as timedOn, wholeDay } from "./layout.js";

const HOUR = 38;
const LINE = 15;
const SIGNS = { waiting: "…\u00a0", skipped: "⊘\u00a0", differs: "≠\u00a0", linked: "" };
const STATES = { waiting: "not synced yet", skipped: "not synced", differs: "different", linked: "the same in both" };

const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" });
export const clock = (text) => text.slice(11, 16);

/** Fill `place` with the items of one side. `open(item)` is called when one is chosen; `opened` is the id of that. */
export function draw(place, items, week, frame, open, opened) {
  place.style.setProperty("--days", frame.days.length);
  place.replaceChildren(
    element("div", "corner"),
    ...frame.days.map((day) => header(day, week.today)),
    element("div", "corner"),
    ...frame.days.map((day) => strip(wholeDay(items, day), open)),
    hours(frame),
    ...frame.days.map((day) => column(timedOn(items, day), day, week, frame, open)),
  );
  if (opened) place.querySelector(`[data-key="${CSS.escape(opened)}"]`)?.setAttribute("aria-current", "true");
}

function header(day, today) {
  const made = element("div", day === today ? "day-name today" : "day-name");
  made.append(element("b", "", String(Number(day.slice(8)))), ` ${dayName.format(moment(day))}`);
  return made;
}

function strip(items, open) {
  const made = element("div", "whole");
  made.append(...items.map((item) => card(item, open)));
  return made;
}

function hours({ first, last }) {
  const made = element("div", "hours");
  made.style.height = `${(last - first) * HOUR}px`;
  for (let hour = first + 1; hour < last; hour += 1) {
    const label = element("span", "", `${String(hour).padStart(2, "0")}:00`);
    label.style.top = `${(hour - first) * HOUR}px`;
    made.append(label);
  }
  return made;
}

function column(parts, day, week, frame, open) {
  const made = element("div", day === week.today ? "day today" : "day");
  for (const { item, from, to, lane, lanes } of parts) {
    const height = ((to - from) / 60) * HOUR - 2;
    const room = Math.max(1, Math.floor((height - 3) / LINE));
    const shown = card(item, open, room, lanes === 1 && room > (item.answer ? 3 : 2));
    shown.style.top = `${(from / 60 - frame.first) * HOUR + 1}px`;
    shown.style.height = `${height}px`;
    shown.style.left = `calc(${(100 * lane) / lanes}% + 1px)`;
    shown.style.width = `calc(${100 / lanes}% - 3px)`;
    made.append(shown);
  }
  return made;
}

function card(item, open, lines = 1, timed = false) {
  const made = element("button", item.hue === null ? "item" : `item hue-${item.hue}`);
  made.type = "button";
  made.dataset.state = item.state;
  made.dataset.key = item.id;
  if (item.link) made.dataset.link = item.link;
  const when = item.allDay ? "all day" : `${clock(item.start)}–${clock(item.end)}`;
  const more = describe(item);
  made.title = [item.title, `${when}${item.place ? ` · ${item.place}` : ""}`, ...more, item.words].join("\n");
  made.setAttribute("aria-label", [item.title, when, item.start.slice(0, 10), STATES[item.state], ...more].join(", "));
  const head = element("span", "head");
  head.append(element("b", "", SIGNS[item.state] + item.title), glyphs(item));
  made.append(head);
  // the axis tells the time where there is no room for it
  if (timed) made.append(element("span", "when", when));
  const people = lines > 1 ? marks(item) : null;
  if (people) made.append(people);
  made.style.setProperty("--lines", lines - (timed ? 1 : 0) - (people ? 1 : 0));
  made.addEventListener("click", () => open(item));
  for (const [begin, end] of [["mouseenter", "mouseleave"], ["focus", "blur"]]) {
    made.addEventListener(begin, () => join(item.link, true));
    made.addEventListener(end, () => join(item.link, false));
  }
  return made;
}

/** Show which items are one and the same. */
function join(link, on) {
  if (!link) return;
  for (const found of document.querySelectorAll(`[data-link="${CSS.escape(link)}"]`)) found.classList.toggle("partner", on);
}
