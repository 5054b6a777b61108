// The frame with the real pane: Outlook's part of the conversation with it (addin/stage/office.ts).

import { idOf, signIn } from "./api.js";
import { element } from "./element.js";

const place = document.getElementById("pane");
const { src } = place.dataset;
const origin = new URL(src).origin;
const dark = matchMedia("(prefers-color-scheme: dark)");
// Entra's tokens live for an hour
const RENEWAL = 30 * 60_000;

// what Outlook frames a pane with
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-forms";

const scene = { address: "", token: null, fault: "", item: null, background: background() };
let person = "";
let frame = null;
let listens = false;
let openItem = () => undefined;
let saveItem = async () => null;

/** Open the pane in the Outlook of `key`. */
export async function openPane(key) {
  person = key;
  const known = await signIn(key);
  if (person !== key) return;
  Object.assign(scene, known, { item: null });
  listens = false;
  frame = Object.assign(element("iframe"), { title: "Task pane", sandbox: SANDBOX, src });
  place.replaceChildren(frame);
}

/** Outlook shows another item; null for none. */
export function showItem(item) {
  tell({ item });
}

/** Call `open(id)` when the pane asks for an appointment. */
export function onOpen(open) {
  openItem = open;
}

/** Call `save()` when the pane asks for what is written to be saved; its answer is the id, or null. */
export function onSave(save) {
  saveItem = save;
}

/** What Outlook knows of an appointment before anybody asks a server. */
export const appointment = (item) => ({
  kind: "appointment",
  mode: item?.organiser ? "read" : "compose",
  id: item?.id ?? null,
  seriesId: item?.master || undefined,
  sensitivity: item?.private ? "private" : "normal",
});

/** A series as a whole, of which `item` is one. */
export const series = (item) => ({ ...appointment(item), id: item.master, seriesId: undefined, recurring: true });

function tell(news) {
  Object.assign(scene, news);
  if (listens) frame.contentWindow.postMessage({ scene: news }, origin);
}

function background() {
  return dark.matches ? "#1f1f1f" : "#ffffff";
}

addEventListener("message", ({ data, source }) => {
  if (!frame || source !== frame.contentWindow) return;
  if (data.stage === "ready") {
    listens = true;
    tell({ ...scene });
  }
  if (data.browsed?.startsWith("http")) open(data.browsed, "_blank", "noopener");
  if (data.saves) saveItem().then((saved) => source.postMessage({ saved }, origin));
  if (data.opened) idOf(person, data.opened).then((id) => openItem(id));
});
dark.addEventListener("change", () => tell({ background: background() }));
setInterval(async () => {
  const renewed = person;
  const { token } = await signIn(renewed);
  if (person === renewed) tell({ token });
}, RENEWAL);
