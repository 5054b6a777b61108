/** Fields of an item side by side, differences marked by words as well as by colour. */
import type { VNode } from "preact";
import type { FieldState } from "../api";
import { SIDES } from "../sides";
import { fieldName, fieldValue, say } from "../words";
import { SidesHead } from "./sides_head";

export function Comparison({ fields }: { fields: FieldState[] }): VNode {
  const telling = fields.filter((field) => field.superoffice || field.calendar);
  return (
    <table>
      <SidesHead />
      {telling.map((field) => (
        <tbody key={field.field} class={field.agreed === "equal" ? "" : "differs"}>
          <tr>
            <th scope="rowgroup" colSpan={2}>
              {fieldName(field.field)}
              {field.agreed !== "equal" && <span class="mark">{say(`agreed.${field.agreed}`)}</span>}
            </th>
          </tr>
          <tr>
            {SIDES.map((side) => (
              <td key={side}>{fieldValue(field[side] ?? "–")}</td>
            ))}
          </tr>
        </tbody>
      ))}
    </table>
  );
}
