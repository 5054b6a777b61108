/** What stands in the place of the item while it is waited for: its head and an empty card. */
import type { VNode } from "preact";

/** The frame that taskpane.html paints before any script has come; *text* is only told to those who wait long. */
export function Skeleton({ head, text }: { head: string; text: string }): VNode {
  return (
    <section aria-busy="true">
      <p class="head">{head}</p>
      <Blank text={text} />
    </section>
  );
}

/** The empty card alone. */
export function Blank({ text }: { text: string }): VNode {
  return (
    <p class="card blank">
      <span class="skeleton">{text}</span>
    </p>
  );
}
