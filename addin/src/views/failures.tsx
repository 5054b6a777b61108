/** What is not synced and why, page by page. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failed, Failures } from "../api";
import { count, fieldValue, say } from "../words";
import { Act } from "./act";

export function FailureList(given: {
  first: Failures;
  more: (after: string) => Promise<Failures>;
  /** show the item itself, where it is */
  open: (failed: Failed) => Promise<void>;
}): VNode {
  const { first, more, open } = given;
  const [page, setPage] = useState(first);
  useEffect(() => setPage(first), [first]);
  const load = async (): Promise<void> => {
    const next = await more(page.next);
    setPage({ ...next, items: [...page.items, ...next.items] });
  };
  return (
    <details>
      <summary>{say("failures", { items: count("items", page.total) })}</summary>
      <ul class="failures">
        {page.items.map((one) => (
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
      {page.next && <Act run={load}>{say("more")}</Act>}
    </details>
  );
}
