/** How a mailbox does: a dot and the words. */
import type { VNode } from "preact";
import type { Standing } from "../people";
import { tell } from "../words";

export function StandingMark({ standing }: { standing: Standing }): VNode {
  return <span class={`standing is-${standing}`}>{tell(`standing.${standing}`)}</span>;
}
