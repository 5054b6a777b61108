"""Secrets that stand for a sign-in: given out once, kept as digests, ended by time, by use or by signing out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, cast, delete, func, or_, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session, col, select

from backend.store.sign_in_tables import Ticket

#: uses within it prolong a ticket once, so that not every request writes
_STEP = timedelta(minutes=1)


class Purpose(StrEnum):
    """What a ticket opens; one of another purpose opens nothing."""

    #: the portal's API, as a cookie
    PORTAL = "portal"
    #: one exchange for an access and a renewal
    CODE = "code"
    #: the pane's API, as a bearer token
    ACCESS = "access"
    #: one exchange for the next access and renewal
    RENEWAL = "renewal"


@dataclass(frozen=True, slots=True)
class Held:
    """What a ticket says."""

    sign_in: UUID
    holder: Mapping[str, Any]
    #: aware; nothing of the sign-in lives longer
    last_until: datetime


def issue(
    session: Session,
    purpose: Purpose,
    sign_in: UUID,
    holder: Mapping[str, Any],
    until: datetime,
    last_until: datetime | None = None,
) -> str:
    """A new secret of 256 bits, good until *until*, which use may prolong to *last_until*."""
    secret = secrets.token_urlsafe(32)
    session.add(
        Ticket(
            digest=_digest(secret),
            purpose=purpose.value,
            sign_in=sign_in,
            holder=dict(holder),
            until=until,
            last_until=last_until or until,
        )
    )
    return secret


def look(
    session: Session, purpose: Purpose, secret: str, now: datetime, idle: timedelta | None = None
) -> Held | None:
    """What a ticket says; None when there is none or its time is over. *idle*: how long this use lets it live."""
    good = select(Ticket).where(
        col(Ticket.digest) == _digest(secret), col(Ticket.purpose) == purpose.value, col(Ticket.until) > now
    )
    ticket = session.exec(good).first()
    if ticket is None:
        return None
    if idle and now + idle - ticket.until > _STEP:
        prolonged = func.least(col(Ticket.last_until), now + idle)
        session.execute(update(Ticket).where(col(Ticket.digest) == ticket.digest).values(until=prolonged))
    return _held(ticket)


def take(session: Session, purpose: Purpose, secret: str, now: datetime) -> Held | None:
    """What a ticket says, which is used up by that; None when it was before, or its time is over."""
    used = delete(Ticket).where(col(Ticket.digest) == _digest(secret), col(Ticket.purpose) == purpose.value)
    ticket = session.scalars(used.returning(Ticket)).first()
    return _held(ticket) if ticket and ticket.until > now else None


def end(session: Session, sign_in: UUID) -> None:
    """End every ticket of a sign-in."""
    session.execute(delete(Ticket).where(col(Ticket.sign_in) == sign_in))


def drop_over(connection: Connection, now: datetime) -> int:
    """Drop the tickets whose time is over; how many."""
    return connection.execute(delete(Ticket).where(col(Ticket.until) <= now)).rowcount


def erase(connection: Connection, addresses: Collection[str], ids: Collection[Mapping[str, Any]]) -> int:
    """End every ticket of whoever has one of *addresses*, lower case, or all values of one of *ids*; how many.

    *ids*: tid and oid of a Microsoft account, or context and associate_id of a user of SuperOffice.
    """
    holder = cast(col(Ticket.holder), JSONB)
    theirs = [
        condition
        for person in (holder, holder["account"])
        for condition in (
            func.lower(person["address"].astext).in_(addresses),
            *(person.contains(dict(one)) for one in ids),
        )
    ]
    return connection.execute(delete(Ticket).where(or_(*theirs))).rowcount


def _held(ticket: Ticket) -> Held:
    return Held(ticket.sign_in, ticket.holder, ticket.last_until)


def _digest(secret: str) -> str:
    # no salt: the secrets are random and long
    return hashlib.sha256(secret.encode()).hexdigest()
