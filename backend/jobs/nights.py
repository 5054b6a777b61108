"""The hour of the night at which each mailbox's housekeeping comes, so that not all come together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from backend.core.zones import zone

#: between two looks at whose hour has come
STEP: Final = timedelta(minutes=5)
#: a mailbox's hour lies between these, on the clock of its own zone
FIRST: Final = time(1)
LAST: Final = time(5)
_SECONDS: Final = (LAST.hour - FIRST.hour) * 3600


def hour(mailbox_id: UUID, zone_name: str, night: date) -> datetime:
    """When the housekeeping of a mailbox comes on *night*, aware UTC; every night at the same time of its clock.

    Ids are random, so the mailboxes spread evenly.
    """
    begin = datetime.combine(night, FIRST) + timedelta(seconds=mailbox_id.int % _SECONDS)
    return begin.replace(tzinfo=zone(zone_name)).astimezone(UTC)


def due(mailboxes: Iterable[tuple[UUID, str]], now: datetime) -> list[UUID]:
    """Of mailboxes with their zones, those whose hour came within the STEP before *now*, aware."""
    return [
        mailbox_id
        for mailbox_id, zone_name in mailboxes
        if now - STEP < hour(mailbox_id, zone_name, now.astimezone(zone(zone_name)).date()) <= now
    ]
