"""The history of an item: what runs changed, and a value that lost put back with one act (scenario 14)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast, get_args
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from backend.core.items import AllDay, Appointment, Busy, Importance, Side, Span, Timed
from backend.core.marks import FieldName
from backend.core.sides import Done, Seen, Update
from backend.store.database import session
from backend.store.mailboxes import ring
from backend.store.tables import History, Link, Mailbox
from backend.sync.lookup import link_of
from backend.sync.service import Product, gateways_of


class CannotUndo(Exception):
    """The value cannot be put back; `args[0]` is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an item's history."""

    id: UUID
    at: datetime
    #: the side that was written
    side: Side
    #: created, updated, deleted, restored, conflict
    action: str
    field: str
    #: a value was kept and can be put back
    can_undo: bool


def history_of(product: Product, mailbox: Mailbox, item_id: str) -> list[Entry]:
    """What runs did to the item with this id on either side, newest first; empty when it is not known."""
    link = link_of(product, mailbox, item_id)
    if link is None:
        return []
    query = select(History).where(col(History.link_id) == link.id).order_by(col(History.at).desc())
    with session(product.engine) as work:
        return [
            Entry(row.id, row.at, Side(row.side), row.action, row.field, bool(row.lost))
            for row in work.scalars(query)
        ]


def undo(product: Product, mailbox: Mailbox, entry_id: UUID) -> None:
    """Put the value that lost back where it was, as a person would; the next run carries it to the other side.

    Raises CannotUndo, SideError.
    """
    with session(product.engine) as work:
        entry = work.get(History, entry_id)
        if entry is None or entry.mailbox_id != mailbox.id or not entry.lost:
            raise CannotUndo("This entry of the history holds no value that could be put back.")
        link = work.get(Link, entry.link_id)
    side, field = Side(entry.side), cast("FieldName", entry.field)
    item_id = link and (link.superoffice_id if side is Side.SUPEROFFICE else link.calendar_id)
    if not item_id:
        raise CannotUndo("The item is no longer there.")
    gateway = gateways_of(product, mailbox)[side]
    seen = gateway.read([item_id]).get(item_id)
    if not isinstance(seen, Seen) or not isinstance(seen.item, Appointment):
        raise CannotUndo("The item can no longer be read.")
    value = _value(field, json.loads(product.vault.unlock(entry.lost)))
    item = replace(seen.item, **cast("dict[str, Any]", {field: value}))
    update = Update(uuid4().hex, item_id, seen.version, item, frozenset({field}))
    for _, outcome in gateway.write([update]):
        if not isinstance(outcome, Done):
            raise CannotUndo("The item was changed at the same moment, or may not be changed. Try again.")
    with session(product.engine) as work, work.begin():
        ring(work, mailbox.id)


def _value(field: FieldName, kept: Any) -> Any:
    """A kept value as the item holds it."""
    match field:
        case "span":
            return _span(str(kept))
        case "busy":
            return Busy(kept)
        case "importance":
            return Importance(kept)
        case _:
            assert field in get_args(FieldName)
            return kept


def _span(mark: str) -> Span:
    first, _, last = mark.partition("/")
    if "T" not in first:
        return AllDay(date.fromisoformat(first), date.fromisoformat(last))
    return Timed(datetime.fromisoformat(first), datetime.fromisoformat(last))
