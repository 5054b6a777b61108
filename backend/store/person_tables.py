"""The tables of persons. One class a table, one comment a column that does not speak for itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, DateTime, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

_JSON = JSON().with_variant(JSONB(), "postgresql")


class PersonLink(SQLModel, table=True):
    """One person of SuperOffice and the contact that shows him."""

    __table_args__ = (
        UniqueConstraint("mailbox_id", "person_id"),
        UniqueConstraint("mailbox_id", "contact_id"),
        Index("person_link_apart", "state", "reason", postgresql_where=text("state <> 'linked'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    mailbox_id: UUID = Field(foreign_key="mailbox.id", ondelete="CASCADE")
    person_id: int
    #: null: not made yet, or nobody knows whether it was
    contact_id: str | None = None
    #: a contact that its user made is never removed
    made_by_us: bool = True
    #: marks of what SuperOffice knew when the contact was last written, and of what the contact shows
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    shown: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    #: mark of the yearly event that a calendar system makes of the birthday
    birthday: str = ""
    #: of the person and his company, of the contact, and of the picture
    version: str = ""
    contact_version: str = ""
    picture: str = ""
    #: when the card was last read whole
    read_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    #: linked, held, parked
    state: str = "linked"
    #: code of core.reasons while held or parked
    reason: str = ""
    #: failures in a row, and until when the person is left alone
    failures: int = 0
    retry_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))


class PersonSource(SQLModel, table=True):
    """One reason for which persons are wanted, with the persons: "selection:7"."""

    mailbox_id: UUID = Field(foreign_key="mailbox.id", primary_key=True, ondelete="CASCADE")
    source: str = Field(primary_key=True)
    #: equal while its persons are; empty when it is to be read again
    version: str = ""
    persons: list[int] = Field(default_factory=list, sa_column=Column(_JSON, nullable=False))
    read_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class PersonCursor(SQLModel, table=True):
    """How far the contacts of a mailbox have been read."""

    mailbox_id: UUID = Field(foreign_key="mailbox.id", primary_key=True, ondelete="CASCADE")
    #: opaque text of the gateway
    value: str
    #: the moment of the last whole pass
    moved_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class PersonProposal(SQLModel, table=True):
    """What somebody wrote into a contact and SuperOffice does not know; the last one of a field."""

    __table_args__ = (UniqueConstraint("mailbox_id", "person_id", "field"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    mailbox_id: UUID = Field(foreign_key="mailbox.id", ondelete="CASCADE")
    person_id: int
    field: str
    #: encrypted JSON
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class AddressChoice(SQLModel, table=True):
    """Whom the owner of a mailbox means by an address that says too little by itself."""

    mailbox_id: UUID = Field(foreign_key="mailbox.id", primary_key=True, ondelete="CASCADE")
    #: digest (core.marks.Marker.person)
    address: str = Field(primary_key=True)
    person_id: int
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
