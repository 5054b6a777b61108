// The line that tells what the last run did, or does.

import { element } from "./element.js";

const find = (id) => document.getElementById(id);
const SIDES = { superoffice: "SuperOffice", calendar: "Outlook" };
const STATES = {
  not_connected: "Nobody is connected yet. Run: sosync connect-demo",
  needs_sign_in: "This person has to sign in again.",
  paused: "The sync of this mailbox is paused.",
};

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const sum = (counts = {}) => Object.values(counts).reduce((total, count) => total + count, 0);

/** Show the state of the week's mailbox. Returns whether a run is going on or about to begin. */
export function show(week) {
  const { run } = week;
  const running = Boolean(run && !run.ended);
  const busy = running || week.due;
  const bad = week.state !== "active" || (run?.ended && !["ok", "partial", "busy"].includes(run.outcome));
  find("dot").className = `dot ${bad ? "bad" : busy ? "busy" : "ok"}`;
  setText(find("status"), sentence(week, busy));
  bar(run, busy);
  counts(run?.report ?? {});
  const sync = find("sync");
  sync.disabled = running || week.state !== "active";
  setText(sync, running ? "Syncing…" : "Sync now");
  return busy;
}

function sentence({ state, run }, busy) {
  if (STATES[state]) return STATES[state];
  if (run && !run.ended) return "Syncing…";
  if (busy) return "Waiting for a worker…";
  if (!run) return "No run yet.";
  const report = run.report;
  const writes = sum(report.created) + sum(report.updated) + sum(report.deleted);
  const told = report.sentence || (writes ? `${writes} ${writes === 1 ? "change" : "changes"}` : "Nothing to do");
  return `${time.format(new Date(run.ended))} · ${told} · ${(report.seconds ?? 0).toFixed(1)} s`;
}

function bar(run, busy) {
  const progress = find("progress");
  progress.hidden = !busy;
  const report = (run && !run.ended && run.report) || {};
  const planned = sum(report.planned);
  if (planned) {
    progress.max = planned;
    progress.value = sum(report.created) + sum(report.updated) + sum(report.deleted);
  } else {
    progress.removeAttribute("value");
  }
}

function counts(report) {
  const rows = Object.entries(SIDES).map(([side, name]) => {
    const row = element("div");
    const of = (kind) => report[kind]?.[side] ?? 0;
    const text = `${of("created")} new · ${of("updated")} changed · ${of("deleted")} deleted`;
    row.append(element("dt", "", name), element("dd", "", text));
    return row;
  });
  const skipped = element("div");
  skipped.append(element("dt", "", "Skipped"), element("dd", "", String(sum(report.skipped))));
  find("counts").replaceChildren(...rows, skipped);
}

/** Leave an equal text alone, so that a screen reader is not told twice. */
function setText(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
