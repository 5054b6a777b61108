"""Reading: what changed on both sides since the cursors, and whether what seems gone really is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from backend.core.items import Kind, Side
from backend.core.marks import near
from backend.core.reasons import Reason
from backend.core.seen import Changes, Seen
from backend.core.sides import CursorLost
from backend.core.writes import Gone, Refused
from backend.store import links, runs
from backend.sync.desk import Desk


@dataclass
class Picture:
    """What both sides showed in this run. Unchanged items are not in it."""

    seen: dict[Side, dict[str, Seen]] = field(default_factory=lambda: {side: {} for side in Side})
    #: ids that a side, asked for them, no longer has
    missing: dict[Side, set[str]] = field(default_factory=lambda: {side: set() for side in Side})
    #: ids that may not be read; nothing is decided about them
    hidden: dict[Side, set[str]] = field(default_factory=lambda: {side: set() for side in Side})
    cursors: dict[Side, str] = field(default_factory=dict)
    #: ids that a side's listing showed, changed or not
    listed: dict[Side, set[str]] = field(default_factory=lambda: {side: set() for side in Side})
    #: linked events that the listing lacks because another calendar is synced by now
    unlisted: set[str] = field(default_factory=set)
    #: the mailbox was never read to its end before
    first: bool = False

    def knows(self, side: Side, item_id: str) -> bool:
        """Whether the item was looked at in this run."""
        return item_id in self.seen[side] or item_id in self.missing[side] or item_id in self.hidden[side]


def pull(desk: Desk) -> Picture:
    """Both sides since their cursors. Nothing is planned unless both could be read."""
    with desk.reading() as connection:
        known = runs.cursors(connection, desk.mailbox_id, desk.kind)
    picture = Picture(first=not known)
    cursors = _still_good(desk, known)
    for side in Side:
        _pull_side(desk, picture, side, cursors.get(side))
    return picture


def _still_good(desk: Desk, cursors: dict[Side, str]) -> dict[Side, str]:
    """*cursors*, or none once the links are lost, preferences are others or SuperOffice is an older one: then all
    is read and compared again.

    They are forgotten for good then: a run that dies in the middle leaves some links, and they are not all.
    """
    with desk.reading() as connection:
        lost = bool(cursors) and not links.any_of(connection, desk.mailbox_id, desk.kind)
    if desk.restored_at:
        # versions stay: they tell what went back
        return {}
    if not lost and not desk.rules.preferences_changed and not desk.calendar_changed:
        return cursors
    with desk.transaction() as connection:
        runs.forget_cursors(connection, desk.mailbox_id, desk.kind)
        # what other preferences kept back shows no change any more
        links.forget_versions(connection, desk.mailbox_id, desk.kind)
    return {}


def _pull_side(desk: Desk, picture: Picture, side: Side, cursor: str | None) -> None:
    try:
        doubtful = _read_pages(desk, picture, side, cursor)
    except CursorLost:
        picture.seen[side].clear()
        doubtful = _read_pages(desk, picture, side, None)
    if side is Side.CALENDAR and desk.kind is Kind.APPOINTMENT:
        if desk.calendar_changed:
            picture.unlisted = doubtful
        elif doubtful:
            doubtful -= _elsewhere(desk)
    look_up(desk, picture, side, doubtful)


def _read_pages(desk: Desk, picture: Picture, side: Side, cursor: str | None) -> set[str]:
    """Take in all pages; the linked ids that a listing no longer shows are doubtful."""
    listed: set[str] = set()
    rumours: set[str] = set()
    whole = cursor is None
    for page in desk.gateways[side].changes(cursor, desk.rules.window):
        whole = whole or page.whole
        listed.update(seen.id for seen in page.seen)
        rumours.update(page.rumoured_gone)
        rumours.update(_left_out(desk, side, page))
        _take_in(desk, picture, side, page)
        if page.cursor is not None:
            picture.cursors[side] = page.cursor
        desk.report.read[side] += len(page.seen)
        desk.tell()
    rumours -= listed
    picture.listed[side] = listed
    with desk.reading() as connection:
        linked = links.linked_ids(connection, desk.mailbox_id, desk.kind, side, None if whole else rumours)
    if whole:
        return {i for i, span in linked.items() if i not in listed and (not span or near(span, desk.rules.window))}
    return set(linked)


def _elsewhere(desk: Desk) -> set[str]:
    """Events that are known to lie in another calendar, so that no listing needs to show them."""
    with desk.reading() as connection:
        found = links.by_reason(connection, desk.mailbox_id, Reason.OTHER_CALENDAR)
    return {event for link in found if (event := link.ids[Side.CALENDAR])}


def _left_out(desk: Desk, side: Side, page: Changes) -> set[str]:
    """Linked items of the page's series that the series no longer shows: a deleted occurrence is never announced
    (sync-rules 6)."""
    shown = {whole.series: whole.items for whole in page.series}
    with desk.reading() as connection:
        linked = links.by_series(connection, desk.mailbox_id, side, shown)
    return {
        item_id
        for link in linked
        if (item_id := link.ids[side])
        and item_id not in shown[link.series[side]]
        and near(link.shown[side].get("span", [""])[0], desk.rules.window)
    }


def _take_in(desk: Desk, picture: Picture, side: Side, page: Changes) -> None:
    """Keep what changed; an item whose version is the remembered one did not."""
    with desk.reading() as connection:
        known = links.versions(connection, desk.mailbox_id, desk.kind, side, [seen.id for seen in page.seen])
    for seen in page.seen:
        if seen.version and known.get(seen.id) == seen.version and not desk.restored_at:
            picture.seen[side].pop(seen.id, None)
        else:
            picture.seen[side][seen.id] = seen


def look_up(desk: Desk, picture: Picture, side: Side, ids: Iterable[str]) -> None:
    """Ask a side for items by id: "removed" in a listing is a rumour until then (sync-rules 5)."""
    wanted = [item_id for item_id in ids if not picture.knows(side, item_id)]
    if not wanted:
        return
    for item_id, answer in desk.gateways[side].read(wanted).items():
        match answer:
            case Seen():
                picture.seen[side][item_id] = answer
            case Gone():
                picture.missing[side].add(item_id)
                desk.gone[side].add(item_id)
            case Refused():
                picture.hidden[side].add(item_id)
