/** Runs by day as numbers to draw: sums, and the heights of bars. Pure. */
import type { components } from "../src/api-types";

export type Day = components["schemas"]["DayOfRuns"];

/** What is counted of a day. */
export type Measure = "runs" | "failures" | "superoffice" | "calendar";

/** A number of one day. */
export function measured(day: Day, what: Measure): number {
  return what === "runs" || what === "failures" ? day[what] : day.changes[what];
}

/** A number of all days. */
export function total(days: Day[], what: Measure): number {
  return days.reduce((sum, day) => sum + measured(day, what), 0);
}

/** The end of a scale that holds *most*: the next of 1, 2 or 5 times a power of ten, and at least 5. */
export function scaleEnd(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 5)));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= Math.max(most, 5)) as number;
}

export type Bar = { y: number; height: number };

/** Bars stacked from the ground of a chart that is *tall* units high and ends at *end*. */
export function stacked(values: number[], end: number, tall: number): Bar[] {
  let ground = tall;
  return values.map((value) => {
    const height = (value / end) * tall;
    ground -= height;
    return { y: ground, height };
  });
}
