/** What runs did: by day as a chart, and the latest one by one. */
import type { VNode } from "preact";
import type { Run, Side } from "../../src/api";
import { SIDES, SYSTEM } from "../../src/sides";
import { changesOf, outcomeOf } from "../../src/syncing";
import { Icon } from "../../src/views/icon";
import { amount, dates } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { Given } from "../app";
import { ChangesChart } from "../parts/changes_chart";
import { Chart } from "../parts/chart";
import { Empty } from "../parts/empty";
import { Grid, type Head } from "../parts/grid";
import { PageHead } from "../parts/page_head";
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
            <ChangesChart days={told} />
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
  const heads: Head[] = [
    { name: tell("run.began") },
    { name: tell("run.outcome") },
    { name: tell("run.trigger") },
    ...SIDES.map((side) => ({ name: tell("run.in", { side: SYSTEM[side] }), number: true })),
    { name: tell("run.conflicts"), number: true },
    { name: tell("run.seconds"), number: true },
  ];
  return (
    <Grid label={tell("history.latest")} heads={heads}>
      {runs.map((run) => (
        <tr key={run.id}>
          <td class="still">
            <time dateTime={run.began_at}>{began.format(new Date(run.began_at))}</time>
          </td>
          <td>
            <Outcome run={run} />
          </td>
          <td>{tellOf("trigger", run.trigger) ?? run.trigger}</td>
          {SIDES.map((side) => (
            <td key={side} class="number">
              <Changes run={run} side={side} />
            </td>
          ))}
          <td class="number">{run.conflicts > 0 ? amount(run.conflicts) : "–"}</td>
          <td class="number">{run.ended_at ? amount(Math.round(run.seconds * 10) / 10) : "–"}</td>
        </tr>
      ))}
    </Grid>
  );
}

/** The changes of one side: "+3 ~2 −1", with words for who does not see signs. */
function Changes({ run, side }: { run: Run; side: Side }): VNode {
  const parts = [
    { sign: "+", n: run.created[side], name: say("counts.created") },
    { sign: "~", n: run.updated[side], name: say("counts.updated") },
    { sign: "−", n: run.deleted[side], name: say("counts.deleted") },
  ].filter(({ n }) => n > 0);
  if (parts.length === 0) return <>–</>;
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
  const idle = fine && changesOf(run) === 0;
  return (
    <span class={`outcome ${fine ? "" : "trouble"} ${idle ? "idle" : ""}`}>
      <Icon name={fine ? "check" : "warning"} />
      {idle ? tell("history.nothing") : outcomeOf(run)}
    </span>
  );
}
