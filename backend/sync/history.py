"""The history of an item: what runs changed, and a value that lost put back with one act (scenario 14)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast, get_args
from uuid import UUID, uuid4

from sqlalchemy import Integer, Row, bindparam, func, select
from sqlmodel import Session, col

from backend.core.decisions import Link
from backend.core.fields import FieldName, with_values
from backend.core.items import AllDay, Answer, Busy, Guest, Importance, Role, Side, Span, Timed
from backend.core.meetings import Part, Right, through
from backend.core.seen import Booking, Seen, Unmapped
from backend.core.tasks import rights_of
from backend.core.values import replace
from backend.core.words import say
from backend.core.writes import Done, Update
from backend.store import links
from backend.store.database import looking, session
from backend.store.mailboxes import ring
from backend.store.tables import History, Mailbox
from backend.sync.lookup import link_of
from backend.sync.service import Product, gateways_of

#: what is shown of an entry; the values that were kept stay where they are
_SHOWN: Final = (
    *(col(column) for column in (History.id, History.at, History.side, History.action, History.field)),
    (func.length(col(History.lost)) > 0).label("kept"),
)
#: the `most` newest entries of a `link`, built once as it is asked again and again; its rows are for `entry_of`
ENTRIES: Final = (
    select(*_SHOWN)
    .where(col(History.link_id) == bindparam("link"))
    .order_by(col(History.at).desc())
    .limit(bindparam("most", type_=Integer))
)


class CannotUndo(Exception):
    """The value cannot be put back; `args[0]` is a sentence for the person."""


class MayNotUndo(CannotUndo):
    """The value is not the person's to write."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an item's history."""

    id: UUID
    at: datetime
    #: the side that was written
    side: Side
    #: sync.tasks.Action, or conflict or put_back where a value lost
    action: str
    field: str
    #: a value was kept, and the person may put it back
    can_undo: bool

    def sentence(self, language: str = "en") -> str:
        """What happened; it quotes no value."""
        field = say(f"field.{self.field}", language) if self.field else ""
        return say(f"action.{self.action}", language, side=say(f"side.{self.side}", language), field=field)


def history_of(product: Product, mailbox: Mailbox, item_id: str) -> list[Entry]:
    """What runs did to the item with this id on either side, newest first; empty when it is not known."""
    link = link_of(product, mailbox, item_id)
    if link is None:
        return []
    with looking(product.engine) as work:
        return entries_of(work, link)


def entries_of(work: Session, link: Link, most: int | None = None) -> list[Entry]:
    """What runs did to the item of a link, newest first; all, or at *most* so many."""
    rows = work.connection().execute(ENTRIES, {"link": link.id, "most": most})
    return [entry_of(link, row) for row in rows]


def entry_of(link: Link, row: Row[*tuple[Any, ...]]) -> Entry:
    """A line of the history of a link."""
    return Entry(row.id, row.at, Side(row.side), row.action, row.field, row.kept and decides(link, row.field))


def decides(link: Link, field: str) -> bool:
    """Whether the mailbox's owner decides about a field: what somebody else decides would only be put back."""
    booking = through(link.ids[Side.SUPEROFFICE], link.booking)
    return rights_of(link.kind, link.part, through=booking is not None).get(cast("FieldName", field)) is Right.BOTH


def undo(product: Product, mailbox: Mailbox, entry_id: UUID) -> None:
    """Put the value that lost back where it was, as a person would; the next run carries it to the other side.

    Raises CannotUndo, SideError.
    """
    with session(product.engine) as work:
        entry = work.get(History, entry_id)
        if entry is None or entry.mailbox_id != mailbox.id or not entry.lost:
            raise CannotUndo("This entry of the history holds no value that could be put back.")
        found = links.by_keys(work.connection(), [entry.link_id])
    side, field = Side(entry.side), cast("FieldName", entry.field)
    item_id = found[0].ids[side] if found else None
    if item_id is None:
        raise CannotUndo("The item is no longer there.")
    if not decides(found[0], field):
        raise MayNotUndo(say("undo.organiser_decides", field=say(f"field.{field}")))
    gateway = gateways_of(product, mailbox, found[0].kind)[side]
    seen = gateway.read([item_id]).get(item_id)
    if not isinstance(seen, Seen) or isinstance(seen.item, Unmapped):
        raise CannotUndo("The item can no longer be read.")
    value = kept_value(field, json.loads(product.vault.unlock(entry.lost)))
    item = with_values(seen.item, {field: _as_there(side, value)})
    update = Update(uuid4().hex, item_id, seen.version, item, frozenset({field}), _booking(found[0], side))
    for _, outcome in gateway.write([update]):
        if not isinstance(outcome, Done):
            raise CannotUndo("The item was changed at the same moment, or may not be changed. Try again.")
    with session(product.engine) as work, work.begin():
        ring(work, mailbox.id)


def _booking(link: Link, side: Side) -> Booking | None:
    """The booking of somebody else through which a row of SuperOffice is written."""
    if side is Side.CALENDAR or link.part is not Part.ATTENDED:
        return None
    return through(link.ids[side], link.booking)


def kept_value(field: FieldName, kept: Any) -> Any:
    """A kept value as the item holds it."""
    match field:
        case "span":
            return _span(str(kept))
        case "busy":
            return Busy(kept)
        case "importance":
            return Importance(kept)
        case "guests":
            return tuple(
                Guest(address=one["address"], alias=one["alias"], name=one["name"], role=Role(one["role"]))
                for one in kept
            )
        case "answers":
            return tuple((address, Answer(answer)) for address, answer in kept)
        case "answer":
            return Answer(kept)
        case "due" | "start":
            return date.fromisoformat(kept) if kept else None
        case "reminder":
            return datetime.fromisoformat(kept) if kept else None
        case _:
            assert field in get_args(FieldName)
            return kept


def _as_there(side: Side, value: Any) -> Any:
    """The value as the side spells it: the calendar may know guests by other addresses than their cards' first."""
    if side is Side.SUPEROFFICE or not isinstance(value, tuple):
        return value
    return tuple(
        replace(one, address=one.alias or one.address) if isinstance(one, Guest) else one for one in value
    )


def _span(mark: str) -> Span:
    first, _, last = mark.partition("/")
    if "T" not in first:
        return AllDay(date.fromisoformat(first), date.fromisoformat(last))
    return Timed(datetime.fromisoformat(first), datetime.fromisoformat(last))
