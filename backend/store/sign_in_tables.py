"""The tables of signing in. One class a table, one comment a column that does not speak for itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, DateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class Ticket(SQLModel, table=True):
    """A secret that we gave to somebody who had signed in; only its digest is kept."""

    #: SHA-256 of the secret, in hexadecimal
    digest: str = Field(primary_key=True)
    #: store.tickets.Purpose
    purpose: str
    #: tickets of one sign-in end together
    sign_in: UUID = Field(index=True)
    #: what the sign-in proved; no token of either system
    holder: dict[str, Any] = Field(sa_column=Column(JSON().with_variant(JSONB(), "postgresql"), nullable=False))
    #: until when it opens something, and the moment beyond which use does not prolong that
    until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, index=True))
    last_until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class Attempts(SQLModel, table=True):
    """How often somebody has knocked in a stretch of time."""

    #: rule and address or caller
    key: str = Field(primary_key=True)
    count: int
    #: of the stretch
    until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, index=True))
