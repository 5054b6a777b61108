/** The sync of the own mailbox: how it stands, watched while it goes on, begun and cancelled. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { SyncState } from "../src/api";
import { useAnswer, type Answer } from "./answer";
import type { PortalApi } from "./api";

/** Milliseconds between looks at a sync that goes on; the first ones are quick. */
const QUICK = 700;
const SLOW = 4_000;

export type Syncing = {
  state: Answer<SyncState>;
  goesOn: boolean;
  /** Let the server do what answers with the state of syncing. Rejects with Failure. */
  act: (asked: Promise<SyncState>) => Promise<void>;
  /** how many syncs have ended while this page was open */
  ended: number;
};

export function useSync(api: PortalApi): Syncing {
  const state = useAnswer("sync", api.sync);
  const [ended, setEnded] = useState(0);
  const wait = useRef(QUICK);
  const { value, failure, again, put } = state;
  const goesOn = value?.state === "queued" || value?.state === "running";
  const went = useRef(goesOn);
  useEffect(() => {
    if (went.current && !goesOn) setEnded((n) => n + 1);
    went.current = goesOn;
    if (!goesOn) wait.current = QUICK;
    if (!goesOn || failure) return;
    const timer = setTimeout(() => void again(), wait.current);
    wait.current = Math.min(wait.current * 1.3, SLOW);
    return () => clearTimeout(timer);
  }, [value, failure, goesOn, again]);
  const act = useCallback(async (asked: Promise<SyncState>) => put(await asked), [put]);
  return { state, goesOn, act, ended };
}
