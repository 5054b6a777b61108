// The demonstration page: keeps person and week, asks the server, draws what changed.

import { readWeek, syncNow } from "./api.js";
import { draw } from "./calendar.js";
import { opened } from "./item.js";
import { frame as frameOf, moment } from "./layout.js";
import { showMails } from "./mails.js";
import { closeItem, showOutlook, startOutlook } from "./outlook.js";
import { openPane } from "./pane.js";
import { show } from "./run.js";
import { showChanges, startScenarios } from "./scenario.js";
import { showUnequal } from "./unequal.js";

const DAY = 86_400_000;
const CALM = 2000;
const BUSY = 700;

const find = (id) => document.getElementById(id);
const people = [...document.querySelectorAll("[data-person]")];
const dialog = find("editor");
const query = new URLSearchParams(location.search);
const asked = query.get("person");
let person = people.some((button) => button.dataset.person === asked) ? asked : people[0]?.dataset.person;
let monday = query.get("week") ?? "";
let drawn = "";
let week;
let timer;
let round = 0;
let ready = false;
let busy = false;

async function refresh() {
  clearTimeout(timer);
  const mine = ++round;
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
  for (const button of document.querySelectorAll("button:disabled, select:disabled")) button.disabled = false;
  startScenarios({ week: () => week, busy: () => busy, go });
}

function complain(text) {
  find("trouble").textContent = text;
  find("trouble").hidden = !text;
}

function render() {
  const focused = document.activeElement?.dataset?.key;
  const frame = frameOf(week);
  draw(find("superoffice-calendar"), week.items.superoffice, week, frame, edit);
  showOutlook(week, frame);
  for (const [side, items] of Object.entries(week.items)) {
    find(`${side}-total`).textContent = `${items.length} ${items.length === 1 ? "item" : "items"}`;
  }
  showUnequal(week);
  showMails(week.mails);
  showChanges(week);
  find("week").textContent = title(week.days);
  for (const button of people) button.setAttribute("aria-pressed", String(button.dataset.person === person));
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/** Open an item of SuperOffice in a dialog; null makes a new one. */
function edit(item) {
  const day = week.days.includes(week.today) ? week.today : week.days[0];
  const close = () => dialog.close();
  const done = () => {
    close();
    refresh();
  };
  dialog.replaceChildren(opened({ side: "superoffice", item, person, zone: week.zone, day, done, close }));
  dialog.showModal();
  dialog.querySelector("input").select();
}

function title(days) {
  const range = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return range.formatRange(moment(days[0]), moment(days[6]));
}

async function go(next) {
  const other = next.person && next.person !== person;
  ({ person = person, monday = monday } = next);
  history.replaceState(null, "", `?${new URLSearchParams(monday ? { person, week: monday } : { person })}`);
  await refresh();
  if (!other) return;
  closeItem();
  await seat();
}

/** The chosen person's Outlook opens its pane. */
async function seat() {
  try {
    await openPane(person);
  } catch (error) {
    complain(error.message);
  }
}

const shifted = (days) => new Date(moment(week.monday).getTime() + days * DAY).toISOString().slice(0, 10);

for (const button of people) button.addEventListener("click", () => go({ person: button.dataset.person }));
find("previous").addEventListener("click", () => go({ monday: shifted(-7) }));
find("next").addEventListener("click", () => go({ monday: shifted(7) }));
find("today").addEventListener("click", () => go({ monday: "" }));
find("add").addEventListener("click", () => edit(null));
find("sync").addEventListener("click", async () => {
  try {
    await syncNow(person);
    await refresh();
  } catch (error) {
    complain(error.message);
  }
});

startOutlook(refresh);
refresh();
seat();
