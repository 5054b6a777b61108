/** A field to search in what is shown. */
import type { VNode } from "preact";

/** Nobody searches with more. */
const LONGEST = 200;

export function SearchField(given: { label: string; value: string; set: (value: string) => void }): VNode {
  return (
    <input
      class="search"
      type="search"
      aria-label={given.label}
      placeholder={given.label}
      maxLength={LONGEST}
      value={given.value}
      onInput={(event) => given.set(event.currentTarget.value)}
    />
  );
}
