"""What every writer of one diary works with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backend.core.seen import Seen
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

    def seen(self, entity: Entity, version: str, uid: str = "") -> Seen:
        """A row without guests and series, as it came back."""
        made = wire.stamp(entity.get("CreatedDate"))
        seen = self.diary.seen(wire.flat(entity), version, uid)
        return replace(seen, made_at=utc(made) if made else None)
