// The mails that left, newest first, and how many of them concern each person.

import { element } from "./element.js";

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const find = (id) => document.getElementById(id);

export function showMails({ total, listed, people }) {
  find("mails-total").textContent = total > listed.length ? `the newest ${listed.length} of ${total}` : "";
  find("mails-people").replaceChildren(...people.map(count));
  find("mails").replaceChildren(...(listed.length ? listed.map(row) : [none()]));
}

function count({ name, sent, received }) {
  const made = element("div");
  made.append(element("dt", "", name), element("dd", "", `${sent} sent · ${received} received`));
  return made;
}

function row({ at, from, to, kind, subject, system }) {
  const made = element("tr");
  const chip = element("span", "chip", kind);
  chip.dataset.kind = kind;
  const cells = [time.format(new Date(at)), from, to, chip, subject, system].map((content) => {
    const cell = element("td");
    cell.append(content);
    return cell;
  });
  made.append(...cells);
  return made;
}

function none() {
  const made = element("tr");
  const cell = element("td", "quiet", "No mail has left. Meetings that were there before the first sync invite nobody.");
  cell.colSpan = 6;
  made.append(cell);
  return made;
}
