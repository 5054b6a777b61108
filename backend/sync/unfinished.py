"""Items of a series that show what the series shows, and have not yet got what is their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from backend.core.decisions import Link
from backend.core.fields import FIELDS
from backend.core.items import Appointment, Side
from backend.core.marks import Marker, edges
from backend.core.seen import Seen
from backend.core.values import replace
from backend.store import links
from backend.sync.desk import Desk


def siblings(desk: Desk, link: Link, side: Side) -> list[Link]:
    """The links of the series on the other side of *side* of which the item of *link* is one."""
    with desk.reading() as connection:
        return links.by_series(connection, desk.mailbox_id, side.other, {link.series[side.other]} - {""})


def begins_as_told(side: Side, items: Iterable[tuple[Link, Seen]]) -> bool:
    """Whether a series, of which these are items with their links, begins when it is known to, or was to: else a
    person gave it another time."""
    return any(
        one.place is not None
        and one.place.original in {link.original, *(edges(mark)[0] for mark in link.shown[side].get("span", ()))}
        for link, one in items
    )


def begins_as_asked(side: Side, items: Iterable[tuple[Link, Seen]]) -> bool:
    """Whether it begins when it was to: no person gave it that time."""
    return any(
        one.place is not None
        and one.place.original in {edges(mark)[0] for mark in link.shown[side].get("span", ())[:1]}
        for link, one in items
    )


def catching_up(
    marker: Marker,
    link: Link,
    side: Side,
    seen: Seen,
    others: Iterable[Seen | Link],
    lost: Collection[str] = (),
    *,
    as_told: bool = True,
) -> Link:
    """The link of *seen*, where this shows of *others*, items of its series or their links, what it was not to
    show, or of its series in the fields *lost*: nobody said so, and it is still to be told what it was to show.

    *as_told*: the series begins when it is known to, so that an item that begins with it says nothing by that.
    """
    if not isinstance(seen.item, Appointment):
        return link
    usual = {said for other in others if other != seen for said in _said(marker, side, other)}
    now = marker.marks(seen.item)
    if as_told and seen.place and edges(now["span"])[0] == seen.place.original:
        usual.add(("span", now["span"]))
    shown = {**link.shown[side]}
    for field in FIELDS:
        marks = shown.get(field, [])
        nobodys = seen.untouched or field in lost or (field, now[field]) in usual
        if marks and now[field] not in marks and nobodys:
            shown[field] = [marks[0], now[field]]
    return replace(link, shown={**link.shown, side: shown})


def _said(marker: Marker, side: Side, other: Seen | Link) -> Iterable[tuple[str, str]]:
    """Each field of an item with a mark that it may show."""
    if isinstance(other, Link):
        return [(field, mark) for field, marks in other.shown[side].items() for mark in marks]
    return marker.marks(other.item).items() if isinstance(other.item, Appointment) else ()
