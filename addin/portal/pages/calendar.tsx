/** A week of both calendars side by side. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { SYSTEM } from "../../src/sides";
import { dates } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { Given } from "../app";
import { Empty } from "../parts/empty";
import { Link } from "../parts/link";
import { PageHead } from "../parts/page_head";
import { Pair } from "../parts/pair";
import { addressOf } from "../route";
import { askedMonday, byDays, dayIn, differences, plusDays, type Week } from "../week";
import { tell } from "../words";

export function Calendar({ api, session, query }: Given & { query: URLSearchParams }): VNode {
  const today = dayIn(new Date(), session.mailbox?.zone);
  const monday = askedMonday(query.get("monday"), today);
  const week = useAnswer(`week ${monday}`, () => api.week(monday));
  const [all, setAll] = useState(true);
  const to = (day: string): string => addressOf("calendar", `monday=${day}`);
  const span = dates({ dateStyle: "long", timeZone: "UTC" });
  return (
    <>
      <PageHead title={tell("nav.calendar")} lead={tell("week.lead")} />
      <div class="tools">
        <h2 aria-live="polite">
          {span.formatRange(new Date(`${monday}T00:00:00Z`), new Date(`${plusDays(monday, 6)}T00:00:00Z`))}
        </h2>
        <div class="steps">
          <Link class="button" to={to(plusDays(monday, -7))}>
            <span aria-hidden="true">‹</span>
            <span class="unseen">{tell("week.before")}</span>
          </Link>
          <Link class="button" to={addressOf("calendar")}>
            {tell("week.today")}
          </Link>
          <Link class="button" to={to(plusDays(monday, 7))}>
            <span aria-hidden="true">›</span>
            <span class="unseen">{tell("week.after")}</span>
          </Link>
        </div>
        <label class="tick">
          <input type="checkbox" checked={!all} onChange={(event) => setAll(!event.currentTarget.checked)} />
          {tell("week.show.differences")}
        </label>
      </div>
      <Told answer={week}>{(told) => <Days week={told} all={all} today={today} />}</Told>
    </>
  );
}

function Days({ week, all, today }: { week: Week; all: boolean; today: string }): VNode {
  const days = all ? byDays(week) : differences(byDays(week));
  if (days.length === 0)
    return <Empty title={tell(all || week.items.length === 0 ? "week.none" : "week.equal.all")} />;
  const weekday = dates({ weekday: "long", timeZone: "UTC" });
  const date = dates({ day: "numeric", month: "short", timeZone: "UTC" });
  return (
    <div class="week">
      <div class="week-head" aria-hidden="true">
        <span />
        <span>{SYSTEM.superoffice}</span>
        <span />
        <span>{SYSTEM.calendar}</span>
      </div>
      {days.map(({ day, rows }) => {
        const moment = new Date(`${day}T00:00:00Z`);
        return (
          <section key={day} class={day === today ? "day today" : "day"} aria-labelledby={`day-${day}`}>
            <h3 id={`day-${day}`}>
              {weekday.format(moment)}
              <span class="aside">{date.format(moment)}</span>
            </h3>
            <ul>
              {rows.map((row) => (
                <Pair key={`${row.superoffice?.id} ${row.calendar?.id}`} row={row} zone={week.zone} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
