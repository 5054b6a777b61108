/** The sync that goes on, or the last one, with what it did on each side. */
import type { VNode } from "preact";
import type { Run } from "../../src/api";
import { changesOf } from "../../src/pane";
import { Act } from "../../src/views/act";
import { Icon } from "../../src/views/icon";
import { Told } from "../answer";
import type { PortalApi } from "../api";
import type { Syncing } from "../sync";
import { say, tell, tellCount } from "../words";
import { moment } from "../../src/words";
import { CountsTable } from "./counts";

export function SyncCard({ sync, api }: { sync: Syncing; api: PortalApi }): VNode {
  return (
    <div class="card sync">
      <Told answer={sync.state}>
        {({ state, run }) => {
          if (state === "queued") return <GoesOn label={say("sync.queued")} sync={sync} api={api} />;
          if (state === "running") return <GoesOn label={progressOf(run)} run={run} sync={sync} api={api} />;
          return run ? <Ended run={run} /> : <p>{say("sync.never")}</p>;
        }}
      </Told>
    </div>
  );
}

function progressOf(run: Run | null): string {
  if (!run) return say("sync.running");
  const { read, done, planned } = run.progress;
  return planned > 0
    ? say("sync.writing", { done, planned })
    : say("sync.reading", { superoffice: read.superoffice, calendar: read.calendar });
}

function GoesOn(given: { label: string; run?: Run | null; sync: Syncing; api: PortalApi }): VNode {
  const { label, run, sync, api } = given;
  const planned = run?.progress.planned ?? 0;
  return (
    <>
      <p class="badge" role="status">
        <Icon name="sync" />
        <span>{label}</span>
      </p>
      {planned > 0 ? (
        <progress aria-label={label} max={planned} value={run?.progress.done ?? 0} />
      ) : (
        <progress aria-label={label} />
      )}
      <p class="aside">{tell("sync.survives")}</p>
      <Act run={() => sync.act(api.cancelSync())}>{tell("sync.cancel")}</Act>
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
        <span>{run.state === "interrupted" ? say("sync.interrupted") : fine ? say("sync.ok") : run.sentence}</span>
        <time dateTime={run.ended_at ?? run.began_at}>{moment(run.ended_at ?? run.began_at)}</time>
      </p>
      {changes > 0 ? <CountsTable of={run} /> : <p class="aside">{tellCount("changes", changes)}</p>}
    </>
  );
}
