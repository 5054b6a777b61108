/** Whose meeting an item is, the answers to it, and its series. */
import type { VNode } from "preact";
import { SYSTEM } from "../sides";
import type { Item } from "../api";
import type { Repeats } from "../item";
import type { ToldItem } from "../state";
import { count, say } from "../words";
import { Icon } from "./icon";

export function Facts({ shown }: { shown: ToldItem }): VNode | null {
  const { meeting, series } = shown.item;
  const place = series || shown.series !== "single" ? say(`series.${shown.series}`) : "";
  const told = [place, rhythmOf(shown.repeats), series?.sentence, ...countsOf(shown.item)].filter(Boolean);
  if (!meeting && !place) return null;
  const answers = [
    { system: SYSTEM.superoffice, answer: meeting?.superoffice_answer },
    { system: SYSTEM.calendar, answer: meeting?.calendar_answer },
  ];
  return (
    <ul class="facts">
      {meeting && (
        <li>
          <Icon name="person" />
          {meeting.sentence}
        </li>
      )}
      {answers.map(
        ({ system, answer }) =>
          answer && (
            <li key={system}>
              <Icon name="check" />
              {system}: {say(`answer.${answer}`)}
            </li>
          ),
      )}
      {place && (
        <li>
          <Icon name="sync" />
          {told.join(" ")}
        </li>
      )}
    </ul>
  );
}

function rhythmOf(repeats: Repeats | null): string {
  if (!repeats) return "";
  return repeats.every === "weekday" ? say("series.weekday") : count(repeats.every, repeats.interval);
}

/** How many items of the series are in sync, and of the whole series how many are exceptions. */
function countsOf({ series, whole }: Item): string[] {
  const synced = series?.items ? [say("series.synced", { synced: series.synced, items: series.items })] : [];
  return whole?.exceptions ? [...synced, count("exceptions", whole.exceptions)] : synced;
}
