// The dialog in which a person makes, moves, renames or deletes an item of one system.

import { change } from "./api.js";
import { clock } from "./calendar.js";
import { listPeople } from "./meetings.js";

const NAMES = { superoffice: "SuperOffice", calendar: "Outlook" };
const find = (id) => document.getElementById(id);
const dialog = find("editor");
const form = find("editor-form");
const trouble = find("editor-trouble");

let editing;

/** Open the dialog for `item` of a side, or for a new one when it is null. `done()` is called after a change. */
export function edit({ side, item, person, zone, day, done }) {
  editing = { side, item, person, zone, done };
  find("editor-title").textContent = item ? `Change in ${NAMES[side]}` : `New item in ${NAMES[side]}`;
  find("editor-note").textContent = item ? `${item.words} ${item.remedy}` : `As if typed in ${NAMES[side]} itself.`;
  listPeople(find("editor-people"), item);
  form.elements.title.value = item ? item.title : "New item";
  form.elements.day.value = item ? item.start.slice(0, 10) : day;
  form.elements.from.value = item ? clock(item.start) : "14:00";
  form.elements.to.value = item ? clock(item.end) : "15:00";
  // whole days and what spans several days keep their time here
  find("editor-times").disabled = Boolean(item && (item.allDay || item.start.slice(0, 10) !== item.end.slice(0, 10)));
  find("editor-delete").hidden = !item;
  trouble.hidden = true;
  dialog.showModal();
  form.elements.title.select();
}

function wanted() {
  const { title, day, from, to } = form.elements;
  const { item, side, person, zone } = editing;
  const body = { person, side, zone };
  if (item) body.id = item.id;
  if (!item || title.value !== item.title) body.title = title.value;
  const start = `${day.value}T${from.value}:00`;
  const end = `${day.value}T${to.value}:00`;
  const moved = !item || start !== item.start || end !== item.end;
  if (moved && !find("editor-times").disabled) Object.assign(body, { start, end });
  return body;
}

async function send(body) {
  try {
    await change(body);
    dialog.close();
    editing.done();
  } catch (error) {
    trouble.textContent = error.message;
    trouble.hidden = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(wanted());
});
find("editor-delete").addEventListener("click", () => {
  const { person, side, item } = editing;
  send({ person, side, id: item.id, delete: true });
});
find("editor-cancel").addEventListener("click", () => dialog.close());
