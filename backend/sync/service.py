"""The product opened, and the one way to run a mailbox: lease, run, and what becomes of the mailbox afterwards."""

from __future__ import annotations

import hashlib
import logging
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic
from uuid import UUID, uuid4

from sqlalchemy import Engine

from backend import counters, logs
from backend.config import Settings
from backend.core.items import Kind, Side, Window
from backend.core.marks import Marker
from backend.core.preference_values import resolve
from backend.core.preferences import Preferences
from backend.core.report import Report
from backend.core.rules import LONG_AGO, Rules
from backend.core.sides import Gateway, NeedsSignIn, SideError, WentBack
from backend.core.types import are_asked
from backend.core.values import replace
from backend.core.words import Phrase
from backend.core.zones import zone
from backend.store import database, mailboxes, runs, tenants
from backend.store.mailboxes import LeaseLost
from backend.store.secrets import Vault, open_vault
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.system_user import ApprovalWithdrawn
from backend.superoffice.tenant import Closed
from backend.sync import pace, vanished
from backend.sync.choice_memory import ChoiceMemory
from backend.sync.choices import MailboxChoices
from backend.sync.desk import Cancelled, Desk, OutOfTime
from backend.sync.doors import Doors, Sides
from backend.sync.people import People
from backend.sync.persons.run import birthdays_of, sync_persons
from backend.sync.run import run
from backend.sync.tenant import breaker, closing
from backend.transport import asking

log = logging.getLogger(__name__)

#: states in which an administrator does not let a mailbox run
_RESTING = frozenset({"paused", "unlinked"})


@dataclass(frozen=True)
class Product:
    """What every surface needs to work: made once a process by `open_product`."""

    settings: Settings
    engine: Engine
    vault: Vault
    doors: Doors
    #: set when the process is told to end: runs that are under way stop at their next write
    ends: Event = field(default_factory=Event)


def open_product(settings: Settings, *, pool: int = 5) -> Product:
    """Open database (migrated) and vault. *pool*: connections that stay open."""
    database.migrate(settings)
    return product_on(settings, database.open_engine(settings, pool=pool))


def product_on(settings: Settings, engine: Engine) -> Product:
    """The product on a database whose tables are there."""
    vault = open_vault(settings)
    return Product(settings, engine, vault, Doors(settings, engine, vault))


def preferences_of(mailbox: Mailbox, organisation: Organisation) -> Preferences:
    """The preferences that count for a mailbox."""
    return resolve(organisation.preferences, mailbox.preferences, vanished.gone_for(mailbox)).values


