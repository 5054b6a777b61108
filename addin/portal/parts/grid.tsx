/** A wide table under its heads. */
import type { ComponentChildren, VNode } from "preact";
import { Scroll } from "./scroll";

export type Head = { name: string; number?: boolean };

/** *children* are the rows. */
export function Grid({
  label,
  heads,
  children,
}: {
  label: string;
  heads: Head[];
  children: ComponentChildren;
}): VNode {
  return (
    <Scroll label={label}>
      <table class="grid">
        <thead>
          <tr>
            {heads.map(({ name, number }) => (
              <th key={name} scope="col" class={number ? "number" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroll>
  );
}
