"""An organisation that has worked for a month: people in every state, runs of every day, items that wait."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from backend.core.items import Kind, Side
from backend.core.reasons import Reason
from backend.core.report import Report
from backend.core.words import Phrase
from backend.store.database import session
from backend.store.tables import Link, Mailbox, Run
from tests.addin.conftest import Stage

_DAYS = 30
#: name → what is not as usual with the mailbox
_PEOPLE: dict[str, dict[str, Any]] = {
    "Anders Aasen": {},
    "Berit Bakke": {"failures": 4},
    "Christian Dahl": {"state": "paused"},
    "Dagny Eide-Kristoffersen": {"state": "needs_sign_in", "state_side": "superoffice"},
    "Erik Foss": {"state": "needs_sign_in", "state_side": "calendar"},
    "Frida Gran": {"state": "needs_sign_in", "account_id": ""},
    "Geir Haugen": {},
    "Hilde Iversen": {"state": "unlinked"},
    "Ingrid Jacobsen": {},
    "Jonas Krogh": {},
    "Kari Lunde": {},
}
_HELD, _NEVER = "Jonas Krogh", "Kari Lunde"


def lives_a_month(stage: Stage) -> None:
    """Linda's organisation after a month of work; her own runs too."""
    now = datetime.now(UTC).replace(microsecond=0)
    with session(stage.product.engine) as work:
        linda = work.scalars(select(Mailbox).where(col(Mailbox.address) == stage.company["linda"].address)).one()
        work.add_all(run for day in range(1, _DAYS) for run in _day_of_runs(linda.id, now, day))
        for number, (name, unusual) in enumerate(_PEOPLE.items(), start=1):
            work.add_all(_person(work, linda, name, unusual, number, now))
        work.commit()


def _day_of_runs(mailbox_id: UUID, now: datetime, back: int) -> list[Run]:
    """The runs of one day: few on weekends, most of them without a change, some that fail."""
    day = now.replace(hour=7) - timedelta(days=back)
    many = 3 if day.weekday() >= 5 else 9 + back * 5 % 8
    return [_run(mailbox_id, day + timedelta(minutes=37 * number), back * 7 + number) for number in range(many)]


def _run(mailbox_id: UUID, began: datetime, seed: int) -> Run:
    some = Counter({Side.SUPEROFFICE: seed % 4, Side.CALENDAR: seed % 3})
    report = Report(created=some, updated=Counter({Side.CALENDAR: seed % 5}), seconds=0.6 + seed % 9 / 3)
    if seed % 3:
        report = Report(seconds=0.4)
    if seed % 23 == 0:
        told = (Phrase("trouble.outlook.unreachable"),)
        report = Report(outcome="unavailable", told=told, seconds=30.2)
    elif seed % 11 == 0:
        report = Report(updated=Counter({Side.SUPEROFFICE: 14}), conflicts=2, outcome="partial", seconds=4.7)
    ended = began + timedelta(seconds=report.seconds)
    return Run(
        mailbox_id=mailbox_id, trigger="doorbell" if seed % 2 else "poll", began_at=began, ended_at=ended,
        report=report.as_json(), outcome=report.outcome,
    )  # fmt: skip


def _person(
    work: Session, like: Mailbox, name: str, unusual: dict[str, Any], number: int, now: datetime
) -> list[Run | Link]:
    """A mailbox with its last run and its items."""
    address = f"{name.lower().replace(' ', '.')}@nordlys.example"
    usual = {"state": "active", "account_id": f"account-{number}", "state_since": now - timedelta(days=number)}
    mailbox = Mailbox(
        organisation_id=like.organisation_id, associate_id=900 + number, address=address, name=name,
        zone=like.zone, due_at=now + timedelta(minutes=number), **{**usual, **unusual},
    )  # fmt: skip
    work.add(mailbox)
    work.flush()
    if name == _NEVER or not mailbox.account_id:
        return []
    seed = 23 if mailbox.failures else number + 24
    items = [_link(mailbox.id, f"{number}-{one}", "linked", "") for one in range(number * 7)]
    if name == _HELD:
        items += [_link(mailbox.id, f"held-{one}", "held", Reason.MASS_DELETION) for one in range(31)]
        items += [_link(mailbox.id, f"parked-{one}", "parked", Reason.REFUSED) for one in range(2)]
    return [_run(mailbox.id, now - timedelta(minutes=5 * number), seed), *items]


def _link(mailbox_id: UUID, name: str, state: str, reason: str) -> Link:
    return Link(
        mailbox_id=mailbox_id, kind=Kind.APPOINTMENT.value, origin=Side.CALENDAR.value, state=state, reason=reason,
        superoffice_id=f"so-{name}", calendar_id=f"cal-{name}", changed_at=datetime.now(UTC),
    )  # fmt: skip
