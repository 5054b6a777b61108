/** The mailbox: the last sync or the one that goes on, what waits for a person, and what is not synced. */
import type { VNode } from "preact";
import type { Failed, Failures, Run } from "../api";
import type { Desk } from "../pane";
import { match, type SyncView } from "../state";
import { changesOf, outcomeOf, progressOf } from "../syncing";
import { count, moment, say } from "../words";
import { Act } from "./act";
import { Bar } from "./bar";
import { Counts } from "./counts";
import { Icon, type IconName } from "./icon";
import { FailureList } from "./failures";
import { Held } from "./held";

export function MailboxSection(given: {
  shown: SyncView;
  failures: Failures | null;
  pane: Desk;
  open: (failed: Failed) => Promise<void>;
}): VNode {
  const { shown, failures, pane } = given;
  return (
    <section aria-labelledby="mailbox">
      <div class="head">
        <h2 id="mailbox">{say("mailbox")}</h2>
      </div>
      <div class="card plain">
        {match(shown, {
          unknown: () => <p class="skeleton">{say("item.loading")}</p>,
          paused: ({ sentence, remedy }) => <Line icon="minus" title={sentence} text={remedy} />,
          never: () => <Line icon="clock" title={say("sync.never")} />,
          queued: () => <Progress label={say("sync.queued")} run={null} />,
          running: ({ run }) => <Running run={run} />,
          ended: ({ run }) => <Ended run={run} />,
        })}
        {(shown.at === "never" || shown.at === "ended") && (
          <Act disabled={pane.blocked !== ""} run={() => pane.act(pane.api.beginSync())}>
            {say("sync.now")}
          </Act>
        )}
        {(shown.at === "queued" || shown.at === "running") && (
          <Act disabled={pane.blocked !== ""} run={() => pane.act(pane.api.cancelSync())}>
            {say("sync.cancel")}
          </Act>
        )}
      </div>
      {failures && <Held held={failures.held} pane={pane} />}
      {failures && failures.total > 0 && (
        <FailureList first={failures} ask={pane.api.failures} open={given.open} />
      )}
    </section>
  );
}

function Line({
  icon,
  title,
  text,
  when,
}: {
  icon: IconName;
  title: string;
  text?: string;
  when?: string;
}): VNode {
  return (
    <>
      <p class="badge">
        <Icon name={icon} />
        <span>{title}</span>
        {when && <time dateTime={when}>{moment(when)}</time>}
      </p>
      {text && <p class="remedy">{text}</p>}
    </>
  );
}

function Ended({ run }: { run: Run }): VNode {
  const fine = run.outcome === "ok";
  const changes = changesOf(run);
  const told = fine && changes > 0 ? count("changes", changes) : "";
  return (
    <>
      <Line
        icon={fine ? "check" : "warning"}
        title={outcomeOf(run)}
        text={told}
        when={run.ended_at ?? run.began_at}
      />
      {changes > 0 && <Counts of={run} />}
    </>
  );
}

function Running({ run }: { run: Run }): VNode {
  return (
    <>
      <Progress label={progressOf(run)} run={run} />
      {changesOf(run) > 0 && <Counts of={run} />}
    </>
  );
}

function Progress({ label, run }: { label: string; run: Run | null }): VNode {
  return (
    <div class="progress">
      <p class="badge">
        <Icon name="sync" />
        <span>{label}</span>
      </p>
      <Bar label={label} run={run} />
      <p class="remedy">{say("sync.survives")}</p>
    </div>
  );
}
