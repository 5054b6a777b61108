/** What runs did on each side, as a small table. */
import type { VNode } from "preact";
import type { Counts as Numbers } from "../../src/api";
import { amount, say } from "../../src/words";

const ACTS = ["created", "updated", "deleted"] as const;

export function CountsTable({ of }: { of: Record<(typeof ACTS)[number], Numbers> }): VNode {
  return (
    <table class="counts">
      <thead>
        <tr>
          <td />
          {ACTS.map((act) => (
            <th key={act} scope="col">
              {say(`counts.${act}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(["superoffice", "calendar"] as const).map((side) => (
          <tr key={side}>
            <th scope="row">{side === "superoffice" ? "SuperOffice" : "Outlook"}</th>
            {ACTS.map((act) => (
              <td key={act}>{amount(of[act][side])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
