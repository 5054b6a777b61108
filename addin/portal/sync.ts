/** The sync of the own mailbox: how it stands, watched while it goes on, begun and cancelled. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { SyncState } from "../src/api";
import { goesOn, longer, QUICK } from "../src/syncing";
import { useAnswer, type Answer } from "./answer";
import type { PortalApi } from "./api";

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
  const going = goesOn(value);
  const went = useRef(going);
  useEffect(() => {
    if (went.current && !going) setEnded((n) => n + 1);
    went.current = going;
    if (!going) wait.current = QUICK;
    if (!going || failure) return;
    const timer = setTimeout(() => void again(), wait.current);
    wait.current = longer(wait.current);
    return () => clearTimeout(timer);
  }, [value, failure, going, again]);
  const act = useCallback(async (asked: Promise<SyncState>) => put(await asked), [put]);
  return { state, goesOn: going, act, ended };
}
