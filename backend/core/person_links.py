"""A person and the contact that shows him, as a mailbox remembers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLink:
    """What is remembered of one person (store.person_tables.PersonLink)."""

    id: UUID
    person_id: int
    #: when the card was last read whole
    read_at: datetime
    contact_id: str | None = None
    made_by_us: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    birthday: str = ""
    version: str = ""
    contact_version: str = ""
    picture: str = ""
    state: str = "linked"
    reason: str = ""
    failures: int = 0
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One reason for which persons are wanted, and the persons. `version` is "" when it is to be read again."""

    name: str
    version: str
    persons: frozenset[int]
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wrote into a field of a person's contact, as JSON holds it."""

    id: UUID
    person_id: int
    field: str
    value: object
    at: datetime
