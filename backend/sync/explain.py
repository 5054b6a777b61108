"""Why an item is as it is: both sides live, what was agreed, the last decisions, in words (promise 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from msgspec import to_builtins

from backend.core.catalogues import Words
from backend.core.decisions import Link
from backend.core.fields import FieldName, fields_of, value_of
from backend.core.items import AllDay, Appointment, Item, Kind, Side, Task, Timed
from backend.core.marks import Marker, span_mark
from backend.core.meetings import Part
from backend.core.preferences import Direction
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.sides import SideError
from backend.core.values import replace
from backend.core.words import explain, say
from backend.store.database import looking
from backend.store.series import KnownSeries, known_of
from backend.store.tables import Mailbox
from backend.sync.asking import PeopleTold, people_of
from backend.sync.history import Entry
from backend.sync.kept import Kept, kept_of
from backend.sync.live import Shown, live_of
from backend.sync.look import Look, look_at
from backend.sync.lookup import link_of
from backend.sync.service import Product
from backend.sync.situation import MeetingTold, SeriesTold, meeting_of, names_of, series_of


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field on both sides, and whether each still shows what was agreed."""

    field: str
    superoffice: str
    calendar: str
    #: "equal", "changed in SuperOffice", "changed in Outlook", "changed in both", "not agreed yet"
    agreed: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is known about one item."""

    kind: Kind
    superoffice_id: str | None
    calendar_id: str | None
    #: where a browser opens SuperOffice's row; None for none, and while SuperOffice does not tell
    page: str | None
    state: str
    reason: str
    sentence: str
    remedy: str
    meeting: MeetingTold | None
    series: SeriesTold | None
    #: whom the addresses in it may mean, where SuperOffice's row concerns nobody yet
    people: PeopleTold | None
    #: fields that somebody wrote who may not, and that were put back
    put_back: tuple[FieldName, ...]
    fields: tuple[FieldRow, ...]
    history: tuple[Entry, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON."""
        told: dict[str, Any] = to_builtins(self)
        return told


def explain_item(
    product: Product, mailbox: Mailbox, item_id: str, language: str = "en", *, to_owner: bool = True
) -> Explanation | None:
    """Explain the item with this id; None when neither a link nor a side knows it. Raises SideError.

    What is private is not shown unless *to_owner*, the mailbox's, and it is his own.
    """
    link = link_of(product, mailbox, item_id) or _newcomer(item_id)
    return explain_link(product, mailbox, link, kept_of(product, mailbox, link), language, to_owner=to_owner)


def explain_link(
    product: Product,
    mailbox: Mailbox,
    link: Link,
    kept: Kept,
    language: str = "en",
    *,
    to_owner: bool = True,
) -> Explanation | None:
    """`explain_item` for an item of which the link is at hand, and what else is kept. Raises SideError."""
    look = look_at(product, mailbox, kept.organisation)
    live = live_of(link, look.sides)
    shown = live.shown
    halves = {side: one for side, one in shown.items() if isinstance(one, Seen)}
    if link.state == _NEW and not halves:
        return None
    meeting = meeting_of(mailbox, link, halves, language)
    hidden = _is_private(halves) and not (to_owner and (meeting is None or meeting.part == Part.OWN))
    fields = fields_of(link.kind)
    rows = tuple(_row(field, link, shown, look.sides.marker) for field in fields)
    said = _words(link, shown, rows, look.preferences.direction, language)
    people = None if hidden else people_of(look, link, halves)
    known = _known(product, mailbox, link, halves, kept)
    series = series_of(mailbox, live.course, known, language) if live.course else None
    return Explanation(
        kind=link.kind,
        superoffice_id=link.ids[Side.SUPEROFFICE],
        calendar_id=link.ids[Side.CALENDAR],
        page=_page(product, look, link.ids[Side.SUPEROFFICE]),
        state=link.state,
        reason=link.reason,
        sentence=said.sentence,
        remedy=said.remedy,
        meeting=meeting,
        series=series,
        people=people,
        put_back=tuple(field for field in fields if field in link.put_back),
        fields=tuple(_without_text(row, language) for row in rows) if hidden else rows,
        history=kept.history,
    )


