// The scenarios: their steps, taken one by one or all together, and what each changed where.

import { play } from "./api.js";
import { changesSince, remember } from "./changed.js";
import { element } from "./element.js";

const find = (id) => document.getElementById(id);
const scenarios = JSON.parse(find("scenarios").textContent);
// the worker begins a moment after a step; a step may have to wait for what the one before brought about
const SETTLING = 2500;
const PATIENCE = 40_000;
const PAUSE = 1500;

let scenario;
let done = 0;
let playing = false;
let before = null;
let page;

/** Begin. `page` tells the shown `week()` and whether a run goes on, `busy()`; `go` shows another person or week. */
export function startScenarios(shown) {
  page = shown;
  find("scenario").addEventListener("change", () => choose(Number(find("scenario").value)));
  find("next-step").addEventListener("click", () => alone(next));
  find("play-all").addEventListener("click", () => (playing ? stop() : alone(all)));
  find("again").addEventListener("click", () => choose(scenario.number));
  choose(Number(find("scenario").value));
}

/** Compare the week with what it was before the last step. */
export function showChanges(week) {
  if (!before) return;
  const rows = changesSince(before, week, scenario.subject).map(({ where, text }) => {
    const made = element("li");
    made.append(element("b", "", where), ` ${text}`);
    return made;
  });
  find("changed").replaceChildren(...rows);
  find("changed-title").hidden = !rows.length;
}

function choose(number) {
  stop();
  scenario = scenarios.find((one) => one.number === number);
  done = 0;
  before = null;
  find("changed").replaceChildren();
  find("changed-title").hidden = true;
  tell("");
  showSteps();
}

function showSteps() {
  const rows = scenario.steps.map((sentence, index) => {
    const made = element("li", "", sentence);
    made.dataset.step = index < done ? "done" : index === done ? "next" : "later";
    if (index === done) made.setAttribute("aria-current", "step");
    return made;
  });
  find("steps").replaceChildren(...rows);
  const over = done >= scenario.steps.length;
  find("next-step").disabled = over || playing;
  find("play-all").disabled = over;
  find("play-all").textContent = playing ? "Stop" : "Play all";
  find("again").disabled = !done || playing;
}

const tell = (text) => (find("told").textContent = text);
const stop = () => (playing = false);

/** Take the next step. Answers what has to be waited for; "" when it is taken. */
async function next() {
  // whose calendars show it; the person may look at others between the steps
  if (!done) await page.go({ person: scenario.watch });
  const week = page.week();
  const then = remember(week, scenario.subject);
  const { wait, seen, day } = await play(scenario.number, done + 1, week.days[0], week.zone);
  tell(wait || seen);
  if (wait) return wait;
  done += 1;
  before = then;
  showSteps();
  await page.go(day ? { monday: day } : {});
  return "";
}

async function all() {
  playing = true;
  showSteps();
  let patience = Date.now() + PATIENCE;
  while (playing && done < scenario.steps.length) {
    const waits = await next();
    if (waits && Date.now() > patience) break;
    if (!waits) patience = Date.now() + PATIENCE;
    await pause(waits ? PAUSE : SETTLING);
    while (playing && page.busy()) await pause(PAUSE);
  }
}

/** One act at a time; its failure is told. */
async function alone(act) {
  find("next-step").disabled = true;
  try {
    await act();
  } catch (error) {
    tell(error.message);
  }
  stop();
  showSteps();
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