def gateways_of(product: Product, mailbox: Mailbox, kind: Kind = Kind.APPOINTMENT) -> Mapping[Side, Gateway]:
    """Both sides of a mailbox for a kind of items, for looking outside of a run. Raises SideError."""
    with database.looking(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    return product.doors.open(mailbox, organisation, preferences_of(mailbox, organisation)).gateways[kind]


def run_mailbox(
    product: Product,
    mailbox_id: UUID,
    trigger: str,
    now: datetime | None = None,
    progress: Callable[[Report], None] | None = None,
) -> Report:
    """One run of one mailbox. A mailbox that another worker holds is only marked due again.

    *now*, aware, is the moment that the run counts as its own (window, history); the lease uses real time.
    *progress* is called as counts grow. Never raises for what a side does: the report tells.
    """
    began = datetime.now(UTC)
    owner = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"
    with database.looking(product.engine) as work:
        found = work.get(Mailbox, mailbox_id)
        # one that was erased meanwhile rests as well
        if found is None or found.state in _RESTING:
            state = found.state if found else "unlinked"
            return Report(outcome=state, told=(Phrase(f"run.{state}"),))
        organisation = work.get_one(Organisation, found.organisation_id)
    why = closing.closed(product.engine, product.doors.tenants, mailbox_id, organisation, began)
    if why := why or breaker.rests(product.engine, found, organisation, began):
        return Report(outcome="unavailable", told=(why,))
    with database.session(product.engine) as work:
        mailbox = mailboxes.take(work, mailbox_id, owner, product.settings.lease_seconds)
        if mailbox is None:
            mailboxes.ring(work, mailbox_id)
            work.commit()
            return Report(outcome="busy", told=(Phrase("run.busy"),))
        work.commit()
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    # kept apart: the row is read again below, and may show the fence of another worker by then
    fence = mailbox.fence
    choices = MailboxChoices(product.doors, mailbox, organisation, ChoiceMemory())
    mailbox = vanished.look_again(product.engine, choices, mailbox, organisation, now or began)
    desk = _desk(product, mailbox, organisation, fence, now or began)
    desk.progress = progress
    with logs.about(mailbox=mailbox_id, run=desk.run_id), asking(desk.may_go_on):
        try:
            _carry_out(product, desk, mailbox, organisation, trigger)
        finally:
            _give_back(product, desk, mailbox)
        report = desk.report
        breaker.note(product.engine, organisation, report.outcome, desk.ended_by, datetime.now(UTC))
        log.info("%s run: %s, %d writes, %.1f s", trigger, report.outcome, report.writes, report.seconds)
    return desk.report


def _desk(product: Product, mailbox: Mailbox, organisation: Organisation, fence: int, now: datetime) -> Desk:
    preferences = preferences_of(mailbox, organisation)
    window = Window.around(
        now.astimezone(zone(mailbox.zone)).date(), preferences.window_back_days, preferences.window_ahead_days
    )
    marker = Marker(product.vault.unlock(mailbox.salt))
    digest = hashlib.sha256(repr(preferences).encode()).hexdigest()[:16]
    rules = Rules(
        preferences,
        window,
        marker,
        now,
        preferences_changed=mailbox.preferences_seen not in ("", digest),
        invites_since=_invites_since(mailbox, preferences),
        birthdays=birthdays_of(product.engine, product.vault, mailbox),
    )
    return Desk(
        engine=product.engine,
        vault=product.vault,
        mailbox_id=mailbox.id,
        run_id=uuid4(),
        fence=fence,
        lease_seconds=product.settings.lease_seconds,
        organisation_id=organisation.id,
        rules=rules,
        now=now,
        deletions_confirmed=mailbox.deletions_confirmed,
        invitations_confirmed=mailbox.invitations_confirmed,
        preferences=digest,
        preferences_obeyed=mailbox.preferences_seen == digest,
        worker_ends=product.ends,
        calendar_changed=mailbox.calendar_seen != preferences.calendar,
        restored_at=mailbox.restored_at,
    )


def _invites_since(mailbox: Mailbox, preferences: Preferences) -> datetime:
    """Meetings made before this moment invite nobody, while the mail guard is on."""
    if mailbox.invitations_confirmed or not preferences.mail_guard:
        return LONG_AGO
    # SuperOffice's clock has whole seconds
    return mailbox.linked_at.replace(microsecond=0)


def _carry_out(product: Product, desk: Desk, mailbox: Mailbox, organisation: Organisation, trigger: str) -> None:
    """Run, and put the outcome into the report."""
    started = monotonic()
    with desk.engine.begin() as connection:
        runs.begin(connection, desk.run_id, desk.mailbox_id, trigger, datetime.now(UTC))
    report = desk.report
    before: dict[Side, int] = {}
    try:
        sides = _open(product, desk, mailbox, organisation)
        before = _requests(desk)
        try:
            _run(desk)
        except ApprovalWithdrawn:
            # the doors leave the system user out by now
            spent = {side: made - before[side] for side, made in _requests(desk).items()}
            sides = _open(product, desk, mailbox, organisation)
            before = {side: made - spent[side] for side, made in _requests(desk).items()}
            _run(desk)
        sync_persons(desk, sides.persons)
        report.told = report.told or vanished.told(mailbox, organisation)
    except SideError as error:
        desk.ended_by = error
        report.outcome = "needs_sign_in" if isinstance(error, NeedsSignIn) else "unavailable"
        report.told = (error.told,)
    except LeaseLost:
        report.outcome = "lease_lost"
        report.told = (Phrase("run.lease_lost"),)
    except Cancelled:
        report.outcome = "cancelled"
        report.told = (Phrase("run.cancelled"),)
    except OutOfTime:
        desk.is_unfinished = True
        report.outcome, report.told = "partial", (Phrase("run.goes_on"),)
    except Exception:
        if _is_erased(desk):
            # its rows went while it was under way
            report.outcome, report.told = "lease_lost", (Phrase("run.lease_lost"),)
            return
        # told before it is raised on: nobody may wonder why a run has no end
        report.outcome, report.told = "failed", (Phrase("run.failed"),)
        raise
    finally:
        report.seconds = monotonic() - started
        report.requests = {side: made - before[side] for side, made in _requests(desk).items()}
        counters.count_run(trigger, report)
        if desk.progress:
            desk.progress(report)


def _open(product: Product, desk: Desk, mailbox: Mailbox, organisation: Organisation) -> Sides:
    """Lay both sides on the desk. Raises SideError."""
    sides = product.doors.open(mailbox, organisation, desk.rules.preferences)
    desk.may_hide_texts, desk.own_addresses = sides.may_hide_texts, sides.own_addresses
    if are_asked(desk.rules.preferences):
        desk.rules = replace(desk.rules, types=sides.types())
    desk.people = People(desk.engine, organisation.id, mailbox.id, sides.directory)
    # last: requests of a run are counted once its sides lie there
    desk.sides = sides.gateways
    return sides


def _run(desk: Desk) -> None:
    """One run; once more, with more care, where SuperOffice turns out to be an older one (decision 011)."""
    try:
        run(desk)
    except WentBack:
        desk.restored_at = datetime.now(UTC)
        with desk.engine.begin() as connection:
            tenants.restored(connection, desk.organisation_id, desk.restored_at)
        run(desk)


def _is_erased(desk: Desk) -> bool:
    with database.looking(desk.engine) as work:
        return work.get(Mailbox, desk.mailbox_id) is None


def _requests(desk: Desk) -> dict[Side, int]:
    """Requests made so far. Gateways of all kinds share their clients, so those of one count for all."""
    return {side: gateway.requests for side, gateway in desk.sides.get(Kind.APPOINTMENT, {}).items()}


def _give_back(product: Product, desk: Desk, mailbox: Mailbox) -> None:
    """End run and lease, both at once: the state of the mailbox, and when it is due again."""
    now = datetime.now(UTC)
    outcome = desk.report.outcome
    closed = desk.ended_by if isinstance(desk.ended_by, Closed) else None
    failed = outcome in {"unavailable", "lease_lost", "failed"} and not closed
    failures = mailbox.failures + 1 if failed else 0
    with database.session(product.engine) as work:
        usual = timedelta(seconds=product.settings.poll_seconds)
        if desk.is_unfinished:
            due_at = now
        elif failures or desk.ended_by:
            due_at = pace.next_attempt(usual, failures, desk.ended_by, now)
        else:
            due_at = pace.next_poll(work, desk, mailbox, usual, now)
        mailboxes.give_back(work, mailbox.id, desk.fence, mailbox.dirty, due_at)
        row = work.get(Mailbox, mailbox.id, with_for_update=True)
        if row and row.fence == desk.fence:
            row.failures = failures
            if vanished.is_doubtful(desk.report):
                row.choices_checked = ""
            # what was confirmed while this run was going on is for the next
            row.deletions_confirmed &= outcome != "ok" or not desk.deletions_confirmed
            gave_up = failed or outcome == "cancelled" or desk.is_unfinished
            row.invitations_confirmed &= gave_up or not desk.invitations_confirmed
            _enter(row, desk.ended_by, now)
        report = desk.report.as_json()
        # after the mailbox: whoever erases it locks in the same order
        work.flush()
        runs.tell(work.connection(), desk.run_id, report, outcome=outcome, ended_at=now)
        work.commit()
    if closed:
        closing.close(product.engine, mailbox.organisation_id, closed.closure, now)


def _enter(mailbox: Mailbox, ended_by: SideError | None, now: datetime) -> None:
    """The state of the mailbox after a run; a pause that a person ordered stays."""
    state = "needs_sign_in" if isinstance(ended_by, NeedsSignIn) else "active"
    if mailbox.state not in {state, "paused", "unlinked"}:
        mailbox.state, mailbox.state_since = state, now
        mailbox.state_side = ended_by.side.value if ended_by and state != "active" else ""
