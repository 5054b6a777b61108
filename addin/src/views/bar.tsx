/** The bar of a sync; without numbers one that only says that something goes on. */
import type { VNode } from "preact";
import type { Run } from "../api";

export function Bar({ label, run }: { label: string; run: Run | null }): VNode {
  const { done = 0, planned = 0 } = run?.progress ?? {};
  return planned > 0 ? (
    <progress aria-label={label} max={planned} value={done} />
  ) : (
    <progress aria-label={label} />
  );
}
