"""The product opened, and the one way to run a mailbox: lease, run, and what becomes of the mailbox afterwards."""

from __future__ import annotations

import hashlib
import logging
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import UUID, uuid4

from sqlalchemy import Engine

from backend.config import Settings
from backend.core.items import Side, Window
from backend.core.marks import Marker
from backend.core.preferences import Preferences
from backend.core.report import Report
from backend.core.rules import LONG_AGO, Rules
from backend.core.sides import Gateway, NeedsSignIn, SideError
from backend.core.zones import zone
from backend.store import database, mailboxes, runs
from backend.store.mailboxes import LeaseLost
from backend.store.secrets import Vault, open_vault
from backend.store.tables import Mailbox, Organisation
from backend.sync.desk import Desk
from backend.sync.doors import Doors
from backend.sync.people import People
from backend.sync.run import run

log = logging.getLogger(__name__)

#: longest wait after whole-run failures
_LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Product:
    """What every surface needs to work: made once a process by `open_product`."""

    settings: Settings
    engine: Engine
    vault: Vault
    doors: Doors


def open_product(settings: Settings, *, pool: int = 5) -> Product:
    """Open database (migrated) and vault. *pool*: connections that stay open."""
    database.migrate(settings)
    engine, vault = database.open_engine(settings, pool=pool), open_vault(settings)
    return Product(settings, engine, vault, Doors(settings, engine, vault))


def preferences_of(mailbox: Mailbox, organisation: Organisation) -> Preferences:
    """The preferences that count for a mailbox."""
    return Preferences.resolve(organisation.preferences, mailbox.preferences)


def gateways_of(product: Product, mailbox: Mailbox) -> Mapping[Side, Gateway]:
    """Both sides of a mailbox, for looking outside of a run. Raises SideError."""
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    return product.doors.open(mailbox, organisation, preferences_of(mailbox, organisation)).gateways


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
    with database.session(product.engine) as work:
        fence = mailboxes.take(work, mailbox_id, owner, began, product.settings.lease_seconds)
        if fence is None:
            mailboxes.ring(work, mailbox_id)
            work.commit()
            return Report(
                outcome="busy", sentence="Another run of this mailbox is going on; one more will follow."
            )
        work.commit()
        mailbox = work.get_one(Mailbox, mailbox_id)
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    desk = _desk(product, mailbox, organisation, fence, now or began)
    desk.progress = progress
    try:
        _carry_out(product, desk, mailbox, organisation, trigger)
    finally:
        _give_back(product, desk, mailbox)
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
        # SuperOffice's clock has whole seconds
        invites_since=LONG_AGO if mailbox.invitations_confirmed else mailbox.linked_at.replace(microsecond=0),
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
    )


def _carry_out(product: Product, desk: Desk, mailbox: Mailbox, organisation: Organisation, trigger: str) -> None:
    """Run, and write the outcome into the report."""
    started = monotonic()
    with desk.engine.begin() as connection:
        runs.begin(connection, desk.run_id, desk.mailbox_id, trigger, datetime.now(UTC))
    report = desk.report
    before: dict[Side, int] = {}
    try:
        sides = product.doors.open(mailbox, organisation, desk.rules.preferences)
        desk.gateways = sides.gateways
        desk.people = People(desk.engine, organisation.id, mailbox.id, sides.directory)
        before = {side: gateway.requests for side, gateway in desk.gateways.items()}
        run(desk)
    except SideError as error:
        desk.ended_by = error
        report.outcome = "needs_sign_in" if isinstance(error, NeedsSignIn) else "unavailable"
        report.sentence = str(error)
    except LeaseLost:
        report.outcome = "lease_lost"
        report.sentence = "The run took longer than its lease; another worker goes on with the mailbox."
    except Exception:
        # told before it is raised on: nobody may wonder why a run has no end
        report.outcome, report.sentence = "failed", "The run ended with an error of this product; see its log."
        raise
    finally:
        report.seconds = monotonic() - started
        report.requests = {side: gateway.requests - before[side] for side, gateway in desk.gateways.items()}
        with desk.engine.begin() as connection:
            runs.tell(
                connection, desk.run_id, report.as_json(), outcome=report.outcome, ended_at=datetime.now(UTC)
            )
        if desk.progress:
            desk.progress(report)


def _give_back(product: Product, desk: Desk, mailbox: Mailbox) -> None:
    """End the lease: the state of the mailbox, and when it is due again."""
    now = datetime.now(UTC)
    outcome = desk.report.outcome
    failed = outcome in {"unavailable", "lease_lost", "failed"}
    failures = mailbox.failures + 1 if failed else 0
    with database.session(product.engine) as work:
        mailboxes.give_back(
            work, mailbox.id, desk.fence, mailbox.dirty, now + _pause(product.settings, failures, desk.ended_by)
        )
        row = work.get_one(Mailbox, mailbox.id, with_for_update=True)
        if row.fence == desk.fence:
            row.failures = failures
            # what was confirmed while this run was going on is for the next
            row.deletions_confirmed &= outcome != "ok" or not desk.deletions_confirmed
            row.invitations_confirmed &= failed or not desk.invitations_confirmed
            _enter(row, desk.ended_by, now)
        work.commit()


def _enter(mailbox: Mailbox, ended_by: SideError | None, now: datetime) -> None:
    """The state of the mailbox after a run; a pause that a person ordered stays."""
    state = "needs_sign_in" if isinstance(ended_by, NeedsSignIn) else "active"
    if mailbox.state not in {state, "paused"}:
        mailbox.state, mailbox.state_since = state, now
        mailbox.state_side = ended_by.side.value if ended_by and state != "active" else ""


def _pause(settings: Settings, failures: int, ended_by: SideError | None) -> timedelta:
    """Time to the next poll: as the side asked, else doubled with each failure of the whole run."""
    if ended_by and ended_by.retry_after is not None:
        return timedelta(seconds=ended_by.retry_after)
    pause = timedelta(seconds=settings.poll_seconds)
    doubled: timedelta = pause * 2 ** min(failures, 8)
    return min(doubled, max(pause, _LONGEST_PAUSE))
