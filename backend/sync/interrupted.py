"""Series to which a dead run may have given another time or other days, by which Outlook drops exceptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy import Connection

from backend.core.decisions import Link
from backend.core.items import Side
from backend.core.places import followed
from backend.core.seen import Seen
from backend.core.values import replace
from backend.store import links
from backend.store.journal import Intent
from backend.sync.aftermath import nowhere, standing
from backend.sync.desk import Desk
from backend.sync.tasks import PART
from backend.sync.unfinished import begins_as_asked, catching_up, siblings


def finished(desk: Desk, intents: Iterable[Intent], known: Mapping[UUID, Link]) -> list[Link]:
    """Let what such writes made appear again go, and tell the links of what they may have made items lose.

    A person did neither (contracts/graph.md §1.8).
    """
    writes = _writes(desk, intents, known)
    if not writes:
        return []
    became = desk.gateways[Side.CALENDAR].finish(writes)
    moved = {series: each for series, each in became.items() if each.days}
    lost = {item: fields for each in became.values() for item, fields in each.lost.items()}
    with desk.reading() as connection:
        present = links.by_series(connection, desk.mailbox_id, Side.CALENDAR, writes)
        rows = {series: _rows_of(desk, connection, present, series) for series in moved}
    in_place = [link for link in present if link.series[Side.CALENDAR] not in moved]
    now = desk.gateways[Side.CALENDAR].read([str(link.ids[Side.CALENDAR]) for link in in_place])
    seen = {link.id: one for link in in_place if isinstance(one := now.get(str(link.ids[Side.CALENDAR])), Seen)}
    for series, each in moved.items():
        originals = {link.id: link.original for link in present if link.series[Side.CALENDAR] == series}
        seen |= followed(originals, each.seen, each.days)
    taken = {one.id for each in moved.values() for one in each.seen}
    gone = [link for link in present if link.ids[Side.CALENDAR] in taken and link.id not in seen]
    there = [(link, seen[link.id]) for link in present if link.id in seen]
    pairs = {series: [pair for pair in there if pair[0].series[Side.CALENDAR] == series] for series in writes}
    told = {series for series, items in pairs.items() if series in moved or begins_as_asked(Side.CALENDAR, items)}
    behind = (_behind(desk, link, one, present, lost, told) for link, one in there)
    alone = [one for series, each in moved.items() for one in standing(rows[series], series, each.seen, each.days)]
    return [*filter(None, behind), *(nowhere(link, Side.CALENDAR) for link in gone), *alone]


def _rows_of(desk: Desk, connection: Connection, present: Iterable[Link], series: str) -> list[Link]:
    """The links of rows of the series that *series* of the calendar is in SuperOffice."""
    named = {link.series[Side.SUPEROFFICE] for link in present if link.series[Side.CALENDAR] == series}
    return links.by_series(connection, desk.mailbox_id, Side.SUPEROFFICE, named - {""})


def _behind(
    desk: Desk, link: Link, one: Seen, present: Iterable[Link], lost: Mapping[str, Collection[str]],
    told: Collection[str],
) -> Link | None:  # fmt: skip
    """The link of an item that has another id by now, or shows what its series is known to show instead of what is
    its own, as in the fields *lost* by item; None for others. *told*: series that begin when they were to.

    What all of the series show by now says nothing: a person may have written that since.
    """
    series = link.series[Side.CALENDAR]
    others = [each for each in present if each.id != link.id and each.series[Side.CALENDAR] == series]
    fields = lost.get(one.id, ())
    # that a decision of the dead run knows another time of the series says nothing of what it did not decide about
    as_told = series in told or (one.place is not None and one.place.original == link.original)
    behind = catching_up(desk.rules.marker, link, Side.CALENDAR, one, others, fields, as_told=as_told)
    if one.id != link.ids[Side.CALENDAR] and one.place:
        behind = replace(behind, ids={**link.ids, Side.CALENDAR: one.id}, original=one.place.original)
    return replace(behind, versions={**link.versions, Side.CALENDAR: ""}) if behind != link else None


def _writes(desk: Desk, intents: Iterable[Intent], known: Mapping[UUID, Link]) -> dict[str, list[str]]:
    """By series the intents of what may have been one write that gave it another time, days or end."""
    writes: dict[str, list[str]] = defaultdict(list)
    for intent in intents:
        link = known.get(intent.link_id)
        if link is None or intent.side is not Side.CALENDAR:
            continue
        if intent.operation == "updated" and len(link.shown[Side.CALENDAR].get("span", [])) < 2:
            continue
        named = {link.series[Side.CALENDAR]}
        if PART in intent.key:
            named = {one.series[Side.CALENDAR] for one in siblings(desk, link, Side.CALENDAR)}
        for series in named - {""}:
            writes[series].append(intent.key)
    together = {series: keys for series, keys in writes.items() if len(keys) > 1 or PART in keys[0]}
    return {series: sorted({key.partition(PART)[0] for key in keys}) for series, keys in together.items()}
