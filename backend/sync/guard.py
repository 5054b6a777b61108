"""The guards: too many deletions, and invitations that nobody asked for now, wait for a person (promise 4)."""

from __future__ import annotations

from backend.core.decisions import Leave, Remove
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.core.words import Phrase
from backend.store import links
from backend.sync.desk import Desk
from backend.sync.steps import Step


def guard(desk: Desk, steps: list[Step]) -> list[Step]:
    """Hold all deletions of the run when there are more than the limit, unless they were confirmed."""
    removals = {_what(step, step.decision) for step in steps if isinstance(step.decision, Remove)}
    if not removals or desk.deletions_confirmed:
        return steps
    preferences = desk.rules.preferences
    with desk.reading() as connection:
        share = links.count(connection, desk.mailbox_id, desk.kind) * preferences.mass_delete_percent // 100
    if len(removals) <= max(preferences.mass_delete_items, share):
        return steps
    return [_held(step) if isinstance(step.decision, Remove) else step for step in steps]


def tell_held(desk: Desk) -> None:
    """Say in the report what waits, in every run until somebody confirms or restores."""
    with desk.reading() as connection:
        waiting = links.held(connection, desk.mailbox_id)
    if number := waiting.get(Reason.MASS_DELETION):
        desk.report.outcome = "held"
        desk.report.told = (Phrase("run.deletions_held", {"n": number}),)
    elif number := waiting.get(Reason.INVITATIONS):
        desk.report.told = (Phrase("run.invitations_held", {"n": number}),)


def _what(step: Step, removal: Remove) -> str:
    """What a person would call one deletion: an item, or a whole series."""
    return step.link.series[removal.side] or str(step.link.id)


def _held(step: Step) -> Step:
    return replace(step, decision=Leave(Reason.MASS_DELETION))
