"""Where a caller is at home: the linked mailbox and its organisation, and an item's link, in one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, select
from sqlmodel import Session, col

from backend.core.decisions import Link as Pair
from backend.core.items import Side
from backend.store import links
from backend.store.mailboxes import LINKED
from backend.store.tables import Link, Mailbox, Organisation

#: a mailbox and its organisation
Home = tuple[Mailbox, Organisation]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose mailbox is meant."""

    #: what he is known by, a key of _KNOWN_BY
    by: str
    #: as that names them
    values: Mapping[str, str | int]


def account(tenant_id: str, account_id: str) -> Owner:
    """The owner of a Microsoft account."""
    return Owner("account", {"tenant": tenant_id, "account": account_id})


def user(context: str, associate_id: int) -> Owner:
    """A user of SuperOffice, as SuperOffice itself names the organisation and him."""
    return Owner("user", {"context": context, "associate": associate_id})


_KNOWN_BY: Final = {
    "account": and_(
        col(Mailbox.tenant_id) == bindparam("tenant"), col(Mailbox.account_id) == bindparam("account")
    ),
    "user": and_(
        col(Organisation.context) == bindparam("context"), col(Mailbox.associate_id) == bindparam("associate")
    ),
}


def _homes(by: str) -> Select[Mailbox, Organisation]:
    at_home = col(Organisation.id) == col(Mailbox.organisation_id)
    return select(Mailbox, Organisation).join(Organisation, at_home).where(LINKED, _KNOWN_BY[by]).limit(1)


def _with_link(by: str, side: Side) -> Select[Mailbox, Organisation, *tuple[Any, ...]]:
    named = and_(col(Link.mailbox_id) == col(Mailbox.id), links.OF_ANY_KIND, links.ID[side] == bindparam("item"))
    return _homes(by).outerjoin(Link, named).add_columns(*links.COLUMNS)


#: built once, as every call of the API begins with one of them
_HOMES: Final = {by: _homes(by) for by in _KNOWN_BY}
_WITH_LINK: Final = {(by, side): _with_link(by, side) for by in _KNOWN_BY for side in Side}


def home(session: Session, owner: Owner) -> Home | None:
    """The linked mailbox of *owner*; None before there is one."""
    row = session.execute(_HOMES[owner.by], owner.values).first()
    return (row[0], row[1]) if row else None


def home_and_link(session: Session, owner: Owner, item_id: str) -> tuple[Home, Pair | None] | None:
    """`home`, and the link that names an item on either side, as store.links.named finds it."""
    side = Side.SUPEROFFICE if item_id.isdecimal() else Side.CALENDAR
    row = session.execute(_WITH_LINK[owner.by, side], {**owner.values, "item": item_id}).first()
    if row is None:
        return None
    return (row[0], row[1]), links.pair_of(row) if row.id else None
