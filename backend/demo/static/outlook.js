// Outlook as the person has it before them: calendar or mail, the open item, and the pane that follows it.

import { draw } from "./calendar.js";
import { element } from "./element.js";
import { opened } from "./item.js";
import { appointment, onOpen, onSave, series, showItem } from "./pane.js";

const find = (id) => document.getElementById(id);
const place = find("open-item");
const views = [...document.querySelectorAll("[data-view]")];

let week;
let changed;
// what is open: an appointment, a mail, a new appointment, or nothing
let open = { kind: "nothing", id: null };
let told = "";

/** Begin; `done()` is called after a change by hand. */
export function startOutlook(done) {
  changed = done;
  onOpen((id) => {
    if (week.items.calendar.some((item) => item.id === id)) choose({ kind: "appointment", id });
    else if (week.items.calendar.some((item) => item.master === id)) choose({ kind: "series", id });
  });
  onSave(async () => place.firstElementChild?.save?.() ?? null);
  for (const button of views) button.addEventListener("click", () => turn(button.dataset.view));
  find("new").addEventListener("click", () => {
    turn("calendar");
    choose({ kind: "new", id: null });
    place.querySelector("input").select();
  });
}

/** Another person sits down: nothing is open. */
export function closeItem() {
  choose({ kind: "nothing", id: null });
}

/** Draw the week and the mails anew; the open item too, unless somebody writes in it. */
export function showOutlook(news, frame) {
  week = news;
  draw(find("outlook-calendar"), week.items.calendar, week, frame, (item) => choose({ kind: "appointment", id: item.id }), open.id);
  const mails = inbox();
  find("inbox").replaceChildren(...(mails.length ? mails.map(row) : [none()]));
  find("received").textContent = mails.length ? String(mails.length) : "";
  showOpen();
}

const inbox = () => week.mails.listed.filter((mail) => mail.to === week.person.name);

function turn(view) {
  for (const button of views) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
    find(button.getAttribute("aria-controls")).hidden = button.dataset.view !== view;
  }
}

function choose(next) {
  open = next;
  told = "";
  for (const card of document.querySelectorAll("#outlook-calendar [data-key], #inbox [data-key]")) {
    mark(card);
  }
  showOpen();
}

/** Tell which one is open. */
function mark(button) {
  if (button.dataset.key === open.id) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

function showOpen() {
  const item = open.kind === "appointment" ? week.items.calendar.find(({ id }) => id === open.id) : null;
  const mail = open.kind === "mail" ? inbox().find(({ id }) => id === open.id) : null;
  const one = open.kind === "series" ? week.items.calendar.find(({ master }) => master === open.id) : null;
  // an item that has gone away, or lies in another week, stays open as it was
  if ((open.kind === "appointment" && !item && told) || (open.kind === "series" && !one)) return;
  const text = JSON.stringify([open, item, mail, one]);
  if (text === told) return;
  const writes = place.contains(document.activeElement) && place.querySelector("form")?.dataset.touched;
  told = text;
  if (!writes) place.replaceChildren(one ? whole(one) : content(item, mail));
  if (open.kind === "nothing") showItem(null);
  else showItem(mail ? letter(mail) : one ? series(one) : appointment(item));
}

function content(item, mail) {
  if (mail) return reading(mail);
  if (open.kind === "nothing") return element("p", "quiet nothing", "Nothing is open. Open an appointment or a mail: the pane follows.");
  const day = week.days.includes(week.today) ? week.today : week.days[0];
  const { person, zone } = week;
  const done = (id) => {
    place.querySelector("form").removeAttribute("data-touched");
    if (id) open = { kind: "appointment", id };
    changed();
  };
  const made = opened({ side: "calendar", item, person: person.key, zone, day, done, close: closeItem });
  made.querySelector("form").addEventListener("input", ({ currentTarget }) => (currentTarget.dataset.touched = "true"));
  return made;
}

/** What is seen of a series that is opened as a whole. */
function whole(item) {
  const made = element("article", "open-mail");
  made.append(element("h3", "", item.title), element("p", "quiet", "The whole series."));
  return made;
}

// -- mails

const time = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });

function row(mail) {
  const made = element("li");
  const button = element("button", "letter");
  button.type = "button";
  button.dataset.key = mail.id;
  mark(button);
  button.append(
    element("b", "", mail.from),
    element("span", "quiet", time.format(new Date(mail.at))),
    element("span", "subject", mail.subject),
  );
  button.addEventListener("click", () => choose({ kind: "mail", id: mail.id }));
  made.append(button);
  return made;
}

const none = () => element("li", "quiet nothing", "The inbox is empty.");

function reading(mail) {
  const made = element("article", "open-mail");
  const chip = element("span", "chip", mail.kind);
  chip.dataset.kind = mail.kind;
  const from = element("p", "quiet", `${mail.from} to ${mail.to} · ${time.format(new Date(mail.at))}`);
  made.append(chip, element("h3", "", mail.subject), from, element("p", "text", mail.text));
  return made;
}

/** A mail as Outlook tells it to the pane. */
const letter = (mail) => ({
  kind: { Mail: "message", Answer: "answer" }[mail.kind] ?? "invitation",
  mode: "read",
  id: mail.id,
  people: [mail.sender, mail.recipient],
  ...mail.when,
  ...(mail.answer && { calendar: mail.answer }),
});
