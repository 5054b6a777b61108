"""Letting a series take place on other days: rows on days that stay keep their ids (contracts §3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from backend.core.fields import FIELDS
from backend.core.items import Appointment, Span
from backend.core.reasons import Reason
from backend.core.recurrence.series import split, wall_starts
from backend.core.recurrence.wall import wall_of
from backend.core.values import replace
from backend.core.writes import Delete, Done, Gone, Made, Outcome, Refused, Reshape, Stale, Unsure
from backend.core.zones import zone
from backend.superoffice import payload
from backend.superoffice.appointment_agent import Mode
from backend.superoffice.bookings import are_last_of
from backend.superoffice.changing import Changer
from backend.superoffice.desk import Desk
from backend.superoffice.mending import mend
from backend.superoffice.outcomes import standing
from backend.superoffice.rows import Row, rule_of
from backend.superoffice.series_spans import on_days, parts, spans
from backend.superoffice.series_writes import MOST_ROWS, SeriesWriter, recurrence
from backend.superoffice.uids import part_uid_of


@dataclass(frozen=True, slots=True)
class _Plan:
    """The rows that are there, by time, and the days on which there are to be some; days on the rule's clock."""

    write: Reshape
    rows: list[Row]
    times: dict[date, Span]
    base: str

    @property
    def _clock(self) -> str:
        return self.base if self.write.rule.all_day else self.write.rule.zone

    def day(self, row: Row) -> date:
        """The day of a row."""
        return wall_of(row.start, zone(self._clock)).date()

    def stays(self, row: Row) -> bool:
        """Whether the rule names the row's day."""
        return self.day(row) in self.times

    def is_plain(self, moment: datetime, day: date) -> bool:
        """Whether SuperOffice, which counts days in its base zone, gives *moment* the same day."""
        return wall_of(moment, zone(self.base)).date() == day


class Reshaper:
    """Reshapes series of one diary. Raises SideError, ApiError and ConnectionLost."""

    def __init__(self, desk: Desk, changer: Changer, series: SeriesWriter) -> None:
        self._desk = desk
        self._changer = changer
        self._series = series

    def reshape(self, write: Reshape) -> Outcome:
        """Let there be a row on each day of the rule and on no other.

        From the first row that stays on it is one act, as long as this reaches no other rows; what is before is
        made and deleted by itself.
        """
        entity = self._desk.own.entity(write.ids[0])
        if Row.of_entity(entity).is_child:
            return Refused(Reason.NO_ACCESS, "ChildRow")
        present = self._desk.bookings.ours(entity)
        if not {row.id for row in present}.issuperset(write.ids):
            # somebody deleted a row since the decision: its day must not come back
            return Stale()
        plan = _Plan(
            write,
            [row for row in present if row.id in write.ids],
            dict(zip((start.date() for start in wall_starts(write.rule)), spans(write.rule), strict=True)),
            self._desk.diary.facts().base,
        )
        anchor = self._anchor(plan, present)
        added = self._follow(plan, anchor) if anchor else []
        with standing(added):
            content = self._content(plan, added)
            if not isinstance(content, Made):
                return Unsure() if added else content
            before = [row for row in plan.rows if anchor is None or row.start < anchor.start]
            if refused := self._drop(write, [row for row in before if not plan.stays(row)]):
                return Unsure() if added else refused
            last = plan.day(anchor) if anchor else date.max
            taken = {plan.day(row) for row in plan.rows}
            self._add(write, [day for day in plan.times if day < last and day not in taken], added)
            rows = [row for row in plan.rows if plan.stays(row)] + added
            made = self._series.made([row.id for row in sorted(rows, key=lambda row: row.start)])
            return _as_written(made, content)

    def _anchor(self, plan: _Plan, present: Sequence[Row]) -> Row | None:
        """The first row that stays from which one act may change all that follows; None for none.

        It is at its time by the rule: rows that come with it begin at the same hour.
        """
        for place, row in enumerate(plan.rows):
            rest, day = plan.rows[place:], plan.day(row)
            later = {one: span for one, span in plan.times.items() if one >= day}
            if (
                plan.stays(row)
                and row.start == self._start(plan.write.item, plan.times[day])
                and len(later) <= MOST_ROWS
                and are_last_of([one.id for one in rest], present)
                and not self._desk.diary.completed & {one.id for one in rest}
                and all(plan.is_plain(one.start, plan.day(one)) for one in rest)
                and all(plan.is_plain(self._start(plan.write.item, span), one) for one, span in later.items())
            ):
                return row
        return None

    def _start(self, item: Appointment, span: Span) -> datetime:
        return payload.start(replace(item, span=span), self._desk.diary.facts())

    def _follow(self, plan: _Plan, anchor: Row) -> list[Row]:
        """Give the series the rule from *anchor* on. Answers the rows that came with it."""
        desk, first_day = self._desk, plan.day(anchor)
        _, rule = split(plan.write.rule, datetime.combine(first_day, time.min))
        later = {plan.day(row) for row in plan.rows if row.start >= anchor.start}
        if rule is None or later == {day for day in plan.times if day >= first_day}:
            return []
        entity = desk.own.entity(anchor.id)
        info = recurrence(rule) | {"RecurrenceId": rule_of(entity)}
        desk.own.save(entity, {"Recurrence": info}, Mode.FORWARD)
        known = {row.id for row in plan.rows}
        # rows came with the rule, and only this answer tells which
        with standing([anchor]):
            came = [row for row in desk.bookings.ours(desk.own.entity(anchor.id)) if row.id not in known]
            # on days that had one when this was planned, somebody deleted it meanwhile
            back = [row for row in came if plan.day(row) in later]
            for row in back:
                desk.own.delete(row.id)
        return [row for row in came if row not in back]

    def _content(self, plan: _Plan, added: Sequence[Row]) -> Outcome:
        """Give rows that came with a rule the content that they are to have."""
        item = plan.write.item
        self._series.answer(added, item, to_the_end=False)
        wanted = {row.id: replace(item, span=plan.times[plan.day(row)]) for row in added if plan.stays(row)}
        outcome = mend(self._desk, self._changer, plan.write.intent, wanted, {*FIELDS, "chosen"} - {"answer"})
        if isinstance(outcome, Made) and len(outcome.seen) < len(wanted):
            # one that was not found when it was written may be there all the same, with the content of another
            return Unsure()
        return outcome

    def _drop(self, write: Reshape, rows: Sequence[Row]) -> Outcome | None:
        """Delete rows by themselves. Answers why not."""
        for row in rows:
            outcome = self._changer.delete(Delete(write.intent, row.id, ""))
            if not isinstance(outcome, Done | Gone):
                return outcome
        return None

    def _add(self, write: Reshape, days: list[date], added: list[Row]) -> None:
        """Make rows on *days*, as series of their own; they come to those that were *added*."""
        if not days:
            return
        for number, part in enumerate(parts(on_days(write.rule, days), MOST_ROWS), start=1):
            made = self._series.make([part_uid_of(write.intent, number)], part, write.item)
            added += made.rows if made else []


def _as_written(made: Made, content: Made) -> Made:
    """*made*, in which rows that got their *content* show what they had then: what differs now, somebody wrote."""
    then = {seen.id: seen for seen in content.seen}
    told = next((one.item for one in content.seen if isinstance(one.item, Appointment)), None)
    return replace(made, seen=tuple(then.get(seen.id, seen) for seen in made.seen), series=told)
