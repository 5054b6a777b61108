"""One run of one mailbox, told in its verbs: recover, pull, plan, guard, apply, move on (architecture.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from backend.core.decisions import CreateOn, Link
from backend.core.items import Kind, Side
from backend.core.preferences import Preferences
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.store import colleagues, journal, links, runs, tenants
from backend.sync.apply import apply
from backend.sync.desk import Desk
from backend.sync.guard import tell_held
from backend.sync.introductions import introduced, remember
from backend.sync.nameless import recognise
from backend.sync.planning import plan
from backend.sync.portions import completed, in_portions
from backend.sync.privacy import forget_public_values
from backend.sync.pull import Picture, look_up, pull
from backend.sync.recovery import recover
from backend.sync.steps import Step
from backend.sync.tenant.rematch import rematch

#: how often an item that changes under our hands is read again within one run
_ROUNDS = 3


def run(desk: Desk) -> None:
    """Bring both sides of a mailbox together. Raises SideError when a side cannot be worked with, LeaseLost."""
    if not desk.preferences_obeyed:
        _begin_to_obey(desk)
    for kind in _kinds(desk.rules.preferences):
        desk.kind = kind
        _run(desk)
    tell_held(desk)
    if desk.restored_at or not desk.preferences_obeyed:
        with desk.transaction() as connection:
            runs.obeyed(connection, desk.mailbox_id, desk.preferences)
            if desk.restored_at:
                tenants.compared(connection, desk.mailbox_id, desk.restored_at)


def _begin_to_obey(desk: Desk) -> None:
    """What this run keeps back by its preferences is compared again under others, also if it never ends; and what
    it syncs of another calendar is known to lie there, once the former one is chosen again."""
    preferences = runs.IN_PART if desk.rules.preferences_changed else desk.preferences
    with desk.transaction() as connection:
        runs.obeyed(connection, desk.mailbox_id, preferences)
        if desk.calendar_changed:
            runs.synced(connection, desk.mailbox_id, runs.IN_PART)


def _kinds(preferences: Preferences) -> list[Kind]:
    """The kinds of items that are synced (spec/preferences.md: sync_appointments, sync_tasks)."""
    chosen = {Kind.APPOINTMENT: preferences.sync_appointments, Kind.TASK: preferences.sync_tasks}
    return [kind for kind, wanted in chosen.items() if wanted]


def _run(desk: Desk) -> None:
    """One kind of items. Cursors move last: whatever ends the run before is read again by the next."""
    unfound = recover(desk)
    picture = pull(desk)
    open_creates = recognise(desk, picture, unfound)
    if desk.restored_at:
        rematch(desk, picture)
    if picture.first and not desk.invitations_confirmed:
        # SuperOffice's clock has whole seconds: what was made in the very second of linking was there before
        desk.rules = replace(desk.rules, invites_since=desk.rules.invites_since + timedelta(seconds=1))
    with desk.reading() as connection:
        again = links.waiting(connection, desk.mailbox_id, desk.kind, desk.now, _confirmed(desk))
    if desk.kind is Kind.APPOINTMENT:
        again += _told_by_colleagues(desk, picture)
        again += introduced(desk)
    planned = plan(desk, picture, again)
    steps = completed(desk, planned.steps)
    forget_public_values(desk, steps)
    _drop_orphans(desk, steps, open_creates)
    restless = [
        link for portion in in_portions(desk, steps, planned.crowd) for link in apply(desk, portion, open_creates)
    ]
    for _ in range(_ROUNDS):
        if not restless:
            break
        looked = plan(desk, _look_again(desk, restless), restless)
        restless = apply(desk, completed(desk, looked.steps), {})
    if restless:
        desk.report.put_off(Reason.PARKED, len(restless))
    if desk.kind is Kind.APPOINTMENT:
        _ring_who_waits(desk)
        remember(desk)
    with desk.transaction() as connection:
        runs.move(connection, desk.mailbox_id, desk.kind, picture.cursors, desk.now)
        if desk.kind is Kind.APPOINTMENT and desk.calendar_changed:
            runs.synced(connection, desk.mailbox_id, desk.rules.preferences.calendar)


def _told_by_colleagues(desk: Desk, picture: Picture) -> list[Link]:
    """Links about which colleagues' mailboxes know more by now, their halves read: two may be one meeting."""
    with desk.reading() as connection:
        told = links.by_keys(connection, colleagues.news(connection, desk.mailbox_id))
    for side in Side:
        look_up(desk, picture, side, [item_id for link in told if (item_id := link.ids[side])])
    return told


def _ring_who_waits(desk: Desk) -> None:
    """Mailboxes that wait for an invitation have something to do: its owner declined it, or its event is known."""
    if desk.news_of:
        with desk.engine.begin() as connection:
            waiting = colleagues.waiting_for(connection, desk.news_of)
            colleagues.ring(connection, waiting - {desk.mailbox_id})


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
