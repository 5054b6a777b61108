/** Whose meeting an item is, the answers to it, and its series. */
import type { VNode } from "preact";
import type { ToldItem } from "../state";
import { say } from "../words";
import { Icon } from "./icon";

export function Facts({ shown }: { shown: ToldItem }): VNode | null {
  const { meeting, series } = shown.item;
  const place = series || shown.series !== "single" ? say(`series.${shown.series}`) : "";
  if (!meeting && !place) return null;
  const answers = [
    { system: "SuperOffice", answer: meeting?.superoffice_answer },
    { system: "Outlook", answer: meeting?.calendar_answer },
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
          {[place, series?.sentence].filter(Boolean).join(" ")}
        </li>
      )}
    </ul>
  );
}
