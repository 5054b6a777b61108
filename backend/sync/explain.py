"""Why an item is as it is: both sides live, what was agreed, the last decisions, in words (promise 7)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlmodel import col

from backend.core.items import AllDay, Appointment, Side, Timed
from backend.core.marks import FIELDS, FieldName, Marker, span_mark
from backend.core.plan import Link
from backend.core.reasons import Reason
from backend.core.sides import Gone, Refused, Seen, Unmapped
from backend.core.words import explain as words_of
from backend.store.database import session
from backend.store.tables import History, Mailbox
from backend.sync.lookup import link_of
from backend.sync.service import Product, gateways_of


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field on both sides, and whether each still shows what was agreed."""

    field: str
    superoffice: str
    calendar: str
    #: "equal", "changed in SuperOffice", "changed in Outlook", "changed in both", "not agreed yet"
    agreed: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the item's history."""

    at: datetime
    side: str
    action: str
    field: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is known about one item."""

    superoffice_id: str | None
    calendar_id: str | None
    state: str
    reason: str
    sentence: str
    remedy: str
    fields: tuple[FieldRow, ...]
    history: tuple[Event, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self) | {"history": [asdict(one) | {"at": one.at.isoformat()} for one in self.history]}


def explain_item(product: Product, mailbox: Mailbox, item_id: str) -> Explanation | None:
    """Explain the item with this id; None when neither a link nor a side knows it. Raises SideError."""
    link = link_of(product, mailbox, item_id) or _newcomer(item_id)
    shown = {side: _now(product, mailbox, side, link) for side in Side}
    if link.state == _NEW and not any(isinstance(one, Seen) for one in shown.values()):
        return None
    marker = Marker(product.vault.unlock(mailbox.salt))
    sentence, remedy = _words(link, shown)
    return Explanation(
        superoffice_id=link.ids[Side.SUPEROFFICE],
        calendar_id=link.ids[Side.CALENDAR],
        state=link.state,
        reason=link.reason,
        sentence=sentence,
        remedy=remedy,
        fields=tuple(_row(field, link, shown, marker) for field in FIELDS),
        history=_history(product, link),
    )


def _newcomer(item_id: str) -> Link:
    """What stands for a link while no run has seen the item; SuperOffice's ids are numbers."""
    side = Side.SUPEROFFICE if item_id.isdecimal() else Side.CALENDAR
    nothing: dict[Side, str] = dict.fromkeys(Side, "")
    return Link(uuid4(), side, {side: item_id, side.other: None}, {one: {} for one in Side}, nothing, state=_NEW)


def _now(product: Product, mailbox: Mailbox, side: Side, link: Link) -> Seen | Gone | Refused | None:
    """How the side shows the item at this moment."""
    item_id = link.ids[side]
    if item_id is None:
        return None
    return gateways_of(product, mailbox)[side].read([item_id]).get(item_id)


def _words(link: Link, shown: dict[Side, Seen | Gone | Refused | None]) -> tuple[str, str]:
    if link.reason:
        words = words_of(Reason(link.reason))
        return words.sentence, words.remedy
    if link.state == _NEW:
        return "No run has seen this item yet; the next one takes it up.", ""
    gone = [name for side, name in _NAMES.items() if not isinstance(shown[side], Seen)]
    if gone:
        return f"The item is not there in {' and '.join(gone)}; the next run decides.", ""
    return "The item is linked and kept equal on both sides.", ""


#: state of an item that no link names
_NEW = "new"
_NAMES = {Side.SUPEROFFICE: "SuperOffice", Side.CALENDAR: "Outlook"}


def _row(
    field: FieldName, link: Link, shown: dict[Side, Seen | Gone | Refused | None], marker: Marker
) -> FieldRow:
    items = {side: _item(shown[side]) for side in Side}
    changed = [
        _NAMES[side]
        for side in Side
        if (item := items[side])
        and marker.mark(field, getattr(item, field)) not in link.shown[side].get(field, [])
    ]
    agreed = "not agreed yet" if not all(link.shown.values()) else "equal"
    if agreed == "equal" and changed:
        agreed = "changed in both" if len(changed) == len(Side) else f"changed in {changed[0]}"
    return FieldRow(field, _text(field, items[Side.SUPEROFFICE]), _text(field, items[Side.CALENDAR]), agreed)


def _item(shown: Seen | Gone | Refused | None) -> Appointment | None:
    if not isinstance(shown, Seen) or isinstance(shown.item, Unmapped):
        return None
    return shown.item


def _text(field: FieldName, item: Appointment | None) -> str:
    if item is None:
        return "–"
    value = getattr(item, field)
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return "none"
        case Timed() | AllDay():
            return span_mark(value)
        case _:
            return str(value)


def _history(product: Product, link: Link) -> tuple[Event, ...]:
    query = select(History).where(col(History.link_id) == link.id).order_by(col(History.at).desc()).limit(20)
    with session(product.engine) as work:
        return tuple(Event(row.at, row.side, row.action, row.field) for row in work.scalars(query))
