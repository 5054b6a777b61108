/** Small drawings beside the names of pages. */
import type { VNode } from "preact";
import { Drawing } from "../../src/views/icon";
import type { Page } from "../route";

const PATHS: Record<Page, string> = {
  overview: "M3 9l7-6 7 6v8h-5v-5H8v5H3z",
  calendar: "M3 5h14v12H3zM3 8.5h14M7 3v3.5M13 3v3.5M10 8.500V17",
  history: "M4 17v-5M8 17V8M12 17v-7M16 17V4",
  failures: "M10 7.5v4M10 14.2v.1M10 3l7.5 13.5h-15z",
  contacts: "M8 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.500 17a5.500 5 0 0 1 11 0M13.500 7.500l1.800 1.800 3-3.300",
  preferences: "M3 6h6M13 6h4M3 14h3M10 14h7M11 4v4M8 12v4",
  users:
    "M7.500 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17a5.500 5 0 0 1 11 0M13 4.300a3 3 0 0 1 0 5.400M15 12.700a5 5 0 0 1 3 4.300",
  profile: "M4 4h12v12H4zM7 8h6M7 12h4",
  health: "M2.500 10.500h3.500l2-5 4 9 2-4h3.500",
  audit: "M5 3h10v14H5zM8 7h4M8 10h4M8 13h2",
};

export function Glyph({ name }: { name: Page }): VNode {
  return <Drawing path={PATHS[name]} />;
}
