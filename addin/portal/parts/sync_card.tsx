/** The sync that goes on, or the last one, with what it did on each side. */
import type { VNode } from "preact";
import type { Run } from "../../src/api";
import { changesOf, outcomeOf, progressOf } from "../../src/syncing";
import { Act } from "../../src/views/act";
import { Bar } from "../../src/views/bar";
import { Counts } from "../../src/views/counts";
import { Icon } from "../../src/views/icon";
import { count, moment } from "../../src/words";
import { Told } from "../answer";
import type { PortalApi } from "../api";
import type { Syncing } from "../sync";
import { say, tell } from "../words";

export function SyncCard({ sync, api }: { sync: Syncing; api: PortalApi }): VNode {
  return (
    <div class="card sync">
      <Told answer={sync.state}>
        {({ state, run }) => {
          if (state === "queued") return <GoesOn label={say("sync.queued")} run={null} sync={sync} api={api} />;
          if (state === "running")
            return <GoesOn label={run ? progressOf(run) : say("sync.running")} run={run} sync={sync} api={api} />;
          return run ? <Ended run={run} /> : <p>{say("sync.never")}</p>;
        }}
      </Told>
    </div>
  );
}

function GoesOn(given: { label: string; run: Run | null; sync: Syncing; api: PortalApi }): VNode {
  const { label, run, sync, api } = given;
  return (
    <>
      <p class="badge" role="status">
        <Icon name="sync" />
        <span>{label}</span>
      </p>
      <Bar label={label} run={run} />
      <p class="aside">{tell("sync.survives")}</p>
      <Act run={() => sync.act(api.cancelSync())}>{say("sync.cancel")}</Act>
    </>
  );
}

function Ended({ run }: { run: Run }): VNode {
  const fine = run.outcome === "ok";
  const changes = changesOf(run);
  return (
    <>
      <p class={fine ? "badge" : "badge trouble"} role="status">
        <Icon name={fine ? "check" : "warning"} />
        <span>{outcomeOf(run)}</span>
        <time dateTime={run.ended_at ?? run.began_at}>{moment(run.ended_at ?? run.began_at)}</time>
      </p>
      {changes > 0 ? <Counts of={run} /> : <p class="aside">{count("changes", changes)}</p>}
    </>
  );
}
