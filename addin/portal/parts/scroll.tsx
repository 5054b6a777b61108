/** A wide table that scrolls by itself, also by keyboard. */
import type { ComponentChildren, VNode } from "preact";

export function Scroll({ label, children }: { label: string; children: ComponentChildren }): VNode {
  return (
    <div class="scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
