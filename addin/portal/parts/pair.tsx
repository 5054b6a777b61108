/** One item on both sides: joined in a band, or alone with the reason beside it. */
import type { VNode } from "preact";
import { SIDES, SYSTEM } from "../../src/sides";
import { dates, fieldName } from "../../src/words";
import type { WeekEntry, WeekRow } from "../week";
import { tell } from "../words";

export function Pair({ row, zone }: { row: WeekRow; zone: string }): VNode {
  const [superoffice, calendar] = SIDES.map((side) => {
    const entry = row[side];
    return entry ? <Entry entry={entry} side={SYSTEM[side]} zone={zone} /> : <Reason row={row} />;
  });
  const both = row.superoffice !== null && row.calendar !== null;
  return (
    <li class={`pair ${both ? row.state : "alone"}`}>
      {superoffice}
      <span class="mark-of-pair" aria-hidden="true">
        {both ? (row.state === "equal" ? "=" : "≠") : ""}
      </span>
      {calendar}
      {both && <Verdict row={row} />}
    </li>
  );
}

function Entry({ entry, side, zone }: { entry: WeekEntry; side: string; zone: string }): VNode {
  return (
    <div class="entry">
      <p class="when">
        <span class="unseen">{side}: </span>
        {spanOf(entry, zone)}
      </p>
      <p class="title">{entry.title || tell("week.untitled")}</p>
      {(entry.place || entry.private) && (
        <p class="aside">{[entry.place, entry.private && tell("week.private")].filter(Boolean).join(" · ")}</p>
      )}
    </div>
  );
}

/** Where the other half would stand. */
function Reason({ row }: { row: WeekRow }): VNode {
  const only = row.superoffice ? SYSTEM.superoffice : SYSTEM.calendar;
  return (
    <div class="reason">
      <p>{tell("week.only", { side: only })}</p>
      <p class="aside">
        {row.sentence} {row.remedy}
      </p>
    </div>
  );
}

/** How the two halves of a band compare. */
function Verdict({ row }: { row: WeekRow }): VNode {
  if (row.state === "equal") return <p class="unseen">{tell("week.equal")}</p>;
  return (
    <p class="verdict">
      {row.fields.length > 0 && tell("week.differs", { fields: row.fields.map(fieldName).join(", ") })}
      {row.remedy && <span class="aside"> {row.remedy}</span>}
    </p>
  );
}

/** From when until when; of whole days the days, where there are several. */
function spanOf({ start, end, all_day }: WeekEntry, zone: string): string {
  const [from, until] = [new Date(start), new Date(end)];
  if (!all_day) return dates({ hour: "2-digit", minute: "2-digit", timeZone: zone }).formatRange(from, until);
  // whole days end at the midnight after
  const last = new Date(until.getTime() - 1);
  const days = dates({ day: "numeric", month: "short", timeZone: zone });
  return days.format(from) === days.format(last) ? tell("week.all_day") : days.formatRange(from, last);
}
