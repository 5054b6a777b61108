// The demonstration page: keeps person and week, asks the server, draws what changed.

import { play, readWeek, syncNow } from "./api.js";
import { clock, draw } from "./calendar.js";
import { edit } from "./editor.js";
import { element } from "./element.js";
import { frame as frameOf, moment } from "./layout.js";
import { showMails } from "./mails.js";
import { show } from "./run.js";

const DAY = 86_400_000;
const CALM = 2000;
const BUSY = 700;
const SIDES = { superoffice: "SuperOffice", calendar: "Outlook" };
const STATES = { waiting: "Not yet", skipped: "Not synced", differs: "Different" };

const find = (id) => document.getElementById(id);
const people = [...document.querySelectorAll("[data-person]")];
const query = new URLSearchParams(location.search);
const asked = query.get("person");
let person = people.some((button) => button.dataset.person === asked) ? asked : people[0]?.dataset.person;
let monday = query.get("week") ?? "";
let drawn = "";
let week;
let timer;
let round = 0;
let ready = false;

async function refresh() {
  clearTimeout(timer);
  const mine = ++round;
  let busy = false;
  try {
    const text = await readWeek(person, monday);
    if (mine !== round) return;
    if (text !== drawn) {
      week = JSON.parse(text);
      render();
      drawn = text;
      if (!ready) enable();
    }
    busy = show(week);
    complain("");
  } catch (error) {
    if (mine !== round) return;
    complain(error.message);
  }
  timer = setTimeout(refresh, busy ? BUSY : CALM);
}

/** The first week is there: from now on a press of a button means something. */
function enable() {
  ready = true;
  for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
}

function complain(text) {
  find("trouble").textContent = text;
  find("trouble").hidden = !text;
}

function render() {
  const focused = document.activeElement?.dataset?.key;
  const frame = frameOf(week);
  for (const side of Object.keys(SIDES)) {
    const place = document.querySelector(`[data-side="${side}"]`);
    const items = week.items[side];
    const open = (item) => edit({ side, item, person, zone: week.zone, day: "", done: refresh });
    draw(place.querySelector("[data-calendar]"), items, week, frame, open);
    place.querySelector("[data-total]").textContent = `${items.length} ${items.length === 1 ? "item" : "items"}`;
  }
  unequal();
  showMails(week.mails);
  find("week").textContent = title(week.days);
  for (const button of people) button.setAttribute("aria-pressed", String(button.dataset.person === person));
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/** What is not the same on both sides, each with its reason in words; occurrences of one series together. */
function unequal() {
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
  find("unequal").replaceChildren(...rows);
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

function title(days) {
  const range = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return range.formatRange(moment(days[0]), moment(days[6]));
}

function go(next) {
  ({ person = person, monday = monday } = next);
  history.replaceState(null, "", `?${new URLSearchParams(monday ? { person, week: monday } : { person })}`);
  refresh();
}

const shifted = (days) => new Date(moment(week.monday).getTime() + days * DAY).toISOString().slice(0, 10);

for (const button of people) button.addEventListener("click", () => go({ person: button.dataset.person }));
find("previous").addEventListener("click", () => go({ monday: shifted(-7) }));
find("next").addEventListener("click", () => go({ monday: shifted(7) }));
find("today").addEventListener("click", () => go({ monday: "" }));
find("sync").addEventListener("click", async () => {
  try {
    await syncNow(person);
    await refresh();
  } catch (error) {
    complain(error.message);
  }
});
for (const button of document.querySelectorAll("[data-act]")) {
  button.addEventListener("click", async () => {
    try {
      const { sentence, day } = JSON.parse(await play(button.dataset.act, week.days[0], week.zone));
      find("told").textContent = sentence;
      if (day) go({ monday: day });
    } catch (error) {
      find("told").textContent = error.message;
    }
  });
}
for (const button of document.querySelectorAll("[data-add]")) {
  button.addEventListener("click", () => {
    const day = week.days.includes(week.today) ? week.today : week.days[0];
    edit({ side: button.dataset.add, item: null, person, zone: week.zone, day, done: refresh });
  });
}

refresh();
