/** What people wrote into contacts and SuperOffice does not know: to be taken over or dropped. */
import type { VNode } from "preact";
import { Act } from "../../src/views/act";
import { moment } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { Proposal } from "../api";
import type { Given } from "../app";
import { Empty } from "../parts/empty";
import { Grid } from "../parts/grid";
import { PageHead } from "../parts/page_head";
import { tell, tellOf } from "../words";

const HEADS = ["person", "field", "known", "value", "at", "acts"] as const;

type Decide = (one: Proposal, how: "take" | "drop") => Promise<void>;

export function Contacts({ api }: Given): VNode {
  const proposals = useAnswer("proposals", api.proposals);
  const decide: Decide = async ({ id }, how) => {
    await (how === "take" ? api.takeProposal(id) : api.dropProposal(id));
    await proposals.again();
  };
  return (
    <>
      <PageHead title={tell("nav.contacts")} lead={tell("contacts.lead")} />
      <Told answer={proposals}>
        {(told) =>
          told.length === 0 ? (
            <Empty title={tell("contacts.none")} text={tell("contacts.none.text")} />
          ) : (
            <Grid label={tell("nav.contacts")} heads={HEADS.map((head) => ({ name: tell(`contacts.${head}`) }))}>
              {told.map((one) => (
                <Line key={one.id} one={one} decide={decide} />
              ))}
            </Grid>
          )
        }
      </Told>
    </>
  );
}

function Line({ one, decide }: { one: Proposal; decide: Decide }): VNode {
  return (
    <tr>
      <th scope="row">{one.name || one.person_id}</th>
      <td>{tellOf("contact", one.field) ?? one.field}</td>
      <td class="aside">{one.known.join("\n") || "–"}</td>
      <td>
        <b>{one.proposed.join("\n") || "–"}</b>
      </td>
      <td class="still">
        <time dateTime={one.at}>{moment(one.at)}</time>
      </td>
      <td>
        <div class="acts">
          {one.can_take && <Act run={() => decide(one, "take")}>{tell("contacts.take")}</Act>}
          <Act run={() => decide(one, "drop")}>{tell("contacts.drop")}</Act>
        </div>
      </td>
    </tr>
  );
}
