"""The booking that is there already under a UID: joined, because one meeting is one booking (scenario 7i)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NoReturn

from backend.superoffice.appointment_agent import AppointmentAgent, Mode
from backend.superoffice.participants import Participants
from backend.superoffice.rows import Entity, Row, rule_of


class NotAmong(Exception):
    """The owner of the diary takes no part in the booking yet, and only the system user may add him."""


class Bookings:
    """Bookings as the owner of one diary, *associate_id*, finds and joins them; *system* may change any."""

    def __init__(
        self, own: AppointmentAgent, system: AppointmentAgent | None, participants: Participants, associate_id: int
    ) -> None:
        self._own = own
        self._system = system
        self._participants = participants
        self._associate_id = associate_id

    def registered(self, uid: str) -> Entity | None:
        """The row under a UID, whoever owns it; None where there is none."""
        return self._looking.registered(uid)

    def ours(self, entity: Entity) -> list[Row]:
        """The rows of an entity's meeting, or of its series, that lie in this diary, by time."""
        return self._in_this_diary(self._rows(entity))

    def of_rule(self, rule: int) -> list[Row]:
        """The rows of a series that lie in this diary, by time."""
        return self._in_this_diary(self._own.records(rule=rule))

    def join(self, uid: str, start: datetime, *, is_meeting: bool) -> str | None:
        """The row of this diary in the booking under *uid*; of a series the one that begins at *start*.

        None where there is nothing to be joined: with *is_meeting* false the booking may be somebody else's alone.
        Raises NotAmong.
        """
        entity = self.registered(uid)
        if entity is None:
            return None
        rows = [row for row in self._rows(entity) if not rule_of(entity) or row.start == start]
        found = self._best(rows)
        mother = next((row for row in rows if not row.is_child), None)
        if found or mother is None or not is_meeting:
            return found
        self._add([mother])
        return self._best(self._looking.records(mother=mother.id)) or _not_among()

    def join_series(self, uid: str, *, is_meeting: bool) -> list[Row] | None:
        """The rows of this diary in the series under *uid*; None where there is no series to be joined.

        Raises NotAmong.
        """
        entity = self.registered(uid)
        if entity is None or not rule_of(entity):
            return None
        rows = self._rows(entity)
        found = self._in_this_diary(rows)
        mothers = [row for row in rows if not row.is_child]
        if found or not mothers or not is_meeting:
            return found or None
        self._add(mothers)
        return self.ours(entity) or _not_among()

    @property
    def _looking(self) -> AppointmentAgent:
        """Who looks: a private booking shows its participants to nobody else."""
        return self._system or self._own

    def _rows(self, entity: Entity) -> list[Row]:
        row = Row.of_entity(entity)
        if rule := rule_of(entity):
            return self._looking.records(rule=rule)
        if row.mother and row.owner != self._associate_id:
            return self._looking.records(mother=row.mother)
        return [row]

    def _in_this_diary(self, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if row.owner == self._associate_id]

    def _best(self, rows: Iterable[Row]) -> str | None:
        """Our row of one meeting; what is cancelled counts where there is no other."""
        found = sorted(self._in_this_diary(rows), key=lambda row: (row.cancelled, int(row.id)))
        return found[0].id if found else None

    def _add(self, mothers: Sequence[Row]) -> None:
        """Make the owner of the diary a participant of bookings, those of a series at once. Raises NotAmong.

        Where they differ in who takes part, one list for all would disinvite people.
        """
        if self._system is None:
            raise NotAmong
        entities = [self._system.entity(mother.id) for mother in mothers]
        lists = [self._participants.with_me(entity) for entity in entities]
        if len(lists) > 1 and all(one == lists[0] for one in lists):
            self._system.save(entities[0], {"Participants": lists[0]}, Mode.FORWARD)
            return
        for entity, listed in zip(entities, lists, strict=True):
            self._system.save(entity, {"Participants": listed})


def _not_among() -> NoReturn:
    raise NotAmong


def are_last_of(ids: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether *ids* are all *rows* from the first of them on, so that one act reaches them and no other."""
    last = [row.id for row in rows][-len(ids) :]
    return bool(ids) and last[:1] == list(ids[:1]) and set(last) == set(ids)
