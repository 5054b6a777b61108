"""The UIDs under which creates are registered in SuperOffice (contracts/superoffice.md §7)."""

from __future__ import annotations

import hashlib

from backend.core.writes import Intended

#: longest UID of the registry
UID_LIMIT = 255


def uid_of(write: Intended) -> str:
    """The UID under which a create is registered: the calendar's, or one made of the intent."""
    return _within(write.uid or f"sosync-{write.intent}")


def second_uid_of(write: Intended) -> str:
    """The UID for a create whose first one belongs to something else, or to a row that is gone."""
    return _within(f"{write.uid or 'sosync'}/{write.intent}")


def part_uid_of(intent: str, number: int) -> str:
    """The UID of one of several parts in which a write makes a series; *number* counts from 1."""
    return _within(f"sosync-{intent}#{number}")


def _within(uid: str) -> str:
    """*uid*, or what stands for it when the registry cannot hold it."""
    return uid if len(uid) <= UID_LIMIT else f"sha256:{hashlib.sha256(uid.encode()).hexdigest()}"
