/** There is nothing to show, which is said. */
import type { VNode } from "preact";

export function Empty({ title, text }: { title: string; text?: string }): VNode {
  return (
    <div class="empty">
      <p>{title}</p>
      {text && <p class="aside">{text}</p>}
    </div>
  );
}
