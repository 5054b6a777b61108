/** The head of a table that has both sides beside each other. */
import type { VNode } from "preact";
import { SIDES, SYSTEM } from "../sides";

export function SidesHead(): VNode {
  return (
    <thead>
      <tr>
        {SIDES.map((side) => (
          <th key={side} scope="col">
            {SYSTEM[side]}
          </th>
        ))}
      </tr>
    </thead>
  );
}
