"""What a colleague's calendar leaves of a series that is or was in sync: what came only to be cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend.core.decisions import End, Leave
from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.store import links
from backend.sync.desk import Desk

if TYPE_CHECKING:
    from backend.sync.steps import Step


def cleared(desk: Desk, steps: Sequence[Step]) -> list[Step]:
    """*steps*, in which "Canceled: …" goes from the calendar where other items of its series are or were in sync.

    Outlook shows what was taken out of a series again when the whole series moves. The organiser's mailbox takes
    it away once more; no row in SuperOffice ever told the guests' mailboxes of it.
    """
    named = {step.link.series[Side.CALENDAR] for step in steps if _is_leftover(step)}
    if not named or not desk.rules.preferences.direction.lets(Side.CALENDAR):
        return list(steps)
    with desk.reading() as connection:
        known = links.by_series(connection, desk.mailbox_id, Side.CALENDAR, named)
    # the rows of the others may be gone by now, cleared away by a run that died before their events
    in_sync = {link.series[Side.CALENDAR] for link in known if link.state == "linked" or link.had_row}
    ends = End(frozenset({Side.CALENDAR}))
    return [
        replace(step, decision=ends) if _is_leftover(step) and step.link.series[Side.CALENDAR] in in_sync else step
        for step in steps
    ]


def _is_leftover(step: Step) -> bool:
    alone = step.link.ids[Side.SUPEROFFICE] is None and bool(step.link.series[Side.CALENDAR])
    return alone and step.decision == Leave(Reason.CANCELLED)
