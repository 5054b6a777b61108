/** What a run did on each side, as a small table. */
import type { VNode } from "preact";
import type { Counts as Numbers } from "../api";
import { SIDES, SYSTEM } from "../sides";
import { amount, say } from "../words";

const ACTS = ["created", "updated", "deleted"] as const;

export function Counts({ of }: { of: Record<(typeof ACTS)[number], Numbers> }): VNode {
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
        {SIDES.map((side) => (
          <tr key={side}>
            <th scope="row">{SYSTEM[side]}</th>
            {ACTS.map((act) => (
              <td key={act}>{amount(of[act][side])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
