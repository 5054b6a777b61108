/** A number with its name. */
import type { VNode } from "preact";
import { amount } from "../../src/words";

export function Stats({ children }: { children: VNode[] }): VNode {
  return <dl class="stats">{children}</dl>;
}

export function Stat(given: { label: string; n: number; tone?: "danger" | "warning" | undefined }): VNode {
  return (
    <div class={given.n > 0 && given.tone ? given.tone : ""}>
      <dt>{given.label}</dt>
      <dd>{amount(given.n)}</dd>
    </div>
  );
}
