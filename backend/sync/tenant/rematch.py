"""The first run after SuperOffice was restored from a backup: what links may still say (decision 011).

SuperOffice's database is an older one now: that a row is missing was nobody's wish, an older text nobody's edit.
A number may belong to another row by now. Links are corrected before anything is planned, so that the ordinary
decisions make good what the backup lacks.
"""

from __future__ import annotations

from backend.core.decisions import Link
from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.values import replace
from backend.store import links
from backend.superoffice.restored import is_another, is_newer
from backend.sync.desk import Desk
from backend.sync.pull import Picture, look_up


def rematch(desk: Desk, picture: Picture) -> None:
    """Correct every link of the kind; *picture* shows both sides whole. Raises SideError, LeaseLost."""
    if not desk.invitations_confirmed:
        # a meeting that came back with the backup invites nobody a second time
        desk.rules = replace(desk.rules, invites_since=max(desk.rules.invites_since, desk.now))
    with desk.reading() as connection:
        known = [link for link in links.every(connection, desk.mailbox_id) if link.kind is desk.kind]
    rows = {row: link for link in known if (row := link.ids[Side.SUPEROFFICE])}
    look_up(desk, picture, Side.SUPEROFFICE, rows)
    corrected: list[Link] = []
    for row, link in rows.items():
        seen = picture.seen[Side.SUPEROFFICE].get(row)
        version = link.versions[Side.SUPEROFFICE]
        if row in picture.missing[Side.SUPEROFFICE] or (seen and is_another(seen, version)):
            picture.missing[Side.SUPEROFFICE].discard(row)
            corrected.append(_without_row(link, picture))
        elif seen and not is_newer(seen.version, version):
            corrected.append(_with_older_values(desk, link, seen))
    over = [link.id for link in corrected if not any(link.ids.values())]
    with desk.transaction() as connection:
        links.save(connection, [link for link in corrected if link.id not in over], desk.now)
        links.remove(connection, over)


def _without_row(link: Link, picture: Picture) -> Link:
    """The row is lost: its event is as one that never had a row."""
    event = link.ids[Side.CALENDAR]
    if event and (seen := picture.seen[Side.CALENDAR].get(event)):
        # the number that it points to may be another row's by now
        picture.seen[Side.CALENDAR][event] = replace(seen, pointer="")
    return replace(
        link,
        ids={**link.ids, Side.SUPEROFFICE: None},
        shown={side: {} for side in Side},
        versions={**link.versions, Side.SUPEROFFICE: ""},
        series={**link.series, Side.SUPEROFFICE: ""},
        booking=None,
        put_back=frozenset(),
        state="skipped",
        reason=Reason.OUTSIDE_WINDOW.value,
    )


def _with_older_values(desk: Desk, link: Link, seen: Seen) -> Link:
    """What a row that nobody wrote since shows differently is the backup's: the calendar's values are still to be
    written to it."""
    if isinstance(seen.item, Unmapped):
        return link
    shown = dict(link.shown[Side.SUPEROFFICE])
    for field, mark in desk.rules.marker.marks(seen.item).items():
        if field in shown and mark not in shown[field]:
            shown[field] = [*shown[field], mark]
    return replace(link, shown={**link.shown, Side.SUPEROFFICE: shown})
