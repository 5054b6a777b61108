"""Which links a stranger belongs to after all: it came back, was made anew, or its other half was there first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from backend.core.decisions import Link
from backend.core.items import Answer, Side
from backend.core.matching import identity, identity_of
from backend.core.meetings import Part
from backend.core.seen import Seen
from backend.core.values import replace
from backend.store import colleagues, links
from backend.sync.desk import Desk
from backend.sync.pull import Picture, look_up
from backend.sync.shifted import is_open, shifted, with_half
from backend.sync.unfinished import catching_up, siblings


def name_rows(desk: Desk, picture: Picture) -> None:
    """Give SuperOffice's rows the UID that only the registry's row of their meeting or series has."""
    seen = picture.seen[Side.SUPEROFFICE]
    unnamed = {one.booking.mother: one.id for one in seen.values() if not one.uid and one.booking}
    series = {one.place.series for one in seen.values() if not one.uid and one.place}
    with desk.reading() as connection:
        known = colleagues.identities(connection, desk.organisation_id, unnamed)
        siblings = links.by_series(connection, desk.mailbox_id, Side.SUPEROFFICE, series)
        here = [one.id for one in seen.values() if one.place and one.place.series in series]
        divided = links.by_ids(connection, desk.mailbox_id, Side.SUPEROFFICE, here, desk.kind)
    # whoever changes a series from a row on gives the rows from there on a rule of their own
    of_series = {
        place.series: link.uid
        for link in divided
        if link.uid and (place := seen[str(link.ids[Side.SUPEROFFICE])].place)
    }
    of_series |= {link.series[Side.SUPEROFFICE]: link.uid for link in siblings if link.uid}
    of_series |= {one.place.series: one.uid for one in seen.values() if one.uid and one.place}
    for item_id, one in seen.items():
        if one.uid:
            continue
        uid = known[one.booking.mother][0] if one.booking and one.booking.mother in known else ""
        uid = uid or (of_series.get(one.place.series, "") if one.place else "")
        if uid:
            seen[item_id] = replace(one, uid=uid)


def claim(desk: Desk, picture: Picture, known: Iterable[Link]) -> dict[UUID, Link]:
    """Links that get an id of a stranger in *picture*, by their own ids; what they name besides is looked up."""
    looked_at = {link.id for link in known}
    named = {(side, link.ids[side]) for link in known for side in Side}
    claimed: dict[UUID, Link] = {}
    for side in Side:
        strangers = [one for one in picture.seen[side].values() if (side, one.id) not in named]
        candidates = _candidates(desk, side, strangers)
        alike = [link for one in strangers for link in candidates.get(identity_of(one), ())]
        # whoever waits for an invitation names the event that is gone
        old = [item for link in alike if link.id in looked_at and (item := link.ids[side])]
        look_up(desk, picture, side, old)
        for one in strangers:
            found = [
                link
                for link in candidates.get(identity_of(one), ())
                if link.id not in claimed and is_open(picture, link, side)
            ]
            if found:
                claimed[found[0].id] = with_half(_caught_up(desk, _left(found[0], side), side, one), side, one)
    for link in shifted(desk, picture, named, claimed):
        claimed[link.id] = link
    for side in Side:
        look_up(desk, picture, side, [item for link in claimed.values() if (item := link.ids[side])])
    return claimed


def _candidates(desk: Desk, side: Side, strangers: Iterable[Seen]) -> Mapping[str, list[Link]]:
    """By identity: the links that know one of the strangers' UIDs."""
    uids = {one.uid for one in strangers} - {""}
    found: dict[str, list[Link]] = defaultdict(list)
    if not uids:
        return found
    with desk.reading() as connection:
        for link in links.by_uids(connection, desk.mailbox_id, uids):
            found[identity(link.uid, link.original)].append(link)
        if side is Side.CALENDAR:
            mothers = colleagues.mothers(connection, desk.organisation_id, uids)
            for link in links.by_bookings(connection, desk.mailbox_id, mothers):
                if link.booking and not link.uid:
                    found[identity(*mothers[link.booking.mother])].append(link)
    return found


def _left(link: Link, side: Side) -> Link:
    """*link*, whose half on *side*, if there was a yes to it, was taken away before it came again: to take
    somebody else's meeting away is to decline it (scenario 7)."""
    shown = link.shown[side]
    gone = link.ids[side] is not None and link.part is not Part.OWN
    if side is Side.SUPEROFFICE or not gone or shown.get("answer") != [Answer.ACCEPTED.value]:
        return link
    return replace(link, shown={**link.shown, side: {**shown, "answer": [Answer.DECLINED.value]}})


def _caught_up(desk: Desk, link: Link, side: Side, seen: Seen) -> Link:
    """*link*, which gets *seen*: where a run died while it made it, nobody has given it its own values yet."""
    if link.ids[side] is not None or link.state != "linked" or seen.place is None:
        return link
    return catching_up(desk.rules.marker, link, side, seen, siblings(desk, link, side))
