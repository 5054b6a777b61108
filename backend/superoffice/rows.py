"""What writing must know of a row of the appointment table (contracts/superoffice.md §3.2, §3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from backend.core.items import Answer
from backend.superoffice import properties, wire
from backend.superoffice.client import ApiError, Reply

Entity = Mapping[str, Any]

_NOT_EXTERNAL = (None, "Unknown")
#: years that one can reckon with
_FAR, _LATEST_YEAR = datetime(1900, 1, 1, tzinfo=UTC), 3000


class Row(Struct, frozen=True):
    """One row, as the owner of its diary stands to it."""

    id: str
    #: associate in whose diary it lies
    owner: int
    #: id of the row that is the meeting itself; "" where it belongs to none
    mother: str
    start: datetime
    #: the owner's own answer; what is only seen is not answered
    answer: Answer
    #: an invitation whose meeting is gone, or no longer wants its owner
    cancelled: bool

    @property
    def is_child(self) -> bool:
        """An invitation: a row of a meeting that is another row."""
        return self.mother not in ("", self.id)

    @classmethod
    def of(cls, carrier: Mapping[str, Any]) -> Row:
        """The row of a flat carrier. Raises ApiError 502 where it is none."""
        try:
            number, mother = properties.key(carrier, "AppointmentId"), properties.key(carrier, "MotherId")
            invitation = properties.text(carrier, "InvitationStatus")
            row = cls(
                id=str(number),
                owner=properties.key(carrier, "AssociateId"),
                mother=str(mother) if mother else "",
                start=_moment(properties.text(carrier, "StartDate")),
                answer=_answer(invitation, properties.text(carrier, "AssignmentStatus"), carrier.get("Type")),
                cancelled=invitation == "Cancelled",
            )
        except ValueError as error:
            raise ApiError(502, "MalformedAnswer") from error
        return row

    @classmethod
    def of_entity(cls, entity: Entity) -> Row:
        """The row of an entity. Raises ApiError 502 where it is none."""
        return cls.of(wire.flat(entity))


def _moment(text: str) -> datetime:
    """A start in UTC, as every call asks for; "none" and what nobody would enter is one moment far away."""
    moment = datetime.fromisoformat(text)
    if not _FAR.year < moment.year < _LATEST_YEAR:
        return _FAR
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _answer(invitation: str, assignment: str, kind: object) -> Answer:
    if "Declined" in (invitation, assignment):
        return Answer.DECLINED
    return Answer.NONE if kind == "BookingForDiary" else Answer.ACCEPTED


def entity_of(reply: Reply) -> dict[str, Any]:
    """The entity that was asked for. Raises ApiError 502 where it is none: a row that is gone is a 404."""
    if not isinstance(reply.data, dict):
        raise ApiError(502, "MalformedAnswer")
    return reply.data


def rule_of(entity: Entity) -> int:
    """Number of the recurrence rule that an entity follows; 0 for none."""
    info = entity.get("Recurrence")
    number = info.get("RecurrenceId") if isinstance(info, dict) and info.get("IsRecurrence") is True else 0
    return number if isinstance(number, int) else 0


def stamp_of(entity: Entity) -> str:
    """When an entity was last written, spelled as in versions; "" where it was not told."""
    return wire.stamp(entity.get("UpdatedDate")) or wire.stamp(entity.get("CreatedDate"))


def was_asked(entity: Entity) -> bool:
    """Whether somebody ever handed the row to its owner, who then had to answer."""
    by = entity.get("AssignedBy")
    return isinstance(by, dict) and bool(by.get("AssociateId"))


def has_others(entity: Entity) -> bool:
    """Whether an entity is a row of a meeting, or lists somebody with an answer from outside (§3.8)."""
    listed = entity.get("Participants")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    outside = any(
        entry.get("ExternallyOwnedType") not in _NOT_EXTERNAL or not entry.get("AssociateId") for entry in entries
    )
    return outside or entity.get("MotherId") not in (0, None)
