/** A list that grows page by page. */
import { useEffect, useState } from "preact/hooks";

/** *next* begins the page after this one; empty on the last. */
type Page = { items: unknown[]; next: string };

/** *first* and what was asked for after it; another first page begins anew. */
export function usePages<Told extends Page>(
  first: Told,
  ask: (after: string) => Promise<Told>,
): { all: Told; more: () => Promise<void> } {
  const [all, setAll] = useState(first);
  useEffect(() => setAll(first), [first]);
  const more = async (): Promise<void> => {
    const next = await ask(all.next);
    setAll({ ...next, items: [...all.items, ...next.items] });
  };
  return { all, more };
}
