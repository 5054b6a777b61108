/** What was changed on each side, day by day. */
import type { VNode } from "preact";
import { SYSTEM } from "../../src/sides";
import type { Day } from "../days";
import { tell } from "../words";
import { Chart } from "./chart";

export function ChangesChart({ days }: { days: Day[] }): VNode {
  return (
    <Chart
      title={tell("history.changes")}
      days={days}
      series={[
        { what: "superoffice", label: SYSTEM.superoffice, tone: "first" },
        { what: "calendar", label: SYSTEM.calendar, tone: "second" },
      ]}
    />
  );
}
