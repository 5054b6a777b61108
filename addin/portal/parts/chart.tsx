/** Bars by day, stacked; what they draw is told as a table as well. */
import type { VNode } from "preact";
import { amount, day as dayOf, dates } from "../../src/words";
import { measured, scaleEnd, stacked, type Day, type Measure } from "../days";
import { tell } from "../words";

/** Units of the drawing, which is stretched to the width of the page. */
const STEP = 10;
const BAR = 6;
const TALL = 100;

export type Series = { what: Measure; label: string; tone: "first" | "second" | "bad" };

/** *series* from the ground up; *values* are the numbers of a day where they are not simply what the series counts. */
export function Chart(given: {
  title: string;
  days: Day[];
  series: Series[];
  values?: (day: Day) => number[];
}): VNode {
  const { title, days, series } = given;
  const values = given.values ?? ((day: Day) => series.map(({ what }) => measured(day, what)));
  const end = scaleEnd(Math.max(0, ...days.map((day) => values(day).reduce((sum, one) => sum + one, 0))));
  const told = dates({ day: "numeric", month: "short", timeZone: "UTC" });
  return (
    <figure class="chart">
      <figcaption>
        <p class="name">{title}</p>
        <ul class="legend">
          {series.map(({ what, label, tone }) => (
            <li key={what} class={tone}>
              {label}
            </li>
          ))}
        </ul>
      </figcaption>
      <div class="plot" aria-hidden="true">
        <div class="scale">
          <span>{amount(end)}</span>
          <span>0</span>
        </div>
        <svg viewBox={`0 0 ${days.length * STEP} ${TALL}`} preserveAspectRatio="none">
          <line class="rule" x1="0" x2={days.length * STEP} y1="0" y2="0" />
          <line class="rule" x1="0" x2={days.length * STEP} y1={TALL / 2} y2={TALL / 2} />
          {days.map((day, index) => (
            <g key={day.day}>
              <title>{`${dayOf(day.day)}: ${series.map(({ label }, n) => `${label} ${values(day)[n]}`).join(", ")}`}</title>
              <rect class="hover" x={index * STEP} y="0" width={STEP} height={TALL} />
              {stacked(values(day), end, TALL).map((bar, n) => (
                <rect
                  key={n}
                  class={series[n]?.tone}
                  x={index * STEP + (STEP - BAR) / 2}
                  y={bar.y}
                  width={BAR}
                  height={bar.height}
                />
              ))}
            </g>
          ))}
          <line class="ground" x1="0" x2={days.length * STEP} y1={TALL} y2={TALL} />
        </svg>
        <div class="ticks">
          {days
            .filter((_, index) => (days.length - 1 - index) % 7 === 0)
            .map((day) => (
              <span key={day.day}>{told.format(new Date(`${day.day}T00:00:00Z`))}</span>
            ))}
        </div>
      </div>
      <details>
        <summary>{tell("chart.table")}</summary>
        <table class="grid compact">
          <thead>
            <tr>
              <th scope="col">{tell("day")}</th>
              {series.map(({ what, label }) => (
                <th key={what} scope="col" class="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((day) => (
              <tr key={day.day}>
                <th scope="row">{dayOf(day.day)}</th>
                {values(day).map((n, index) => (
                  <td key={index} class="number">
                    {amount(n)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
