/** Fields that both sides had changed, side by side, and the choice of the value that counts. */
import type { ComponentChildren, VNode } from "preact";
import type { Conflict, FieldState, Side } from "../api";
import type { Desk } from "../pane";
import { SIDES } from "../sides";
import { fieldName, fieldValue, moment, say } from "../words";
import { Act } from "./act";
import { Icon } from "./icon";
import { SidesHead } from "./sides_head";

/** A field with both values; *at*: when a sync settled it, and *lost* the side whose value did not count. */
type Row = Pick<Conflict, "field" | "superoffice" | "calendar"> & Partial<Pick<Conflict, "at" | "lost">>;

/** Conflicts that a sync has settled by its rule, until somebody decides otherwise. */
export function Settled(given: { id: string; conflicts: Conflict[]; desk: Desk; done: () => void }): VNode | null {
  const { id, conflicts, desk, done } = given;
  const open = conflicts.filter((one) => one.can_resolve);
  if (open.length === 0) return null;
  const keep = async (fields: string[], side: Side): Promise<void> => {
    for (const field of fields) await desk.act(desk.api.resolve(id, field, side));
    done();
  };
  return <Choice rows={open} text={say("conflict.settled")} desk={desk} keep={keep} />;
}

/** Conflicts that no sync has seen yet: the choice is carried out when one has. */
export function Unsettled(given: {
  id: string;
  fields: FieldState[];
  desk: Desk;
  children: ComponentChildren;
}): VNode {
  const { id, fields, desk, children } = given;
  const rows = fields.map(({ field, superoffice, calendar }) => ({
    field,
    superoffice: superoffice ?? "",
    calendar: calendar ?? "",
  }));
  const keep = async (wanted: string[], side: Side): Promise<void> => {
    await desk.syncToEnd();
    for (const { field } of await desk.api.conflicts(id))
      if (wanted.includes(field)) await desk.act(desk.api.resolve(id, field, side));
  };
  return (
    <Choice rows={rows} text={say("conflict.text")} desk={desk} keep={keep}>
      {children}
    </Choice>
  );
}

function Choice(given: {
  rows: Row[];
  text: string;
  desk: Desk;
  keep: (fields: string[], side: Side) => Promise<void>;
  /** beside the badge */
  children?: ComponentChildren;
}): VNode {
  const { rows, text, desk, keep, children } = given;
  const every = rows.map((row) => row.field);
  const [at] = rows.flatMap((row) => row.at ?? []);
  return (
    <div class="card warning">
      <div class="badge">
        <Icon name="differs" />
        <span>{say("badge.conflict")}</span>
        {at && <time dateTime={at}>{moment(at)}</time>}
        {children}
      </div>
      <p>{text}</p>
      <table class="choice">
        <SidesHead />
        {rows.map((row) => (
          <tbody key={row.field}>
            <tr>
              <th scope="rowgroup" colSpan={2}>
                {fieldName(row.field)}
              </th>
            </tr>
            <tr>
              {SIDES.map((side) => (
                <td key={side}>
                  {fieldValue(row[side]) || "–"}
                  {row.lost && row.lost !== side && <span class="aside">{say("conflict.counts")}</span>}
                </td>
              ))}
            </tr>
            {rows.length > 1 && (
              <tr>
                {SIDES.map((side) => (
                  <td key={side}>
                    <Act
                      disabled={desk.blocked !== ""}
                      label={say(`conflict.keep.${side}.of`, { field: fieldName(row.field) })}
                      run={() => keep([row.field], side)}
                    >
                      {say("conflict.keep")}
                    </Act>
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        ))}
      </table>
      <div class="acts halves">
        {SIDES.map((side) => (
          <Act key={side} disabled={desk.blocked !== ""} run={() => keep(every, side)}>
            {say(rows.length > 1 ? `conflict.keep.${side}.all` : `conflict.keep.${side}`)}
          </Act>
        ))}
      </div>
    </div>
  );
}
