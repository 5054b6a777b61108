"""Both calendars of a mailbox side by side: what links join, and what is not equal or not there, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.core.catalogues import Words
from backend.core.decisions import Link
from backend.core.fields import FIELDS, FieldName, value_of
from backend.core.items import AllDay, Appointment, Kind, Side, Span
from backend.core.marks import Marker
from backend.core.reasons import Reason
from backend.core.seen import Glance, Seen, Unmapped
from backend.core.values import replace
from backend.core.words import explain, say
from backend.core.writes import Gone, Refused
from backend.store import database, links
from backend.store.tables import Mailbox, Organisation
from backend.sync.doors import Sides
from backend.sync.service import Product, preferences_of

_DAYS = timedelta(days=7)

Read = Mapping[Side, Mapping[str, Seen | Gone | Refused]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item of the week: on both sides where a link joins them."""

    link: UUID | None
    halves: Mapping[Side, Glance]
    state: Literal["equal", "differs", "not_synced"]
    #: in which the sides differ
    fields: tuple[FieldName, ...] = ()
    reason: str = ""
    words: Words


@dataclass(slots=True)
class _Joined:
    """What stands in one row, before anybody has compared it."""

    link: Link | None
    halves: dict[Side, Glance] = field(default_factory=dict)


def week_of(product: Product, mailbox: Mailbox, monday: date, clock: ZoneInfo, language: str) -> list[Row]:
    """The week that begins at midnight of *monday* by *clock*, by the beginning of its items.

    A listing of each side, and where items changed since the last run or stand in another week, one reading of
    those. Texts that others keep private are not shown. Raises SideError.
    """
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    sides = product.doors.open(mailbox, organisation, preferences_of(mailbox, organisation))
    joined = _joined(product, mailbox, _listed(sides, monday, clock))
    read = _read(sides, joined)
    marker = Marker(product.vault.unlock(mailbox.salt))
    rows = [_row(one, read, marker, language) for one in joined]
    return sorted(rows, key=lambda row: min(starts(half.span, clock) for half in row.halves.values()))


def starts(span: Span, clock: ZoneInfo) -> datetime:
    """When a span begins, UTC; whole days at midnight of *clock*."""
    return _midnight(span.first, clock) if isinstance(span, AllDay) else span.start


def ends(span: Span, clock: ZoneInfo) -> datetime:
    """When a span ends, UTC; whole days at midnight of *clock* after the last one."""
    return _midnight(span.last + timedelta(days=1), clock) if isinstance(span, AllDay) else span.end


def _midnight(day: date, clock: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), clock).astimezone(UTC)


def _listed(sides: Sides, monday: date, clock: ZoneInfo) -> dict[Side, list[Glance]]:
    """What each side shows in the week. Raises SideError."""
    begin, end = _midnight(monday, clock), _midnight(monday + _DAYS, clock)
    return {
        side: [
            one
            for one in sheet(monday, monday + _DAYS)
            # what takes no time counts where it begins
            if begin <= starts(one.span, clock) < end or starts(one.span, clock) < begin < ends(one.span, clock)
        ]
        for side, sheet in sides.sheets.items()
    }


def _joined(product: Product, mailbox: Mailbox, listed: Mapping[Side, Iterable[Glance]]) -> list[_Joined]:
    """Rows of what is listed: one for each link, and one for each item without."""
    by_side = {side: {one.id: one for one in some} for side, some in listed.items()}
    with product.engine.connect() as connection:
        found = {
            link.id: link
            for side, some in by_side.items()
            for link in links.by_ids(connection, mailbox.id, side, some, Kind.APPOINTMENT)
        }
    rows = [_Joined(link) for link in found.values()]
    for row in rows:
        for side, some in by_side.items():
            if row.link and (half := some.pop(row.link.ids[side] or "", None)):
                row.halves[side] = half
    return rows + [_Joined(None, {side: one}) for side, some in by_side.items() for one in some.values()]


def _read(sides: Sides, joined: Iterable[_Joined]) -> Read:
    """The items that the listing says too little of. Raises SideError."""
    wanted: dict[Side, list[str]] = {side: [] for side in Side}
    for row in joined:
        if row.link and _is_kept(row.link):
            for side, item_id in row.link.ids.items():
                half = row.halves.get(side)
                if item_id and (half is None or half.version != row.link.versions[side]):
                    wanted[side].append(item_id)
    gateways = sides.gateways[Kind.APPOINTMENT]
    return {side: gateways[side].read(ids) if ids else {} for side, ids in wanted.items()}


def _is_kept(link: Link) -> bool:
    """Whether the two items are to be equal."""
    return link.state == "linked" and all(link.ids.values())


def _row(joined: _Joined, read: Read, marker: Marker, language: str) -> Row:
    link = joined.link
    halves = {side: _shown(half, language) for side, half in joined.halves.items()}
    if link is None or not _is_kept(link):
        reason = link.reason if link else ""
        words = explain(Reason(reason), language) if reason else Words(say("item.unseen", language), "")
        return Row(link=link.id if link else None, halves=halves, state="not_synced", reason=reason, words=words)
    fields: set[FieldName] = set()
    for side, item_id in link.ids.items():
        match read[side].get(str(item_id)):
            case Seen(item=Appointment() as item) as seen:
                halves[side] = _shown(_glance(seen, item), language)
                fields |= _changed(link, side, item, marker)
            case Seen(item=Unmapped(reason)):
                return Row(
                    link=link.id, halves=halves, state="not_synced", reason=reason.value,
                    words=explain(reason, language),
                )  # fmt: skip
            case Gone() | Refused():
                missing = say("item.missing", language, side=say(f"side.{side}", language))
                return Row(link=link.id, halves=halves, state="differs", words=Words(missing, ""))
    if not fields:
        return Row(link=link.id, halves=halves, state="equal", words=Words(say("item.equal", language), ""))
    told = tuple(name for name in FIELDS if name in fields)
    names = ", ".join(say(f"field.{name}", language) for name in told)
    words = Words(say("item.differs", language, fields=names), "")
    return Row(link=link.id, halves=halves, state="differs", fields=told, words=words)


def _changed(link: Link, side: Side, item: Appointment, marker: Marker) -> set[FieldName]:
    """The fields in which a side does not show what was agreed."""
    shown = link.shown[side]
    return {name for name in FIELDS if marker.mark(name, value_of(name, item)) not in shown.get(name, [])}


def _glance(seen: Seen, item: Appointment) -> Glance:
    return Glance(
        id=seen.id, version=seen.version, title=item.title, place=item.place, span=item.span,
        private=item.private, is_own=item.meeting.is_own,
    )  # fmt: skip


def _shown(half: Glance, language: str) -> Glance:
    """A half without the texts that somebody else keeps private."""
    if not half.private or half.is_own:
        return half
    return replace(half, title=say("hidden", language), place="")
