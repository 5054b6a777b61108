/** Fields of an item side by side, differences marked by words as well as by colour. */
import type { VNode } from "preact";
import type { FieldState } from "../api";
import { fieldName, fieldValue, say } from "../words";

export function Comparison({ fields }: { fields: FieldState[] }): VNode {
  const telling = fields.filter((field) => field.superoffice || field.calendar);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">SuperOffice</th>
          <th scope="col">Outlook</th>
        </tr>
      </thead>
      {telling.map((field) => (
        <tbody key={field.field} class={field.agreed === "equal" ? "" : "differs"}>
          <tr>
            <th scope="rowgroup" colSpan={2}>
              {fieldName(field.field)}
              {field.agreed !== "equal" && <span class="mark">{say(`agreed.${field.agreed}`)}</span>}
            </th>
          </tr>
          <tr>
            <td>{field.superoffice === null ? "–" : fieldValue(field.superoffice)}</td>
            <td>{field.calendar === null ? "–" : fieldValue(field.calendar)}</td>
          </tr>
        </tbody>
      ))}
    </table>
  );
}
