"""Events in another calendar than the one that is synced by now: they and their rows stay as they are.

A preference never touches what is synced (spec/preferences.md), so the links stay as well, for the day on which
the former calendar is chosen again; until then nothing travels between the two, and nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from backend.core.decisions import Change, CreateOn, Forget, Leave, Link, Unread
from backend.core.items import Appointment, Side
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.values import replace
from backend.store import links
from backend.sync.desk import Desk
from backend.sync.pull import Picture

if TYPE_CHECKING:
    from backend.sync.steps import Step


def left_elsewhere(desk: Desk, picture: Picture, steps: Sequence[Step], known: Iterable[Link]) -> list[Step]:
    """*steps* without what would be done about events elsewhere; *known* are the links as they were before."""
    there = {link.id: link for link in known if _lies_elsewhere(desk, link, picture)}
    series = _series_elsewhere(desk, picture, steps)
    result: list[Step] = []
    for step in steps:
        if step.link.id in there and not _goes_on(step):
            result.append(_left(step, there[step.link.id]))
        elif _series_of_new(step) in series:
            result.append(_left(step, replace(step.link, shown={side: {} for side in Side})))
        else:
            result.append(step)
    return result


def _left(step: Step, link: Link) -> Step:
    """The step without an act. No version of the event is kept, so that the day it is listed it is looked at."""
    presence = {**step.presence, Side.CALENDAR: Unread()}
    link = replace(link, versions={**link.versions, Side.CALENDAR: ""})
    return replace(step, link=link, presence=presence, decision=Leave(Reason.OTHER_CALENDAR))


def _lies_elsewhere(desk: Desk, link: Link, picture: Picture) -> bool:
    """Whether the event of *link* is not in the calendar that is synced, but in the former one.

    That is found when another calendar is chosen, of which everything is listed. What is gone from the former one
    by then counts as well: whoever clears up a calendar deletes nothing in SuperOffice.
    """
    event = link.ids[Side.CALENDAR]
    if event is None or link.wish.unlinked or event in picture.listed[Side.CALENDAR]:
        return False
    if link.reason == Reason.OTHER_CALENDAR:
        return True
    seen = picture.seen[Side.CALENDAR].get(event)
    if seen is not None and isinstance(seen.item, Appointment):
        return event in picture.unlisted and desk.rules.window.touches(seen.item.span)
    return event in picture.unlisted


def _goes_on(step: Step) -> bool:
    """Whether the decision is carried out all the same: what turns private is hidden (promise 5), and what is gone
    from both sides is forgotten."""
    decision = step.decision
    hides = isinstance(decision, Change) and any("private" in fields for fields in decision.merged.fields.values())
    return hides or isinstance(decision, Forget)


def _series_elsewhere(desk: Desk, picture: Picture, steps: Sequence[Step]) -> frozenset[str]:
    """Series in SuperOffice, of those with a new row, that lie in another calendar: the row belongs there too."""
    grown = {_series_of_new(step) for step in steps} - {""}
    with desk.reading() as connection:
        siblings = links.by_series(connection, desk.mailbox_id, Side.SUPEROFFICE, grown)
    return frozenset(one.series[Side.SUPEROFFICE] for one in siblings if _lies_elsewhere(desk, one, picture))


def _series_of_new(step: Step) -> str:
    """The series in SuperOffice of a row that is to be made in the calendar; "" for every other step."""
    row = step.presence[Side.SUPEROFFICE]
    is_new = isinstance(step.decision, CreateOn) and step.decision.side is Side.CALENDAR
    return row.place.series if is_new and isinstance(row, Seen) and row.place else ""
