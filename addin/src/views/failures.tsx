/** What is not synced and why, page by page. */
import type { VNode } from "preact";
import type { Failed, Failures } from "../api";
import { count, fieldValue, say } from "../words";
import { Act } from "./act";
import { usePages } from "./paged";

export function FailureList(given: {
  first: Failures;
  ask: (after: string) => Promise<Failures>;
  /** show the item itself, where it is */
  open: (failed: Failed) => Promise<void>;
}): VNode {
  const { open } = given;
  const { all, more } = usePages(given.first, given.ask);
  return (
    <details>
      <summary>{say("failures", { items: count("items", all.total) })}</summary>
      <ul class="failures">
        {all.items.map((one) => (
          <li key={one.link}>
            {one.when && <p class="when">{fieldValue(one.when)}</p>}
            <p>{one.sentence}</p>
            {one.remedy && <p class="remedy">{one.remedy}</p>}
            <Act label={say("failures.open.of", { when: fieldValue(one.when) })} run={() => open(one)}>
              {say("failures.open")}
            </Act>
          </li>
        ))}
      </ul>
      {all.next && <Act run={more}>{say("more")}</Act>}
    </details>
  );
}
