// One item of a system opened: what it says, who comes, and the form in which a person changes it.

import { change } from "./api.js";
import { clock } from "./calendar.js";
import { element } from "./element.js";
import { listPeople } from "./meetings.js";

const ANSWERS = { A: "Accept", T: "Tentative", D: "Decline" };

/**
 * The opened `item` of a side, or a new one when it is null, as an element that is filled already.
 * `done(id)` is called after a change, with the id of what is new; `close()` when the person wants no change.
 */
export function opened({ side, item, person, zone, day, done, close }) {
  const made = document.getElementById("item").content.firstElementChild.cloneNode(true);
  const find = (name) => made.querySelector(`[data-part="${name}"]`);
  const form = made.querySelector("form");
  const trouble = find("trouble");
  // in Outlook a guest reads and answers; SuperOffice lets everybody write
  const reads = side === "calendar" && Boolean(item?.organiser);

  find("title").textContent = item ? item.title : side === "calendar" ? "New appointment" : "New item in SuperOffice";
  find("note").textContent = item ? `${when(item)} · ${item.words} ${item.remedy}` : `On ${weekday(day)}`;
  listPeople(find("people"), item);
  find("answers").hidden = !item?.organiser;
  find("answers").append(...answers());
  for (const part of ["fields", "save"]) find(part).hidden = reads;
  find("fields").disabled = reads;
  find("delete").hidden = !item;

  const { title, day: on, from, to } = form.elements;
  title.value = item ? item.title : "New item";
  on.value = item ? item.start.slice(0, 10) : day;
  from.value = item ? clock(item.start) : "14:00";
  to.value = item ? clock(item.end) : "15:00";
  // whole days and what spans several days keep their time here
  find("times").disabled = Boolean(item && (item.allDay || item.start.slice(0, 10) !== item.end.slice(0, 10)));

  function answers() {
    const offered = Object.keys(ANSWERS).filter((mark) => side === "calendar" || mark !== "T");
    return offered.map((mark) => {
      const button = element("button", "", ANSWERS[mark]);
      button.type = "button";
      button.setAttribute("aria-pressed", String(item?.answer === mark && mark !== "T"));
      button.addEventListener("click", () => send({ id: item.id, answer: mark }));
      return button;
    });
  }

  function wanted() {
    const body = item ? { id: item.id } : {};
    if (!item || title.value !== item.title) body.title = title.value;
    const start = `${on.value}T${from.value}:00`;
    const end = `${on.value}T${to.value}:00`;
    const moved = !item || start !== item.start || end !== item.end;
    if (moved && !find("times").disabled) Object.assign(body, { start, end });
    return body;
  }

  /** Make a change; the id of the item, or null where it did not succeed. */
  async function send(body) {
    try {
      const id = await change({ person, side, zone, ...body });
      done(id);
      return id || body.id;
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
      return null;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(wanted());
  });
  find("delete").addEventListener("click", () => send({ id: item.id, delete: true }));
  find("close").addEventListener("click", close);
  made.save = () => send(wanted());
  return made;
}

const long = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const weekday = (text) => long.format(new Date(`${text.slice(0, 10)}T00:00:00Z`));

function when(item) {
  const time = item.allDay ? "all day" : `${clock(item.start)}–${clock(item.end)}`;
  return [`${weekday(item.start)}, ${time}`, item.place].filter(Boolean).join(" · ");
}
