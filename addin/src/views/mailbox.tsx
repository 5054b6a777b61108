/** The mailbox: the last sync or the one that goes on, what waits for a person, and what is not synced. */
import type { VNode } from "preact";
import type { Failed, Failures, Run } from "../api";
import { changesOf, type Desk } from "../pane";
import { match, type SyncView } from "../state";
import { count, moment, say } from "../words";
import { Act } from "./act";
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
          queued: () => <Progress label={say("sync.queued")} />,
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
        <FailureList first={failures} more={pane.api.failures} open={given.open} />
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
  const title = run.state === "interrupted" ? say("sync.interrupted") : fine ? say("sync.ok") : run.sentence;
  return (
    <>
      <Line icon={fine ? "check" : "warning"} title={title} text={told} when={run.ended_at ?? run.began_at} />
      {changes > 0 && <Counts run={run} />}
    </>
  );
}

/** What a run did on each side. */
function Counts({ run }: { run: Run }): VNode {
  const acts = ["created", "updated", "deleted"] as const;
  return (
    <table class="counts">
      <thead>
        <tr>
          <td />
          {acts.map((act) => (
            <th key={act} scope="col">
              {say(`counts.${act}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">SuperOffice</th>
          {acts.map((act) => (
            <td key={act}>{run[act].superoffice}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">Outlook</th>
          {acts.map((act) => (
            <td key={act}>{run[act].calendar}</td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

function Running({ run }: { run: Run }): VNode {
  const { read, done, planned } = run.progress;
  const label =
    planned > 0
      ? say("sync.writing", { done, planned })
      : say("sync.reading", { superoffice: read.superoffice, calendar: read.calendar });
  return (
    <>
      <Progress label={label} done={done} planned={planned} />
      {changesOf(run) > 0 && <Counts run={run} />}
    </>
  );
}

/** A bar; without numbers one that only says that something goes on. */
function Progress({ label, done = 0, planned = 0 }: { label: string; done?: number; planned?: number }): VNode {
  return (
    <div class="progress">
      <p class="badge">
        <Icon name="sync" />
        <span>{label}</span>
      </p>
      {planned > 0 ? <progress aria-label={label} max={planned} value={done} /> : <progress aria-label={label} />}
      <p class="remedy">{say("sync.survives")}</p>
    </div>
  );
}
