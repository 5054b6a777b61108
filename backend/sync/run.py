"""One run of one mailbox, told in its verbs: recover, pull, plan, guard, apply, move on (architecture.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from backend.core.decisions import CreateOn, Link
from backend.core.reasons import Reason
from backend.store import journal, links, runs
from backend.sync.apply import apply
from backend.sync.desk import Desk
from backend.sync.guard import guard, tell_held
from backend.sync.introductions import introduced, remember
from backend.sync.planning import Step, plan
from backend.sync.pull import Picture, look_up, pull
from backend.sync.recovery import recover

#: how often an item that changes under our hands is read again within one run
_ROUNDS = 3


def run(desk: Desk) -> None:
    """Bring both sides of a mailbox together. Raises SideError when a side cannot be worked with, LeaseLost.

    Cursors move last: whatever ends the run before is read again by the next.
    """
    open_creates = recover(desk)
    picture = pull(desk)
    if picture.first and not desk.invitations_confirmed:
        # SuperOffice's clock has whole seconds: what was made in the very second of linking was there before
        desk.rules = replace(desk.rules, invites_since=desk.rules.invites_since + timedelta(seconds=1))
    with desk.engine.connect() as connection:
        again = links.waiting(connection, desk.mailbox_id, desk.now, _confirmed(desk))
    again += introduced(desk)
    steps = guard(desk, plan(desk, picture, again))
    _drop_orphans(desk, steps, open_creates)
    restless = apply(desk, steps, open_creates)
    for _ in range(_ROUNDS):
        if not restless:
            break
        restless = apply(desk, guard(desk, plan(desk, _look_again(desk, restless), restless)), {})
    if restless:
        desk.report.put_off(Reason.PARKED, len(restless))
    tell_held(desk)
    remember(desk)
    with desk.transaction() as connection:
        runs.move(connection, desk.mailbox_id, picture.cursors, desk.now)


def _confirmed(desk: Desk) -> list[Reason]:
    """What was held and may go on."""
    deletions = [Reason.MASS_DELETION] if desk.deletions_confirmed else []
    return deletions + ([Reason.INVITATIONS] if desk.invitations_confirmed else [])


def _look_again(desk: Desk, restless: list[Link]) -> Picture:
    """Both sides of some links as they are now."""
    picture = Picture()
    for side, gateway in desk.gateways.items():
        assert gateway.side is side
        look_up(desk, picture, side, [item_id for link in restless if (item_id := link.ids[side])])
    return picture


def _drop_orphans(desk: Desk, steps: list[Step], open_creates: Mapping[UUID, str]) -> None:
    """Close open creates that are no longer wanted: their source is gone, or stays where it is by now."""
    wanted = {step.link.id for step in steps if isinstance(step.decision, CreateOn)}
    decided = {step.link.id for step in steps}
    closed = [(key, "dropped") for link_id, key in open_creates.items() if link_id in decided - wanted]
    if closed:
        with desk.transaction() as connection:
            journal.close(connection, closed, desk.now)
