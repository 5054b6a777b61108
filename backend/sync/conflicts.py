"""The fields of one item about which both sides differed: both values, and the other one chosen (scenario 14)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from backend.core.fields import FieldName, with_values
from backend.core.items import Appointment, Item, Side, Task
from backend.core.meetings import Part
from backend.core.privacy import TELLING
from backend.core.seen import Unmapped
from backend.store.database import session
from backend.store.tables import History
from backend.sync.acts import CannotAct, Opened, tell
from backend.sync.explain import text_of
from backend.sync.history import CannotUndo, MayNotUndo, decides, kept_value, undo


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field whose value of one side lost."""

    field: str
    at: datetime
    #: the side whose value lost
    lost: Side
    #: values as text
    superoffice: str
    calendar: str
    can_resolve: bool


def conflicts_of(item: Opened) -> list[Conflict]:
    """Conflicts that nobody has resolved yet, the latest of each field, latest first. Values are the owner's to
    read: texts of somebody else's private item are left out."""
    hidden = _is_hidden(item)
    return [
        _told(item, row)
        for row in _latest(item).values()
        if row.action == "conflict" and not (hidden and row.field in TELLING)
    ]


def resolve(item: Opened, field: str, side: Side) -> None:
    """Let the value of *side* count. What was resolved so before stays. Raises CannotAct, SideError."""
    row = _latest(item).get(field)
    if row is None:
        raise CannotAct("no_conflict", "field")
    if row.action == "resolved":
        if row.side != side:
            raise CannotAct("no_conflict", "field")
        return
    if side == row.side:
        _put_back(item, row.id)
    with item.product.engine.begin() as connection:
        tell(connection, item.mailbox.id, row.link_id, side, "resolved", field)


def _put_back(item: Opened, entry: UUID) -> None:
    try:
        undo(item.product, item.mailbox, entry)
    except MayNotUndo as error:
        raise CannotAct("may_not_undo", "field") from error
    except CannotUndo as error:
        raise CannotAct("cannot_undo", "field") from error


def _latest(item: Opened) -> dict[str, History]:
    """By field the last conflict, or that it was resolved; latest first."""
    if item.link is None:
        return {}
    query = (
        select(History)
        .where(col(History.link_id) == item.link.id, col(History.action).in_(("conflict", "resolved")))
        .order_by(col(History.at).desc())
    )
    found: dict[str, History] = {}
    with session(item.product.engine) as work:
        for row in work.scalars(query):
            found.setdefault(row.field, row)
    return found


def _told(item: Opened, row: History) -> Conflict:
    assert item.link is not None
    side = Side(row.side)
    field = cast("FieldName", row.field)
    texts = {one: text_of(field, _shown(item, one)) for one in Side}
    kept = _with_lost(item, row, field)
    if kept is not None:
        texts[side] = text_of(field, kept)
    return Conflict(
        field=row.field,
        at=row.at,
        lost=side,
        superoffice=texts[Side.SUPEROFFICE],
        calendar=texts[Side.CALENDAR],
        can_resolve=kept is not None and decides(item.link, row.field),
    )


def _with_lost(item: Opened, row: History, field: FieldName) -> Item | None:
    """The item with the value that lost; None where it was not kept."""
    shown = _shown(item, Side(row.side)) or _shown(item, Side(row.side).other)
    if shown is None or not row.lost:
        return None
    value = kept_value(field, json.loads(item.product.vault.unlock(row.lost)))
    return with_values(shown, {field: value})


def _shown(item: Opened, side: Side) -> Item | None:
    seen = item.halves.get(side)
    return None if seen is None or isinstance(seen.item, Unmapped) else seen.item


def _is_hidden(item: Opened) -> bool:
    items = [one.item for one in item.halves.values()]
    private = any(isinstance(one, Appointment | Task) and one.private for one in items)
    return private and item.link is not None and item.link.part not in (Part.OWN, Part.BUSY_ONLY)