def _known(product: Product, mailbox: Mailbox, link: Link, halves: Mapping[Side, Seen], kept: Kept) -> KnownSeries:
    """What is known of the item's series, which may be called otherwise since a run saw it."""
    names = names_of(link, halves)
    if names == names_of(link, {}):
        return kept.series
    with looking(product.engine) as work:
        return known_of(work.connection(), mailbox.id, names)


def _newcomer(item_id: str) -> Link:
    """What stands for a link while no run has seen the item; SuperOffice's ids are numbers."""
    side = Side.SUPEROFFICE if item_id.isdecimal() else Side.CALENDAR
    nothing: dict[Side, str] = dict.fromkeys(Side, "")
    return Link(uuid4(), side, {side: item_id, side.other: None}, {one: {} for one in Side}, nothing, state=_NEW)


def _page(product: Product, look: Look, row_id: str | None) -> str | None:
    if row_id is None:
        return None
    try:
        return product.doors.page_of_row(look.organisation, row_id)
    except SideError:
        return None


def _is_private(halves: Mapping[Side, Seen]) -> bool:
    return any(isinstance(one.item, Appointment | Task) and one.item.private for one in halves.values())


def _without_text(row: FieldRow, language: str) -> FieldRow:
    if row.field not in _TELLING:
        return row
    hidden = say("hidden", language)
    shown = {side: value if value == ABSENT else hidden for side, value in _values(row).items()}
    return replace(row, superoffice=shown[Side.SUPEROFFICE], calendar=shown[Side.CALENDAR])


def _values(row: FieldRow) -> dict[Side, str]:
    return {Side.SUPEROFFICE: row.superoffice, Side.CALENDAR: row.calendar}


def _words(
    link: Link,
    shown: Mapping[Side, Shown],
    rows: Sequence[FieldRow],
    direction: Direction,
    language: str,
) -> Words:
    if link.reason:
        return explain(Reason(link.reason), language)
    if link.state == _NEW:
        return Words(say("item.unseen", language), "")
    missing = [side for side in Side if not isinstance(shown[side], Seen)]
    changed = [side for side in Side if any(row.agreed in (f"changed in {_NAMES[side]}", _BOTH) for row in rows)]
    for side in missing if len(missing) == 1 else changed:
        if not direction.lets(side):
            stays = say("item.one_way", language, side=say(f"side.{side}", language))
            return Words(stays, explain(Reason.DIRECTION, language).remedy)
    match missing:
        case []:
            return Words(say("item.equal", language), "")
        case [side]:
            return Words(say("item.missing", language, side=say(f"side.{side}", language)), "")
        case _:
            return Words(say("item.missing_in_both", language), "")


#: state of an item that no link names
_NEW = "new"
_NAMES = {Side.SUPEROFFICE: "SuperOffice", Side.CALENDAR: "Outlook"}
_BOTH = "changed in both"
#: how a value is written of an item that is not there
ABSENT = "–"
#: fields that tell what an item is about
_TELLING: frozenset[str] = frozenset({"title", "body", "place", "join_url", "guests", "answers", "listed"})


def _row(field: FieldName, link: Link, shown: Mapping[Side, Shown], marker: Marker) -> FieldRow:
    items = {side: _item(shown[side]) for side in Side}
    changed = [
        _NAMES[side]
        for side in Side
        if (item := items[side])
        and marker.mark(field, value_of(field, item)) not in link.shown[side].get(field, [])
    ]
    agreed = "not agreed yet" if not all(link.shown.values()) else "equal"
    if agreed == "equal" and changed:
        agreed = _BOTH if len(changed) == len(Side) else f"changed in {changed[0]}"
    return FieldRow(field, text_of(field, items[Side.SUPEROFFICE]), text_of(field, items[Side.CALENDAR]), agreed)


def _item(shown: Shown) -> Item | None:
    if not isinstance(shown, Seen) or isinstance(shown.item, Unmapped):
        return None
    return shown.item


def text_of(field: FieldName, item: Item | None) -> str:
    """A field of an item as people read it; ABSENT where there is no item."""
    if item is None:
        return ABSENT
    value = value_of(field, item)
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return "none"
        case Timed() | AllDay():
            return span_mark(value)
        case tuple() if field == "guests":
            return ", ".join(guest.name or guest.address for guest in value)
        case tuple() if field == "listed":
            return ", ".join(value)
        case tuple():
            return ", ".join(f"{address}: {answer}" for address, answer in value)
        case _:
            return str(value)
