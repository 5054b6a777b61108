import { expect, test } from "vitest";
import type { Run } from "../src/api";
import { changesOf, goesOn, longer, outcomeOf, progressOf, QUICK } from "../src/syncing";

const none = { superoffice: 0, calendar: 0 };
const run = (more: Partial<Run>): Run => ({
  id: "1",
  state: "ended",
  trigger: "poll",
  began_at: "2026-11-16T10:00:00Z",
  ended_at: "2026-11-16T10:00:02Z",
  outcome: "ok",
  sentence: "",
  created: none,
  updated: none,
  deleted: none,
  skipped: {},
  conflicts: 0,
  progress: { read: { superoffice: 3, calendar: 4 }, done: 0, planned: 0 },
  seconds: 2,
  ...more,
});

test("a run reads first, and then writes what it planned", () => {
  const begun = run({ state: "running", outcome: "" });
  expect(progressOf(begun)).toBe("Reading: 3 from SuperOffice, 4 from Outlook");
  const writing = run({ ...begun, progress: { ...begun.progress, done: 2, planned: 7 } });
  expect(progressOf(writing)).toBe("Writing: 2 of 7");
});

test("a run that did not end well tells why", () => {
  expect(outcomeOf(run({}))).toBe("Synced");
  expect(outcomeOf(run({ outcome: "busy", sentence: "Another sync goes on." }))).toBe("Another sync goes on.");
  expect(outcomeOf(run({ outcome: "partial", sentence: "" }))).toBe("Synced, except for some items");
  expect(outcomeOf(run({ state: "interrupted", outcome: "" }))).toMatch(/interrupted/);
});

test("changes of both sides count, whatever they were", () => {
  const created = { superoffice: 1, calendar: 2 };
  expect(
    changesOf(run({ created, updated: { ...none, calendar: 3 }, deleted: { ...none, superoffice: 4 } })),
  ).toBe(10);
});

test("a sync is looked at while it waits or goes on, less and less often", () => {
  const states = ["idle", "queued", "running"] as const;
  expect(states.map((state) => goesOn({ state, sentence: "", run: null }))).toEqual([false, true, true]);
  expect(goesOn(null)).toBe(false);
  const waits = Array.from({ length: 20 }).reduce<number[]>((all) => [...all, longer(all.at(-1) ?? 0)], [QUICK]);
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  expect(waits.at(-1)).toBe(4_000);
});
