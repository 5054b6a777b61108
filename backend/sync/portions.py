"""The steps of a run in the portions in which they are written: of hundreds of new items, some at a time.

What is decided about an item takes ten times the memory of what was read of it, and is held for one portion only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from backend.core.decisions import CreateOn, Nothing
from backend.core.items import Side
from backend.core.seen import Seen, Unmapped
from backend.core.wishes import NO_WISH
from backend.sync.concerning import with_choices
from backend.sync.deciding import newcomer
from backend.sync.desk import Desk
from backend.sync.guard import guard
from backend.sync.linking import with_mentioned
from backend.sync.planning import MANY
from backend.sync.privacy import licensed
from backend.sync.steps import Step
from backend.sync.tasks import urgency


def completed(desk: Desk, steps: Sequence[Step]) -> list[Step]:
    """*steps* with whom texts mention and what was chosen for a whole series, without what the licence or a guard
    holds back. Raises SideError."""
    return guard(desk, licensed(desk, with_choices(desk, with_mentioned(desk, steps))))


def in_portions(
    desk: Desk, steps: Sequence[Step], crowd: Mapping[Side, Sequence[Seen]]
) -> Iterator[Sequence[Step]]:
    """*steps*, and those of the *crowd*, each decided when it is its turn. Raises SideError.

    All that SuperOffice gets comes before what is made in the calendar: it may tell that it has an item already.
    """
    if not crowd:
        yield steps
        return
    for side, there in crowd.items():
        desk.report.planned[side.other] += len(there)
    late = [step for step in steps if _is_made_in_calendar(step)]
    yield [step for step in steps if not _is_made_in_calendar(step)]
    yield from _decided(desk, Side.CALENDAR, crowd[Side.CALENDAR])
    yield late
    yield from _decided(desk, Side.SUPEROFFICE, crowd[Side.SUPEROFFICE])


def _is_made_in_calendar(step: Step) -> bool:
    return isinstance(step.decision, CreateOn) and step.decision.side is Side.CALENDAR


def _decided(desk: Desk, side: Side, crowd: Sequence[Seen]) -> Iterator[list[Step]]:
    waiting = sorted(crowd, key=lambda seen: _when(seen, desk.now))
    for begin in range(0, len(waiting), MANY):
        portion = waiting[begin : begin + MANY]
        steps = [newcomer(desk, side, seen, NO_WISH) for seen in portion]
        # counted as they are planned
        desk.report.planned[side.other] -= len(portion)
        yield completed(desk, [step for step in steps if not isinstance(step.decision, Nothing)])


def _when(seen: Seen, now: datetime) -> tuple[bool, str]:
    return (True, "") if isinstance(seen.item, Unmapped) else urgency(seen.item, now)
