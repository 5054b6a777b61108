"""What every writer of one diary works with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from backend.core.fields import FIELDS, MEETING_FIELDS, FieldName, value_of, with_values
from backend.core.items import Appointment, Item
from backend.core.seen import Seen, Unmapped
from backend.core.values import replace
from backend.core.writes import Done, Outcome
from backend.superoffice import wire
from backend.superoffice.answers import Answers
from backend.superoffice.appointment_agent import AppointmentAgent
from backend.superoffice.bookings import Bookings
from backend.superoffice.client import Client
from backend.superoffice.diary import Diary
from backend.superoffice.listing import utc
from backend.superoffice.participants import Participants
from backend.superoffice.rows import Entity

#: what an answer to a write does not tell for certain
_NOT_TOLD: Final[frozenset[FieldName]] = MEETING_FIELDS | {"listed"}


@dataclass(frozen=True, slots=True)
class Desk:
    """A diary with the calls of its owner and, where an administrator approved it, of the system user."""

    client: Client
    diary: Diary
    own: AppointmentAgent
    system: AppointmentAgent | None
    participants: Participants
    answers: Answers
    bookings: Bookings

    @classmethod
    def at(cls, client: Client, system: Client | None, diary: Diary) -> Desk:
        """The desk of a diary whose owner *client* speaks for."""
        own, by_system = AppointmentAgent(client), AppointmentAgent(system) if system else None
        participants = Participants(diary.directory, diary.associate_id)
        return cls(
            client=client,
            diary=diary,
            own=own,
            system=by_system,
            participants=participants,
            answers=Answers(own, by_system or own, participants.me),
            bookings=Bookings(own, by_system, participants, diary.associate_id),
        )

    def now(self, item_id: str) -> Outcome:
        """A row after it was written, read again."""
        answer = self.diary.read([item_id])[item_id]
        return Done(answer) if isinstance(answer, Seen) else answer

    def written(self, item_id: str, told: Entity | None, fields: Collection[str]) -> Outcome:
        """A row after its *fields* were written, read again, with these as the answer *told* them: what differs by
        now somebody wrote since, which the next reading is to find."""
        now = self.now(item_id)
        if not isinstance(now, Done) or now.seen is None or told is None:
            return now
        return Done(as_told(now.seen, self.seen(told, "").item, fields))

    def seen(self, entity: Entity, version: str, uid: str = "") -> Seen:
        """A row without guests and series, as it came back."""
        made = wire.stamp(entity.get("CreatedDate"))
        seen = self.diary.seen(wire.flat(entity), version, uid)
        return replace(seen, made_at=utc(made) if made else None)


def as_told(now: Seen, told: Item | Unmapped, fields: Collection[str]) -> Seen:
    """A row as it is *now*, with its *fields* as an answer *told* them, and no version where that differs."""
    if not isinstance(now.item, Appointment) or not isinstance(told, Appointment):
        return now
    said = {field: value_of(field, told) for field in FIELDS if field in fields and field not in _NOT_TOLD}
    if all(value_of(field, now.item) == value for field, value in said.items()):
        return now
    return replace(now, item=with_values(now.item, said), version="")
