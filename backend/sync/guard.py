"""The mass-deletion guard: too many deletions at once wait for a person (promise 4)."""

from __future__ import annotations

from dataclasses import replace

from backend.core.plan import Leave, Remove
from backend.core.reasons import Reason
from backend.store import links
from backend.sync.desk import Desk
from backend.sync.planning import Step


def guard(desk: Desk, steps: list[Step]) -> list[Step]:
    """Hold all deletions of the run when there are more than the limit, unless they were confirmed."""
    removals = sum(isinstance(step.decision, Remove) for step in steps)
    if not removals or desk.deletions_confirmed:
        return steps
    preferences = desk.rules.preferences
    with desk.engine.connect() as connection:
        share = links.count(connection, desk.mailbox_id) * preferences.mass_delete_percent // 100
    if removals <= max(preferences.mass_delete_items, share):
        return steps
    return [_held(step) if isinstance(step.decision, Remove) else step for step in steps]


def tell_held(desk: Desk) -> None:
    """Say in the report that deletions wait, in every run until somebody confirms or restores."""
    with desk.engine.connect() as connection:
        waiting = links.held(connection, desk.mailbox_id)
    if waiting:
        desk.report.outcome = "held"
        desk.report.sentence = (
            f"{waiting} deletions at once wait for a person: "
            "confirm them, or restore the items where they are missing."
        )


def _held(step: Step) -> Step:
    return replace(step, decision=Leave(Reason.MASS_DELETION))
