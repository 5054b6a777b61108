/** What administrators did, newest first. */
import type { VNode } from "preact";
import { Act } from "../../src/views/act";
import { usePages } from "../../src/views/paged";
import { dates } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { Audit, AuditEntry, AdminApi } from "../admin_api";
import type { Given } from "../app";
import { Empty } from "../parts/empty";
import { Grid } from "../parts/grid";
import { PageHead } from "../parts/page_head";
import { say, tell, tellOf } from "../words";

const HEADS = ["when", "who", "what", "changes"] as const;

export function AuditPage({ api }: Given): VNode {
  const first = useAnswer("audit", () => api.admin.audit(""));
  return (
    <>
      <PageHead title={tell("nav.audit")} lead={tell("audit.lead")} />
      <Told answer={first}>
        {(told) =>
          told.items.length === 0 ? <Empty title={tell("audit.none")} /> : <Log first={told} api={api.admin} />
        }
      </Told>
    </>
  );
}

function Log({ first, api }: { first: Audit; api: AdminApi }): VNode {
  const { all, more } = usePages(first, api.audit);
  const when = dates({ dateStyle: "medium", timeStyle: "short" });
  return (
    <>
      <Grid label={tell("nav.audit")} heads={HEADS.map((head) => ({ name: tell(`audit.${head}`) }))}>
        {all.items.map((entry, index) => (
          <tr key={index}>
            <td class="still">
              <time dateTime={entry.at}>{when.format(new Date(entry.at))}</time>
            </td>
            <td>{entry.who}</td>
            <td>
              {tellOf("audit", entry.what) ?? entry.what}
              {entry.whom && <span class="aside below">{entry.whom}</span>}
            </td>
            <td>
              <Changes entry={entry} />
            </td>
          </tr>
        ))}
      </Grid>
      {all.next && <Act run={more}>{say("more")}</Act>}
    </>
  );
}

/** Values before and after, key by key. */
function Changes({ entry }: { entry: AuditEntry }): VNode {
  const keys = [...new Set([...Object.keys(entry.before), ...Object.keys(entry.after)])];
  return (
    <ul class="changed">
      {keys.map((key) => (
        <li key={key}>
          <code>{key}</code> {key in entry.before && <del>{spelt(entry.before[key])}</del>}{" "}
          {key in entry.after && <ins>{spelt(entry.after[key])}</ins>}
        </li>
      ))}
    </ul>
  );
}

function spelt(value: unknown): string {
  return typeof value === "string" ? value || "–" : value === null ? "–" : JSON.stringify(value);
}
