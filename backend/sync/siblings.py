"""What a series agreed on before counts for its items that come into the window one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.core.decisions import Link
from backend.core.fields import as_shown
from backend.core.items import Appointment, Side
from backend.core.marks import Marker, Shown
from backend.core.matching import Match
from backend.store import links
from backend.sync.desk import Desk

#: by SuperOffice's and the calendar's series, what each side of one of its items may show
Bases = Mapping[tuple[str, str], Mapping[Side, Shown]]


def bases(desk: Desk, pairs: Iterable[Match]) -> Bases:
    """The bases of the series that *pairs* are items of, where items of them are linked."""
    series = {place.series for pair in pairs if (place := pair.superoffice.place)}
    with desk.reading() as connection:
        siblings = links.by_series(connection, desk.mailbox_id, Side.SUPEROFFICE, series)
    return {_key(link): link.shown for link in siblings if all(link.shown.values())}


def base_of(found: Bases, pair: Match, marker: Marker) -> dict[Side, Shown]:
    """What both sides of a new pair may show without a person having said so: what their series shows.

    Its time is its own: agreed where both say the same.
    """
    here, there = pair.superoffice, pair.calendar
    key = (here.place.series if here.place else "", there.place.series if there.place else "")
    shown = found.get(key)
    if shown is None or not isinstance(here.item, Appointment) or not isinstance(there.item, Appointment):
        return {side: {} for side in Side}
    spans = {
        Side.SUPEROFFICE: marker.mark("span", as_shown("span", here.item.span, Side.CALENDAR)),
        Side.CALENDAR: marker.mark("span", there.item.span),
    }
    same = len(set(spans.values())) == 1
    return {
        side: {field: marks[:1] for field, marks in shown[side].items()} | {"span": [spans[side]] if same else []}
        for side in Side
    }


def _key(link: Link) -> tuple[str, str]:
    return link.series[Side.SUPEROFFICE], link.series[Side.CALENDAR]
