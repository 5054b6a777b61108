"""Rows of SuperOffice that turn from diary entries into to-dos: gone from the diary, new among the tasks."""

from __future__ import annotations

from collections.abc import Iterable

from backend.core.decisions import Link
from backend.core.items import Kind, Side
from backend.core.reasons import Reason
from backend.core.seen import Unmapped
from backend.sync.desk import Desk
from backend.sync.pull import Picture


def convert(desk: Desk, picture: Picture, known: Iterable[Link]) -> None:
    """Let to-dos be missing from the diary: those that were kept equal with an event, so that it goes; all of them
    while tasks are synced, which see to them. The way back needs nothing: the gateway of tasks calls them gone."""
    if desk.kind is not Kind.APPOINTMENT:
        return
    seen = picture.seen[Side.SUPEROFFICE]
    todos = {
        item_id
        for item_id, one in seen.items()
        if isinstance(one.item, Unmapped) and one.item.reason is Reason.TODO
    }
    if not desk.rules.preferences.sync_tasks:
        todos &= {link.ids[Side.SUPEROFFICE] for link in known if link.ids[Side.CALENDAR]}
    for item_id in todos:
        del seen[item_id]
    picture.missing[Side.SUPEROFFICE] |= todos
