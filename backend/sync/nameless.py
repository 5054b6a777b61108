"""Rows of a series that a dead run made, where the one that alone has our UID is gone, or was there before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from backend.core.decisions import Link
from backend.core.items import Appointment, Side
from backend.core.marks import shown_of
from backend.core.places import placed
from backend.core.seen import Seen
from backend.store import journal, links
from backend.store.journal import Intent
from backend.sync.desk import Desk
from backend.sync.pull import Picture
from backend.sync.recovery import items_bound, point
from backend.sync.tasks import PART
from backend.sync.unfinished import siblings

#: by how much SuperOffice's clock may be behind ours
_BEHIND: Final = timedelta(minutes=1)
#: rows that were made later than this after a run began are not its own
_LONGEST: Final = timedelta(hours=1)


def recognise(desk: Desk, picture: Picture, unfound: Mapping[UUID, Intent]) -> dict[UUID, str]:
    """Bind rows that nobody knows to the creates that made them. Returns the keys of the others, as recover does.

    SuperOffice's registry names only the first row of a series. The others are ours where they were made when the
    run died, each takes a place that it was to make, and one shows a text that it was to show, or that its series
    showed.
    """
    groups: dict[str, list[Intent]] = defaultdict(list)
    for intent in unfound.values():
        group, _, part = intent.key.partition(PART)
        if part and intent.side is Side.SUPEROFFICE:
            groups[group].append(intent)
    series = _unknown(desk, picture) if groups else []
    if series:
        with desk.reading() as connection:
            known = {link.id: link for link in links.by_keys(connection, list(unfound))}
        for rows in series:
            made = next((made for intents in groups.values() if (made := _made(desk, intents, known, rows))), {})
            _bind(desk, known, made)
            unfound = {link_id: intent for link_id, intent in unfound.items() if link_id not in made}
            groups = {key: [one for one in intents if one.link_id not in made] for key, intents in groups.items()}
    return {link_id: intent.key for link_id, intent in unfound.items()}


def _unknown(desk: Desk, picture: Picture) -> list[list[Seen]]:
    """By series the rows in this round that bear no UID and are not linked: all of it, or what came to one that
    is linked."""
    series: dict[str, list[Seen]] = defaultdict(list)
    for seen in picture.seen[Side.SUPEROFFICE].values():
        if seen.place:
            series[seen.place.series].append(seen)
    ids = [seen.id for rows in series.values() for seen in rows]
    with desk.reading() as connection:
        linked = links.by_ids(connection, desk.mailbox_id, Side.SUPEROFFICE, ids, desk.kind)
    taken = {link.ids[Side.SUPEROFFICE] for link in linked}
    found: list[list[Seen]] = []
    for rows in series.values():
        strange = [seen for seen in rows if not seen.uid and seen.id not in taken]
        if strange and (len(strange) == len(rows) or any(seen.id in taken for seen in rows)):
            found.append(strange)
    return found


def _made(
    desk: Desk, intents: Sequence[Intent], known: Mapping[UUID, Link], rows: Sequence[Seen]
) -> dict[UUID, tuple[Intent, Seen]]:
    """By link the row that each of some creates made; empty where not all of *rows* are theirs."""
    by_link = {intent.link_id: intent for intent in intents if intent.link_id in known}
    found = placed({link_id: known[link_id].original for link_id in by_link}, rows)
    if len(found) < len(rows) or not all(_is_of(by_link[link_id], seen) for link_id, seen in found.items()):
        return {}
    # rows that come to a series show what it does, where a person had edited that before
    series = siblings(desk, known[next(iter(by_link))], Side.SUPEROFFICE)
    wanted = [known[link_id] for link_id in by_link]
    said = {text for link in (*series, *wanted) for text in _texts(link.shown[Side.SUPEROFFICE])}
    shown = {text for seen in rows for text in _texts(_marks(desk, seen))}
    return {link_id: (by_link[link_id], seen) for link_id, seen in found.items()} if said & shown else {}


def _is_of(intent: Intent, seen: Seen) -> bool:
    """Whether the row was made while the run was at work that meant to make it."""
    return seen.made_at is not None and intent.at - _BEHIND <= seen.made_at <= intent.at + _LONGEST


def _marks(desk: Desk, seen: Seen) -> dict[str, list[str]]:
    item = seen.item
    return shown_of(desk.rules.marker.marks(item)) if isinstance(item, Appointment) else {}


def _texts(shown: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    return {(field, mark) for field in ("title", "body") for mark in shown.get(field, ()) if mark}


def _bind(desk: Desk, known: Mapping[UUID, Link], made: Mapping[UUID, tuple[Intent, Seen]]) -> None:
    if not made:
        return
    found = [(known[link_id], seen) for link_id, (_, seen) in made.items()]
    pairs = items_bound(desk, Side.SUPEROFFICE, found)
    with desk.transaction() as connection:
        links.save(connection, pairs, desk.now, retry_at=desk.now)
        journal.close(connection, [(intent.key, "done") for intent, _ in made.values()], desk.now)
    point(desk, pairs)
