/** How a sync goes: whether it goes on, how often to look at it, what a run did, and the words for that. */
import type { Run, SyncState } from "./api";
import { say } from "./words";

/** Milliseconds between looks at a sync that goes on; the first ones are quick. */
export const QUICK = 700;
const SLOW = 4_000;

/** What is waited for after *wait*. */
export function longer(wait: number): number {
  return Math.min(wait * 1.3, SLOW);
}

/** Whether a sync waits or goes on. */
export function goesOn(sync: SyncState | null): boolean {
  return sync?.state === "queued" || sync?.state === "running";
}

/** Changes that a run made. */
export function changesOf(run: Run): number {
  return [run.created, run.updated, run.deleted].reduce((sum, one) => sum + one.superoffice + one.calendar, 0);
}

/** How far a run has come. */
export function progressOf({ progress: { read, done, planned } }: Run): string {
  return planned > 0
    ? say("sync.writing", { done, planned })
    : say("sync.reading", { superoffice: read.superoffice, calendar: read.calendar });
}

/** How a run that is over went. */
export function outcomeOf({ state, outcome, sentence }: Run): string {
  if (state === "interrupted") return say("sync.interrupted");
  // a run that put some items off has no more to say of itself; each of them tells why
  return outcome === "ok" ? say("sync.ok") : sentence || say("sync.partial");
}
