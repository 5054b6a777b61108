"""The marks by which people see, in both systems, that two items may be one (scenario 11)."""

from __future__ import annotations

from collections.abc import Iterable

from backend.core.decisions import Leave
from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.sync.desk import Desk
from backend.sync.steps import Step


def mark(desk: Desk, steps: Iterable[Step]) -> None:
    """Let people see which items are apart, and no longer where that is settled."""
    flags: dict[Side, dict[str, bool]] = {side: {} for side in Side}
    for step in steps:
        is_apart = isinstance(step.decision, Leave) and step.decision.reason is Reason.NOT_JOINED
        if is_apart is not step.was_apart:
            for side, one in step.presence.items():
                if isinstance(one, Seen):
                    flags[side][one.id] = is_apart
    for side, ids in flags.items():
        if ids:
            desk.tell(at_once=True)
            desk.gateways[side].flag(ids)
