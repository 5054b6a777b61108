"""Occurrences that a series of the calendar shows elsewhere than it did, and the links that they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection

from backend.core.decisions import Link
from backend.core.items import Side
from backend.core.places import placed
from backend.core.seen import Seen
from backend.core.values import replace
from backend.store import links
from backend.sync.desk import Desk
from backend.sync.pull import Picture
from backend.sync.reshown import keeps_its_days, shown_again
from backend.sync.unfinished import begins_as_told, catching_up


def is_open(picture: Picture, link: Link, side: Side) -> bool:
    """Whether the link lacks the half, or has lost it in this very round."""
    item_id = link.ids[side]
    return item_id is None or item_id in picture.missing[side]


def with_half(link: Link, side: Side, seen: Seen) -> Link:
    """*link*, of which *seen* is the half on *side*."""
    return replace(
        link,
        ids={**link.ids, side: seen.id},
        versions={**link.versions, side: ""},
        uid=link.uid or seen.uid,
        series={**link.series, side: seen.place.series if seen.place else ""},
    )


def shifted(
    desk: Desk, picture: Picture, named: set[tuple[Side, str | None]], claimed: Mapping[UUID, Link]
) -> list[Link]:
    """Occurrences that a series shows elsewhere (contracts/graph.md §1.4, §1.8).

    One that was moved to other days gives them new ids, and every old one is gone: the first is still the first.
    One that begins at another hour keeps them, and shows again what was taken out of it, on its day.
    """
    fresh: dict[str, list[Seen]] = defaultdict(list)
    taken = {link.ids[Side.CALENDAR] for link in claimed.values()}
    for one in picture.seen[Side.CALENDAR].values():
        if one.place and (Side.CALENDAR, one.id) not in named and one.id not in taken:
            fresh[one.place.series].append(one)
    if not fresh:
        return []
    again = {one.id for one in shown_again(desk, picture, [one for items in fresh.values() for one in items])}
    with desk.reading() as connection:
        old = links.by_series(connection, desk.mailbox_id, Side.CALENDAR, fresh)
        waiting = _waiting(desk, connection, picture, fresh, claimed)
    result: list[Link] = []
    for series, items in fresh.items():
        here = {one.id for one in picture.seen[Side.CALENDAR].values() if one.place and one.place.series == series}
        strange = sorted((one for one in items if one.id not in again), key=_start)
        of_series = [one for one in old if one.series[Side.CALENDAR] == series]
        lost = [one for one in of_series if is_open(picture, one, Side.CALENDAR)]
        if any(one.ids[Side.CALENDAR] in here for one in old) or keeps_its_days(desk, series, lost, strange):
            days = placed({link.id: link.original for link in waiting[series]}, strange)
            moved = [(link, days[link.id]) for link in waiting[series] if link.id in days]
        else:
            lost = sorted([*lost, *waiting[series]], key=lambda link: link.original) if lost else []
            moved = list(zip(lost, strange, strict=False))
        for link, one in moved:
            is_waiting = link.series[Side.CALENDAR] != series
            taken_up = _taken_up(desk, picture, link, one, old) if is_waiting else link
            result.append(replace(with_half(taken_up, Side.CALENDAR, one), original=_start(one)))
    return result


def _waiting(
    desk: Desk,
    connection: Connection,
    picture: Picture,
    fresh: Mapping[str, Sequence[Seen]],
    claimed: Mapping[UUID, Link],
) -> Mapping[str, list[Link]]:
    """By series in the calendar: rows whose occurrence was taken out, and whose own event no run has made yet, or
    somebody deleted."""
    uids = {one.uid: series for series, items in fresh.items() for one in items if one.uid}
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links.by_uids(connection, desk.mailbox_id, uids):
        series = uids[link.uid]
        is_alone = bool(link.original) and link.series[Side.CALENDAR] != series
        if is_alone and is_open(picture, link, Side.CALENDAR) and link.id not in claimed:
            found[series].append(link)
    return found


def _taken_up(desk: Desk, picture: Picture, link: Link, one: Seen, siblings: Sequence[Link]) -> Link:
    """*link*, which gets *one* at another hour than it knows, as *siblings* in the calendar may as well."""
    there = picture.seen[Side.CALENDAR]
    items = [(each, there[shown]) for each in siblings if (shown := each.ids[Side.CALENDAR]) in there]
    as_told = begins_as_told(Side.CALENDAR, items)
    return catching_up(desk.rules.marker, link, Side.CALENDAR, one, siblings, as_told=as_told)


def _start(seen: Seen) -> str:
    return seen.place.original if seen.place else ""
