"""Making single appointments and meetings, and finding again what a lost create made (engine.md §2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, takewhile

from backend.core.items import Answer
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Create, CreateSeries, Done, Intended, Lookup, Outcome, Refused
from backend.superoffice import payload, rows
from backend.superoffice.answers import own_answer
from backend.superoffice.appointment_agent import Mode
from backend.superoffice.conditions import version_of_new
from backend.superoffice.desk import Desk
from backend.superoffice.outcomes import standing
from backend.superoffice.participants import has_others, told_answer
from backend.superoffice.rows import Entity, Row, rule_of
from backend.superoffice.uids import part_uid_of, second_uid_of, uid_of


class Creator:
    """Makes items in one diary. Raises SideError, ApiError, ConnectionLost and NotAmong."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, write: Create) -> Outcome:
        """Make an item, or join the booking that is there under its UID."""
        desk, item = self._desk, write.appointment
        facts, mine = desk.diary.facts(), desk.diary.associate_id
        entity = payload.new(item, facts, mine) | desk.participants.new(item.meeting) | payload.by_hand(item)
        is_meeting = has_others(item.meeting)
        for uid in (uid_of(write), second_uid_of(write)):
            if made := desk.own.create(uid, entity):
                with standing(made):
                    return self._made(made, own_answer(item.meeting), uid)
            if joined := desk.bookings.join(uid, payload.start(item, facts), is_meeting=is_meeting):
                if is_meeting:
                    finish(desk, joined, Mode.ONLY_THIS)
                return as_joined(desk.now(joined))
        return Refused(Reason.REFUSED, "UidTaken")

    def find(self, write: Intended) -> tuple[Seen, ...]:
        """What a create made, as far as it is in this diary: one row, or all of a series."""
        named = (second_uid_of(write), uid_of(write))
        found = next((seen for uid in named if (seen := self._under(uid, write))), ())
        is_series = isinstance(write, CreateSeries) or (isinstance(write, Lookup) and write.series)
        return found + self._parts(write.intent) if is_series else found

    def _made(self, made: Entity, answer: Answer, uid: str) -> Outcome:
        """A new row, answered for, also where SuperOffice only offered it to the diary (§3.5)."""
        row = Row.of_entity(made)
        if self._desk.answers.give(row, answer) or rows.has_others(made):
            return self._desk.now(row.id)
        return Done(self._desk.seen(made, version_of_new(made), uid))

    def _under(self, uid: str, write: Intended) -> tuple[Seen, ...]:
        desk = self._desk
        entity = desk.bookings.registered(uid)
        if entity is None:
            return ()
        ours = desk.bookings.ours(entity)
        if isinstance(write, CreateSeries) and not rule_of(entity):
            return ()
        if isinstance(write, Create) and rule_of(entity):
            start = payload.start(write.appointment, desk.diary.facts())
            ours = [row for row in ours if row.start == start]
        if not ours:
            return ()
        if not (rule_of(entity) or rows.has_others(entity)):
            return (replace(desk.seen(entity, "", uid), untouched=bool(version_of_new(entity))),)
        if not rule_of(entity):
            ours = sorted(ours, key=lambda row: row.cancelled)[:1]
        finish(desk, ours[0].id, Mode.ONLY_THIS if isinstance(write, Create) else Mode.FORWARD)
        return self._read(ours)

    def _parts(self, intent: str) -> tuple[Seen, ...]:
        """Rows of the parts in which a series was made, or got more days. The first part of a new one has a UID of
        its own."""
        parts = (self._desk.bookings.registered(part_uid_of(intent, number)) for number in count(1))
        made = [next(parts), *takewhile(lambda entity: entity is not None, parts)]
        return self._read([row for entity in made if entity for row in self._desk.bookings.ours(entity)])

    def _read(self, found: Sequence[Row]) -> tuple[Seen, ...]:
        read = self._desk.diary.read([row.id for row in found])
        return tuple(seen for seen in read.values() if isinstance(seen, Seen))


def as_joined(outcome: Outcome) -> Outcome:
    """The outcome of a create that made nothing, because the item was there."""
    return replace(outcome, joined=True) if isinstance(outcome, Done) else outcome


def finish(desk: Desk, item_id: str, mode: Mode) -> None:
    """Ask for the answer that a create was to ask for and did not, because it was interrupted.

    What it was shows in the row's list of participants; nobody can have answered a row that was never handed over.
    """
    entity = desk.own.entity(item_id)
    row, wanted = Row.of_entity(entity), told_answer(entity, desk.diary.associate_id)
    if wanted and row.owner == desk.diary.associate_id and not row.is_child and not rows.was_asked(entity):
        desk.answers.give(row, wanted, mode)
