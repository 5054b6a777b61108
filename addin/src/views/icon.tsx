/** Small drawings; words always stand beside them, so they are hidden from screen readers. */
import type { VNode } from "preact";

const PATHS = {
  check: "M3.5 10.5l4 4 9-9",
  clock: "M10 5.5V10l3 2M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0z",
  warning: "M10 7.5v4M10 14.2v.1M10 3l7.5 13.5h-15z",
  lock: "M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9M4.5 9h11v8h-11z",
  minus: "M6 10h8M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0z",
  plus: "M10 6v8M6 10h8M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0z",
  calendar: "M3 5h14v12H3zM3 8.5h14M7 3v3.5M13 3v3.5",
  mail: "M2.5 5h15v10.5h-15zM2.5 5.5L10 11l7.5-5.5",
  person: "M10 10a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6zM3.5 17a6.5 5 0 0 1 13 0",
  offline: "M3 3l14 14M5 8.500a8 8 0 0 1 3-1.800M12 6.700a8 8 0 0 1 3 1.800M7.5 11.500a4 4 0 0 1 5 0M10 15v.1",
  plug: "M7 3v4M13 3v4M5 7h10v3a5 5 0 0 1-10 0zM10 15v3",
  differs: "M4 7h12M4 13h12M12.5 3.500l-5 13",
  sync: "M16.5 8A7 7 0 0 0 4 6.500M4 3v3.500h3.500M3.5 12A7 7 0 0 0 16 13.500M16 17v-3.500h-3.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): VNode {
  return <Drawing path={PATHS[name]} />;
}

/** Lines on a square of 20 units. */
export function Drawing({ path }: { path: string }): VNode {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
