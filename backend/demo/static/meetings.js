// What an item shows of a meeting: who invited, what everybody answered, and its glyphs.

import { element } from "./element.js";

const ANSWERS = { T: "not answered or tentative", A: "accepted", D: "declined", "?": "not told to this calendar" };
// more marks than these do not fit a day
const MOST = 6;

const everybody = (item) => [
  ...(item.organiser ? [{ name: item.organiser, text: "organiser" }] : []),
  ...(item.answer ? [{ name: "Own answer", text: item.organiser ? ANSWERS[item.answer] : "organiser" }] : []),
  ...item.participants.map(({ name, answer }) => ({ name, text: ANSWERS[answer] })),
];

const alarm = (minutes) => (minutes ? `alarm ${minutes} minutes before` : "alarm at the start");

/** An item's people and switches in words, one line each. */
export function describe(item) {
  return [
    ...everybody(item).map(({ name, text }) => `${name}: ${text}`),
    ...(item.repeats ? ["one of a series"] : []),
    ...(item.alarm === null ? [] : [alarm(item.alarm)]),
    ...(item.private ? ["private"] : []),
  ];
}

/** Small pictures: private, one of a series, with an alarm. */
export function glyphs(item) {
  const made = element("span", "glyphs");
  const shown = { bell: item.alarm !== null, repeat: item.repeats, lock: item.private };
  for (const name of Object.keys(shown)) if (shown[name]) made.append(element("span", `glyph ${name}`));
  return made;
}

/** Who invited, and a mark for each answer; null for an item with nobody else. */
export function marks(item) {
  if (!item.answer) return null;
  const made = element("span", "marks");
  if (item.organiser) {
    made.append(element("span", "from", item.organiser.split(" ")[0]), mark("Own answer", item.answer, "own"));
  }
  for (const { name, answer } of item.participants.slice(0, MOST)) made.append(mark(name, answer));
  const left = item.participants.length - MOST;
  if (left > 0) made.append(element("span", "from", `+${left}`));
  return made;
}

function mark(name, answer, kind = "") {
  const made = element("span", `mark-of ${kind}`.trim(), answer);
  made.dataset.answer = answer;
  made.title = `${name}: ${ANSWERS[answer]}`;
  return made;
}

/** Everybody with the answer in words, in the dialog. */
export function listPeople(place, item) {
  const people = item ? everybody(item) : [];
  place.hidden = !people.length;
  place.replaceChildren(
    ...people.map(({ name, text }) => {
      const row = element("div");
      row.append(element("dt", "", name), element("dd", "quiet", text));
      return row;
    }),
  );
}
