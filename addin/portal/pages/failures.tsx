/** What is not synced and why, by reason, with what may be done about it. */
import type { VNode } from "preact";
import type { Failed, Failures } from "../../src/api";
import { ruleOf } from "../../src/offers";
import { SYSTEM } from "../../src/sides";
import { Act } from "../../src/views/act";
import { Held } from "../../src/views/held";
import { usePages } from "../../src/views/paged";
import { count, fieldValue, moment } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { Given } from "../app";
import type { PortalApi } from "../api";
import { Empty } from "../parts/empty";
import { Link } from "../parts/link";
import { PageHead } from "../parts/page_head";
import { addressOf } from "../route";
import { useSync, type Syncing } from "../sync";
import { say, tell } from "../words";

/** What is done about an item that is kept back for a reason (docs/api.md, "Acts on an item"). */
const REMEDIES: Record<string, "repair" | "include"> = { not_joined: "repair", unlinked: "include" };

export function FailuresPage({ api }: Given): VNode {
  const sync = useSync(api);
  const first = useAnswer("failures", () => api.failures());
  return (
    <>
      <PageHead title={tell("nav.failures")} lead={tell("failures.lead")} />
      <Told answer={first}>
        {(told) => (
          <>
            <Held held={told.held} pane={{ act: sync.act, api }} />
            {told.total === 0 ? (
              <Empty title={tell("failures.none")} text={tell("failures.none.text")} />
            ) : (
              <Listed first={told} api={api} sync={sync} again={first.again} />
            )}
          </>
        )}
      </Told>
    </>
  );
}

function Listed(given: { first: Failures; api: PortalApi; sync: Syncing; again: () => Promise<void> }): VNode {
  const { api, sync, again } = given;
  const { all, more } = usePages(given.first, api.failures);
  const mend = async (one: Failed, how: "repair" | "include"): Promise<void> => {
    await sync.act(api[how](one.superoffice_id ?? one.calendar_id ?? ""));
    await again();
  };
  return (
    <>
      <p class="aside">{count("items", all.total)}</p>
      <ul class="rows">
        {all.items.map((one) => {
          const how = REMEDIES[one.reason];
          return (
            <li key={one.link} class="row-item">
              <div>
                <p class="when">{one.when ? fieldValue(one.when) : tell("failures.no_time")}</p>
                <p class="aside">{tell("failures.in", { side: whereIs(one) })}</p>
              </div>
              <div>
                <p>{one.sentence}</p>
                {one.remedy && <p class="aside">{one.remedy}</p>}
              </div>
              <p class="aside since">
                {tell(`failures.${one.state}`)}
                <time dateTime={one.since}>{tell("since", { when: moment(one.since) })}</time>
                {one.retry_at && <span>{tell("failures.retry", { when: moment(one.retry_at) })}</span>}
              </p>
              <div class="acts">
                {how && <Act run={() => mend(one, how)}>{tell(`failures.${how}`)}</Act>}
                {ruleOf(one.reason) && <Link to={addressOf("preferences")}>{tell("nav.preferences")}</Link>}
              </div>
            </li>
          );
        })}
      </ul>
      {all.next && <Act run={more}>{say("more")}</Act>}
    </>
  );
}

/** The systems in which an item is. */
function whereIs(one: Failed): string {
  return [one.superoffice_id && SYSTEM.superoffice, one.calendar_id && SYSTEM.calendar].filter(Boolean).join(", ");
}
