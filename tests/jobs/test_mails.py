"""Workers send what waits and remind of sign-ins; what is old is dropped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from procrastinate import SyncPsycopgConnector
from sqlmodel import select

from backend.jobs import tasks
from backend.jobs.lanes import UPKEEP
from backend.store.database import address, session
from backend.store.tables import Act, Mail, Mailbox
from backend.sync.administration.acts import Administrator, record
from backend.sync.housekeeping import ACTS_KEPT, KEPT, drop_old
from backend.sync.service import Product
from tests.api.v1.admin import letters
from tests.jobs.test_worker import working
from tests.mailboxes import add_mailbox

DAY = timedelta(days=1)


def test_a_worker_reminds_once_and_sends_it(product: Product) -> None:
    add_mailbox(product, "linda", 5)
    with session(product.engine) as work:
        mailbox = work.scalars(select(Mailbox)).one()
        mailbox.state, mailbox.state_since = "needs_sign_in", datetime.now(UTC)
        mailbox.superoffice_tokens = product.vault.lock("a sign-in")
        work.commit()
    for task in (tasks.remind_of_sign_ins, tasks.send_mails) * 2:
        connector = SyncPsycopgConnector(conninfo=address(product.settings))
        with tasks.jobs.replace_connector(connector) as app, app.open():
            task.configure(queueing_lock="once").defer(timestamp=0)
        with working(product, [UPKEEP]):
            pass
    (mail,) = letters(product.settings.data_dir / "mails")
    assert "sign in again" in str(mail["Subject"])


def test_mails_go_after_thirty_days_and_acts_after_a_year(product: Product) -> None:
    mailbox_id = add_mailbox(product, "linda", 5)
    now = datetime.now(UTC)
    with session(product.engine) as work:
        mailbox = work.get_one(Mailbox, mailbox_id)
        for state in ("sent", "refused", "sending", "waiting"):
            mail = Mail(
                mailbox_id=mailbox_id, kind="connect", address=mailbox.address, asked_at=now, state=state,
                state_since=now,
            )  # fmt: skip
            work.add(mail)
        record(work, Administrator(mailbox.organisation_id, "the administrator"), "pause", mailbox.address)
        work.commit()
    assert drop_old(product.engine, now + KEPT - DAY).mails == 0
    later = drop_old(product.engine, now + KEPT + DAY)
    assert (later.mails, later.acts, later.mailboxes) == (3, 0, 0)
    assert drop_old(product.engine, now + ACTS_KEPT + DAY).acts == 1
    with session(product.engine) as work:
        assert work.scalars(select(Act)).all() == []
        assert work.scalars(select(Mail.state)).all() == ["waiting"]
