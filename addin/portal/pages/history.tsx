/** What runs did: by day as a chart, and the latest one by one. */
import type { VNode } from "preact";
import type { Run } from "../../src/api";
import { changesOf } from "../../src/pane";
import { Icon } from "../../src/views/icon";
import { amount, dates } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { Given } from "../app";
import { Chart } from "../parts/chart";
import { Empty } from "../parts/empty";
import { PageHead } from "../parts/page_head";
import { Scroll } from "../parts/scroll";
import { tell, tellOf, say } from "../words";

const DAYS = 30;

export function HistoryPage({ api }: Given): VNode {
  const days = useAnswer(`days ${DAYS}`, () => api.days(DAYS));
  const runs = useAnswer("runs", api.runs);
  return (
    <>
      <PageHead title={tell("nav.history")} lead={tell("history.lead", { n: DAYS })} />
      <Told answer={days}>
        {(told) => (
          <div class="two">
            <Chart
              title={tell("history.changes")}
              days={told}
              series={[
                { what: "superoffice", label: "SuperOffice", tone: "first" },
                { what: "calendar", label: "Outlook", tone: "second" },
              ]}
            />
            <Chart
              title={tell("history.runs")}
              days={told}
              series={[
                { what: "runs", label: tell("history.done"), tone: "first" },
                { what: "failures", label: tell("days.failed"), tone: "bad" },
              ]}
              values={(day) => [day.runs - day.failures, day.failures]}
            />
          </div>
        )}
      </Told>
      <section aria-labelledby="runs">
        <h2 id="runs">{tell("history.latest")}</h2>
        <Told answer={runs}>
          {(told) => (told.length > 0 ? <RunTable runs={told} /> : <Empty title={say("sync.never")} />)}
        </Told>
      </section>
    </>
  );
}

function RunTable({ runs }: { runs: Run[] }): VNode {
  const began = dates({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return (
    <Scroll label={tell("history.latest")}>
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">{tell("run.began")}</th>
            <th scope="col">{tell("run.outcome")}</th>
            <th scope="col">{tell("run.trigger")}</th>
            <th scope="col" class="number">
              {tell("run.in", { side: "SuperOffice" })}
            </th>
            <th scope="col" class="number">
              {tell("run.in", { side: "Outlook" })}
            </th>
            <th scope="col" class="number">
              {tell("run.conflicts")}
            </th>
            <th scope="col" class="number">
              {tell("run.seconds")}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td class="still">
                <time dateTime={run.began_at}>{began.format(new Date(run.began_at))}</time>
              </td>
              <td>
                <Outcome run={run} />
              </td>
              <td>{tellOf("trigger", run.trigger) ?? run.trigger}</td>
              <td class="number">{side(run, "superoffice")}</td>
              <td class="number">{side(run, "calendar")}</td>
              <td class="number">{run.conflicts > 0 ? amount(run.conflicts) : "–"}</td>
              <td class="number">{run.ended_at ? amount(Math.round(run.seconds * 10) / 10) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The changes of one side: "+3 ~2 −1", with words for who does not see signs. */
function side(run: Run, which: "superoffice" | "calendar"): VNode | string {
  const parts = [
    { sign: "+", n: run.created[which], name: say("counts.created") },
    { sign: "~", n: run.updated[which], name: say("counts.updated") },
    { sign: "−", n: run.deleted[which], name: say("counts.deleted") },
  ].filter(({ n }) => n > 0);
  if (parts.length === 0) return "–";
  return (
    <span class="changes">
      {parts.map(({ sign, n, name }) => (
        <span key={sign} title={`${amount(n)} ${name}`}>
          <span aria-hidden="true">{sign}</span>
          {amount(n)}
          <span class="unseen"> {name} </span>
        </span>
      ))}
    </span>
  );
}

function Outcome({ run }: { run: Run }): VNode {
  if (run.state === "running") return <span class="tag">{say("sync.running")}</span>;
  const fine = run.outcome === "ok";
  const said = run.state === "interrupted" ? say("sync.interrupted") : fine ? outcomeOf(run) : run.sentence;
  return (
    <span class={fine ? "outcome" : "outcome trouble"}>
      <Icon name={fine ? "check" : "warning"} />
      {said}
    </span>
  );
}

function outcomeOf(run: Run): string {
  return changesOf(run) > 0 ? say("sync.ok") : tell("history.nothing");
}
