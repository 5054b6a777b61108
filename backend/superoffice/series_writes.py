"""Writing many rows of a series in one act, and row by row where one act would reach others (§3.2, §3.6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.core.fields import MEETING_FIELDS
from backend.core.items import Appointment, Span
from backend.core.reasons import Reason
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.recurrence.series import last_start
from backend.core.recurrence.wall import wall_of
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import (
    CreateSeries,
    Delete,
    DeleteSeries,
    Done,
    Gone,
    Made,
    Outcome,
    Refused,
    Stale,
    Update,
    UpdateSeries,
)
from backend.core.zones import zone
from backend.superoffice import payload
from backend.superoffice.answers import own_answer
from backend.superoffice.appointment_agent import Mode
from backend.superoffice.bookings import are_last_of
from backend.superoffice.changing import OF_A_GUEST, Changer
from backend.superoffice.creating import finish
from backend.superoffice.desk import Desk
from backend.superoffice.mending import mend
from backend.superoffice.outcomes import standing
from backend.superoffice.participants import has_others
from backend.superoffice.recurrence import Json
from backend.superoffice.recurrence_writing import write_recurrence
from backend.superoffice.rows import Entity, Row, rule_of
from backend.superoffice.series_spans import moved, parts, spans
from backend.superoffice.uids import part_uid_of, second_uid_of, uid_of

#: rows of one act; the limit is not documented (contracts/superoffice.md §10.7)
MOST_ROWS: Final = 366


def recurrence(rule: Series) -> Json:
    """The RecurrenceInfo of a finite rule, with all its days."""
    last = last_start(rule)
    written = write_recurrence(rule, last.date() if last else date.max)
    if isinstance(written, Inexpressible):
        raise ValueError("a rule that names no day")
    return written.info


@dataclass(frozen=True, slots=True)
class Booked:
    """The rows of a rule."""

    rows: list[Row]
    #: the first of them as the answer to the create told it; None where they were there already
    told: Entity | None = None


class SeriesWriter:
    """Writes series in one diary. Raises SideError, ApiError, ConnectionLost and NotAmong."""

    def __init__(self, desk: Desk, changer: Changer) -> None:
        self._desk = desk
        self._changer = changer

    def create(self, write: CreateSeries) -> Outcome:
        """Make a series, in parts where it is long, or join the one that is there under its UID."""
        ids: list[str] = []
        told: Entity | None = None
        with standing(ids):
            for number, part in enumerate(parts(write.rule, MOST_ROWS), start=1):
                first = [uid_of(write), second_uid_of(write)]
                made = self.make(first if number == 1 else [part_uid_of(write.intent, number)], part, write.item)
                if made is None:
                    return Refused(Reason.REFUSED, "UidTaken")
                ids += [row.id for row in made.rows]
                told = told or made.told
            return replace(self.made(ids), series=self._item(told) if told else None)

    def _item(self, entity: Entity) -> Appointment | None:
        item = self._desk.seen(entity, "").item
        return item if isinstance(item, Appointment) else None

    def make(self, uids: Sequence[str], rule: Series, item: Appointment) -> Booked | None:
        """The rows of a rule of at most MOST_ROWS starts; None where all UIDs belong to something else."""
        desk, times = self._desk, spans(rule)
        if not times:
            return Booked([])
        first = replace(item, span=times[0])
        entity = payload.new(first, desk.diary.facts(), desk.diary.associate_id)
        entity |= desk.participants.new(item.meeting) | payload.by_hand(first) | {"Recurrence": recurrence(rule)}
        for uid in uids:
            if created := desk.own.create(uid, entity):
                with standing(created):
                    rows = desk.bookings.of_rule(rule_of(created)) or [Row.of_entity(created)]
                    self._put_in_place(rows, times, item)
                    self.answer(rows, item, to_the_end=True)
                    return Booked(rows, created)
            if joined := desk.bookings.join_series(uid, is_meeting=has_others(item.meeting)):
                finish(desk, joined[0].id, Mode.FORWARD)
                return Booked(joined)
        return None

    def _put_in_place(self, rows: Sequence[Row], times: Sequence[Span], item: Appointment) -> None:
        """Move rows that are not at the times of the rule, because SuperOffice went by another clock.

        One that may not be moved stays, and its row tells.
        """
        if len(rows) != len(times):
            return
        for row, span in zip(rows, times, strict=True):
            target = replace(item, span=span)
            if row.start != payload.start(target, self._desk.diary.facts()):
                self._changer.update(Update("", row.id, "", target, frozenset({"span"})))

    def made(self, ids: Sequence[str]) -> Made:
        """Rows of a series, read after they were written."""
        return Made(tuple(seen for seen in self._desk.diary.read(ids).values() if isinstance(seen, Seen)))

    def answer(self, rows: Sequence[Row], item: Appointment, *, to_the_end: bool) -> None:
        """Bring rows to the own answer of *item*. *to_the_end*: they are the last of their series."""
        if not rows:
            return
        wanted = item.meeting.answer if rows[0].is_child else own_answer(item.meeting)
        ids = {row.id for row in rows}

        def again() -> list[Row]:
            entity = self._desk.diary.entity(rows[0].id)
            return [row for row in self._desk.bookings.ours(entity) if row.id in ids]

        self._desk.answers.give_all(rows, wanted, again, to_the_end=to_the_end)

    def update(self, write: UpdateSeries) -> Outcome:
        """Change every row in one act, if they still are what the decision saw, then those one by one that the act
        left as they were."""
        desk, ids = self._desk, write.ids
        entity = desk.own.entity(ids[0])
        first = Row.of_entity(entity)
        if first.is_child and write.fields - OF_A_GUEST:
            return Refused(Reason.NO_ACCESS, "ChildRow")
        rows = {row.id: row for row in desk.bookings.ours(entity)}
        mine = [rows[item] for item in ids if item in rows]
        base = desk.diary.facts().base
        wanted = {
            row.id: replace(write.item, span=moved(row.start, first.start, write.item.span, base)) for row in mine
        }
        values = self._changer.values(entity, write.item, write.fields)
        together = self._in_one_act(ids, list(rows.values()))
        together = together and ("Participants" not in values or self._share_guests(ids))
        if self._is_stale(write):
            return Stale()
        if not together:
            return mend(desk, self._changer, write.intent, wanted, write.fields, saw=write.saw)
        told = desk.own.save(entity, values, Mode.FORWARD) if values else None
        if "answer" in write.fields:
            self.answer(mine, write.item, to_the_end=True)
        model = self._item(told) if told else None
        outcome = mend(desk, self._changer, write.intent, wanted, write.fields, model, write.saw)
        if not isinstance(outcome, Made):
            return outcome
        there = {seen.id for seen in outcome.seen}
        gone = [target for item, target in wanted.items() if item not in there]
        if there and gone:
            self._remove_again(outcome.seen[0].id, rows, gone)
        # what the answer does not tell for certain the rows tell
        return outcome if write.fields & MEETING_FIELDS else replace(outcome, series=model)

    def _remove_again(self, sibling: str, before: Collection[str], gone: Sequence[Appointment]) -> None:
        """Rows that somebody deleted while an act on their series was on its way: it names all days, and makes
        theirs again, at the hour of the row that it was given."""
        facts = self._desk.diary.facts()
        clock = zone(facts.base)
        days = {wall_of(payload.start(target, facts), clock).date() for target in gone}
        for row in self._desk.bookings.ours(self._desk.own.entity(sibling)):
            if row.id not in before and wall_of(row.start, clock).date() in days:
                self._desk.own.delete(row.id)

    def _is_stale(self, write: UpdateSeries | DeleteSeries) -> bool:
        """Whether somebody wrote a row since the decision: asked just before an act of the agent, which goes over
        all fields of a row and knows no condition (§2.3)."""
        seen = {item: version for item, version in zip(write.ids, write.versions, strict=False) if version}
        now = self._desk.diary.listing.look_up(seen)
        return any(row.version != seen[item] for item, row in now.items())

    def _share_guests(self, ids: Sequence[str]) -> bool:
        """Whether the same people take part in all rows, so that one list of them may be written to all."""
        seen = self._desk.diary.read(ids).values()
        items = [one.item for one in seen if isinstance(one, Seen) and isinstance(one.item, Appointment)]
        return len({frozenset((guest.address, guest.name) for guest in item.guests) for item in items}) == 1

    def delete(self, write: DeleteSeries) -> Outcome:
        """Delete rows in one act where they are the last of their series. Invitations only when cancelled."""
        desk, ids = self._desk, write.ids
        rows = {row.id: row for row in desk.bookings.ours(desk.own.entity(ids[0]))}
        mine = [rows[item] for item in ids if item in rows]
        if any(row.is_child and not row.cancelled for row in mine):
            return Refused(Reason.REFUSED, "ChildRow")
        if mine and all(row.is_child for row in mine):
            desk.own.clean_up(ids)
            return Done(None)
        if self._is_stale(write):
            return Stale()
        if self._in_one_act(ids, list(rows.values())):
            desk.own.delete(ids[0], Mode.FORWARD)
            # where somebody deleted the first meanwhile, the act is answered all the same, and reached no row
            ids = tuple(desk.diary.listing.look_up(ids[1:]))
        outcomes = [self._changer.delete(Delete(write.intent, item, "")) for item in ids]
        return next((one for one in outcomes if not isinstance(one, Done | Gone)), Done(None))

    def _in_one_act(self, ids: Sequence[str], rows: Sequence[Row]) -> bool:
        """Whether "this and following" reaches *ids* and no other, none of them completed."""
        return are_last_of(ids, rows) and not self._desk.diary.completed & set(ids)
