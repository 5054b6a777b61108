"""Finishing what a dead run left open: its intents are looked up on the far side first (sync-rules 16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from backend.core.decisions import Link
from backend.core.items import Appointment, Side, Task
from backend.core.matching import identity
from backend.core.meetings import Part
from backend.core.places import placed
from backend.core.seen import Seen
from backend.core.tasks import with_own_dates
from backend.core.values import replace
from backend.core.writes import Gone, Lookup
from backend.store import journal, links
from backend.store.journal import Intent
from backend.superoffice.restored import went_back
from backend.sync.desk import Desk
from backend.sync.displaced import displaced
from backend.sync.interrupted import finished
from backend.sync.tasks import PART
from backend.sync.unfinished import begins_as_told, catching_up, siblings


@dataclass(frozen=True, slots=True)
class _Found:
    """The item that a create made, and whether it was to be one of a series."""

    item: Seen
    of_series: bool


def recover(desk: Desk) -> dict[UUID, Intent]:
    """Bind creates that took effect. Returns the others by link: they are repeated.

    Open updates need no look-up: their links wait, and this run reads both sides again. Those of a whole series
    may have changed others of its items besides. A deletion that took effect is the end of its link.
    """
    with desk.reading() as connection:
        intents = journal.still_open(connection, desk.mailbox_id)
        known = {link.id: link for link in links.by_keys(connection, [i.link_id for i in intents])}
    others = {link_id for link_id, link in known.items() if link.kind is not desk.kind}
    intents = [intent for intent in intents if intent.link_id not in others]
    known = {link_id: link for link_id, link in known.items() if link_id not in others}
    if not intents:
        return {}
    creates = [intent for intent in intents if intent.operation in journal.CREATES and intent.link_id in known]
    found = _find(desk, creates, known)
    for key in _misplaced(desk, creates, found):
        del found[key]
    made = _made(desk, creates, found, known)
    behind = finished(desk, intents, known)
    over = _over(desk, intents, known)
    bound = {link.id: link for link in made}
    with desk.transaction() as connection:
        for side in Side:
            # an item that the other mailbox made of the meeting may have been noted by itself before it was found
            over |= set(displaced(desk, connection, side, bound.values(), {*bound, *over}))
        repeated = [one for one in creates if one.key not in found and one.link_id not in over]
        closed = [(one.key, "done" if one.key in found else "dropped") for one in intents if one not in repeated]
        links.remove(connection, list(over))
        waiting = {link.id: link for link in (*known.values(), *behind, *made) if link.id not in over}
        links.save(connection, list(waiting.values()), desk.now, retry_at=desk.now)
        journal.close(connection, closed, desk.now)
    point(desk, made)
    # nobody was told of what the dead run made
    desk.news_of |= {row for link in made if (row := link.ids[Side.SUPEROFFICE])}
    return {intent.link_id: intent for intent in repeated}


def _over(desk: Desk, intents: Sequence[Intent], known: Mapping[UUID, Link]) -> set[UUID]:
    """Links of which a dead run deleted the half that was left: whoever lets the other one come back since has
    made it anew. Of a meeting Outlook may keep a copy that says it was called off, which goes with its link."""
    over: set[UUID] = set()
    for side in Side:
        deleted = {
            item: intent.link_id
            for intent in intents
            if intent.operation == "deleted" and intent.side is side
            if (link := known.get(intent.link_id)) and link.part is Part.OWN and not link.booking
            if (item := link.ids[side])
        }
        now = desk.gateways[side].read(list(deleted)) if deleted else {}
        over |= {link_id for item, link_id in deleted.items() if isinstance(now.get(item), Gone)}
    return over


def _made(
    desk: Desk, creates: Sequence[Intent], found: Mapping[str, _Found], known: Mapping[UUID, Link]
) -> list[Link]:
    """The links of what was found."""
    made: list[Link] = []
    for side in Side:
        pairs = [(known[one.link_id], found[one.key]) for one in creates if one.side is side and one.key in found]
        made += items_bound(desk, side, [(link, one.item) for link, one in pairs if one.of_series])
        made += [_bound(desk, link, side, one.item) for link, one in pairs if not one.of_series]
    return made


def _find(desk: Desk, creates: list[Intent], known: Mapping[UUID, Link]) -> dict[str, _Found]:
    """By key: what an intent made. The items of one series are found together, by their places."""
    lookups: dict[Side, dict[str, Lookup]] = defaultdict(dict)
    for intent in creates:
        link = known[intent.link_id]
        group, _, part = intent.key.partition(PART)
        uid = link.uid if part else identity(link.uid, link.original)
        lookups[intent.side][group] = Lookup(group, uid if intent.side is Side.SUPEROFFICE else "", bool(part))
    made = {
        group: items
        for side, wanted in lookups.items()
        for group, items in desk.gateways[side].find(list(wanted.values())).items()
    }
    found: dict[str, _Found] = {}
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for intent in creates:
        group, _, part = intent.key.partition(PART)
        if part:
            wanted[group][intent.key] = known[intent.link_id].original
        elif items := made.get(group):
            found[intent.key] = _Found(items[0], of_series=False)
    there = [one for group in wanted for one in made.get(group, ())]
    taken = _taken(desk, there, {one.link_id for one in creates})
    for group, originals in wanted.items():
        items_of = placed(originals, [one for one in made.get(group, ()) if one.id not in taken])
        found |= {key: _Found(item, of_series=True) for key, item in items_of.items()}
    return found


def _taken(desk: Desk, items: Sequence[Seen], wanting: Collection[UUID]) -> set[str]:
    """Items of series that were there before, and are not those of the links *wanting* one: a row that was moved
    keeps the start of another."""
    ids = [one.id for one in items]
    with desk.reading() as connection:
        named = {side: links.by_ids(connection, desk.mailbox_id, side, ids, desk.kind) for side in Side}
    return {str(link.ids[side]) for side in Side for link in named[side] if link.id not in wanting}


def _misplaced(desk: Desk, creates: list[Intent], found: Mapping[str, _Found]) -> list[str]:
    """Creates whose row has the number of another, linked one, as only a restored database gives (decision 011).

    Raises WentBack where that is news; in the run that knows it they are repeated, which joins what they made,
    once the old pair is taken apart.
    """
    made = {found[one.key].item.id: one for one in creates if one.side is Side.SUPEROFFICE and one.key in found}
    with desk.reading() as connection:
        known = links.by_ids(connection, desk.mailbox_id, Side.SUPEROFFICE, made, desk.kind)
    pairs = [(one.id, str(one.ids[Side.SUPEROFFICE])) for one in known if one.ids[Side.CALENDAR]]
    keys = [made[row].key for link_id, row in pairs if made[row].link_id != link_id]
    if keys and not desk.restored_at:
        raise went_back()
    return keys


def point(desk: Desk, pairs: Sequence[Link]) -> None:
    """Write the back pointers of pairs whose one half was found."""
    if pairs:
        desk.gateways[Side.SUPEROFFICE].point(
            {str(link.ids[Side.SUPEROFFICE]): str(link.ids[Side.CALENDAR]) for link in pairs}
        )


def items_bound(desk: Desk, side: Side, pairs: Sequence[tuple[Link, Seen]]) -> list[Link]:
    """The links of items of series, each with what a dead run made of it, and may not have given its own yet."""
    series: dict[str, list[tuple[Link, Seen]]] = defaultdict(list)
    for link, seen in pairs:
        series[seen.place.series if seen.place else ""].append((link, seen))
    made: list[Link] = []
    for items in series.values():
        as_told = begins_as_told(side, items)
        for link, seen in items:
            others = siblings(desk, link, side)
            behind = catching_up(desk.rules.marker, link, side, seen, others, as_told=as_told)
            made.append(_bound(desk, behind, side, seen))
    return made


def _bound(desk: Desk, link: Link, side: Side, seen: Seen) -> Link:
    """*link* with the half that a dead run made.

    The base stays what was sent, not what is found there: a person may have edited it since.
    """
    shown = link.shown[side]
    if isinstance(seen.item, Task) and side is Side.SUPEROFFICE:
        shown = with_own_dates(shown, desk.rules.marker.marks(seen.item))
    if isinstance(seen.item, Appointment) and seen.untouched:
        # whom a row concerns, by an address in the text, is in its list of people, and the calendar's has none yet
        shown = shown | {"listed": [desk.rules.marker.marks(seen.item)["listed"]]}
    return replace(
        link,
        ids={**link.ids, side: seen.id},
        # colleagues know the meeting by it, and no later reading enters it
        uid=link.uid or seen.uid,
        shown={**link.shown, side: shown},
        versions={**link.versions, side: ""},
        series={**link.series, side: seen.place.series if seen.place else ""},
    )
