/** How the own mailbox does: connections, the sync, and what waits for a person. */
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Act } from "../../src/views/act";
import { Held } from "../../src/views/held";
import { count } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { Given } from "../app";
import { total } from "../days";
import { ChangesChart } from "../parts/changes_chart";
import { Connections } from "../parts/connections";
import { Link } from "../parts/link";
import { PageHead } from "../parts/page_head";
import { Stat, Stats } from "../parts/stat";
import { SyncCard } from "../parts/sync_card";
import { addressOf } from "../route";
import { useSync } from "../sync";
import { say, tell } from "../words";

const DAYS = 30;

export function Overview({ api, session, again }: Given): VNode {
  const sync = useSync(api);
  const failures = useAnswer("failures", () => api.failures());
  const days = useAnswer(`days ${DAYS}`, () => api.days(DAYS));
  useEffect(() => {
    if (sync.ended > 0) void Promise.all([failures.again(), days.again(), again()]);
  }, [sync.ended]);
  return (
    <>
      <PageHead title={tell("nav.overview")} lead={session.sentence}>
        {session.state === "active" && !sync.goesOn && (
          <Act primary run={() => sync.act(api.beginSync())}>
            {say("sync.now")}
          </Act>
        )}
      </PageHead>
      {session.state !== "active" && session.remedy && <p class="card warning">{session.remedy}</p>}
      {failures.value && <Held held={failures.value.held} pane={{ act: sync.act, api }} />}
      <div class="two">
        <section aria-labelledby="sync">
          <h2 id="sync">{tell("sync")}</h2>
          <SyncCard sync={sync} api={api} />
          {failures.value && failures.value.total > 0 && (
            <p class="more">
              <Link to={addressOf("failures")}>
                {tell("overview.not_synced", { items: count("items", failures.value.total) })}
              </Link>
            </p>
          )}
        </section>
        <section aria-labelledby="connections">
          <h2 id="connections">{tell("connections")}</h2>
          <Connections session={session} />
        </section>
      </div>
      <section aria-labelledby="week">
        <div class="section-head">
          <h2 id="week">{tell("last_days", { n: DAYS })}</h2>
          <Link to={addressOf("history")}>{tell("nav.history")}</Link>
        </div>
        <Told answer={days}>
          {(told) => (
            <div class="month">
              <Stats>
                <Stat label={tell("days.runs")} n={total(told, "runs")} />
                <Stat label={tell("days.failed")} n={total(told, "failures")} tone="danger" />
                <Stat label={tell("days.superoffice")} n={total(told, "superoffice")} />
                <Stat label={tell("days.calendar")} n={total(told, "calendar")} />
              </Stats>
              <ChangesChart days={told} />
            </div>
          )}
        </Told>
      </section>
    </>
  );
}
