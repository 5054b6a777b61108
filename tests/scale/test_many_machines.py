"""Web, two workers and PostgreSQL as processes over TCP, and one worker that is killed or cut off in mid-run."""

from __future__ import annotations

import re
import signal
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, select

from backend.api.app import make_app
from backend.demo.browser import connect
from backend.jobs.doorbell import ring
from backend.store.database import session
from backend.store.tables import Mailbox, Run
from tests.company import Diary, Outlook, at, shows_titles_alone
from tests.sandbox_client import SandboxClient
from tests.scale.installation import LEASE, Installation, installation
from tests.support import eventually

#: more than one worker writes before it is killed
VISITS = 12
#: requests that change an item
_WRITES = re.compile(r"^(PATCH|PUT|DELETE) |CreateAppointmentForUID|/(Save|Delete|Accept)\b|^POST .*/events$")
GUEST = {"type": "required", "emailAddress": {"address": "clara@havbris.example", "name": "Clara"}}


@pytest.fixture
def machines(sandbox: SandboxClient) -> Iterator[Installation]:
    """Web and two workers; Linda is connected."""
    with (
        tempfile.TemporaryDirectory(prefix="sosync-machines-", ignore_cleanup_errors=True) as folder,
        installation(Path(folder), sandbox) as running,
    ):
        running.start_web()
        list(connect(make_app(running.product), running.url, ["linda"]))
        shows_titles_alone(running.product)
        running.start_workers(2)
        yield running


@pytest.fixture
def linda(machines: Installation) -> UUID:
    """Linda's mailbox, at rest."""
    with session(machines.product.engine) as work:
        mailbox_id = work.scalars(select(col(Mailbox.id))).one()
    rests(machines, mailbox_id)
    return mailbox_id


def rests(machines: Installation, mailbox_id: UUID) -> None:
    """A run went well, and nothing waits."""

    def is_at_rest() -> bool:
        row, runs = machines.mailbox(mailbox_id), machines.runs(mailbox_id)
        return bool(runs) and runs[-1].outcome == "ok" and row.dirty == row.seen_dirty and row.lease_until is None

    eventually(is_at_rest, timeout=60)


def calendars(machines: Installation) -> tuple[Outlook, Diary]:
    return Outlook(machines.sandbox.graph_session("linda")), Diary(
        machines.sandbox.superoffice_session("linda"), 5
    )


def written(machines: Installation) -> list[object]:
    """Both calendars with the versions of all items, the mails that left, and how many writes were tried."""
    outlook, diary = calendars(machines)
    counts = machines.sandbox.requests()["requests"]
    tried = sorted(str(one) for one in counts if _WRITES.search(f"{one['method']} {one['route']}"))
    return [outlook.items(), diary.items(), machines.sandbox.mail(), tried]


def rings(machines: Installation, mailbox_id: UUID) -> None:
    with session(machines.product.engine) as work, work.begin():
        ring(work, mailbox_id)


def begins_to_write(machines: Installation, mailbox_id: UUID, title: str) -> int:
    """Linda adds visits, one with a guest, and a worker is in the midst of bringing them over: its process id."""
    outlook, diary = calendars(machines)
    machines.sandbox.faults.add("superoffice", "slow", count=400, seconds=0.7, method="POST")
    for number in range(VISITS):
        outlook.adds(f"{title} {number}", at(2, 8) + timedelta(hours=number))
    outlook.adds(f"{title} with Clara", at(4, 8), attendees=[GUEST])
    eventually(lambda: len([one for one in diary.titles() if one.startswith(title)]) >= 2, timeout=30)
    worker = machines.owner(mailbox_id)
    assert worker in machines.workers
    assert machines.runs(mailbox_id)[-1].outcome == ""
    return worker


def is_in_step(machines: Installation, mailbox_id: UUID, title: str) -> None:
    """Everything is there once, in both systems, and Clara got one mail, from Outlook itself."""
    rests(machines, mailbox_id)
    outlook, diary = calendars(machines)
    wanted = sorted([f"{title} {number}" for number in range(VISITS)] + [f"{title} with Clara"])
    for titles in (outlook.subjects(), diary.titles()):
        assert sorted(one for one in titles if one.startswith(title)) == wanted
    assert len([mail for mail in machines.sandbox.mail("c") if title in mail["subject"]]) == 1


def goes_on_by(machines: Installation, mailbox_id: UUID, dead: Run, lost: int) -> Run:
    """Another worker takes the mailbox over; its run."""
    eventually(lambda: machines.runs(mailbox_id)[-1].id != dead.id, timeout=3 * LEASE)
    assert machines.owner(mailbox_id) != lost
    return next(run for run in machines.runs(mailbox_id) if run.began_at > dead.began_at)


def is_taken_over(machines: Installation, mailbox_id: UUID, lost: int, does: signal.Signals, title: str) -> Run:
    """What happens when a worker is lost while it writes, and doorbells wait. The run that was cut off."""
    dead = machines.runs(mailbox_id)[-1]
    machines.signal(lost, does)
    ends = machines.mailbox(mailbox_id).lease_until
    assert ends
    for _ in range(10):
        rings(machines, mailbox_id)
    second = goes_on_by(machines, mailbox_id, dead, lost)
    # the promise: lease + 5 seconds
    assert second.began_at - ends < timedelta(seconds=5)
    machines.sandbox.faults.clear()
    is_in_step(machines, mailbox_id, title)
    return dead


def test_another_worker_goes_on_and_one_that_comes_back_writes_nothing(
    machines: Installation, linda: UUID
) -> None:
    killed = begins_to_write(machines, linda, "Killed")
    is_taken_over(machines, linda, killed, signal.SIGKILL, "Killed")
    assert machines.workers.pop(killed).process.wait(10) == -signal.SIGKILL
    machines.start_worker()

    stopped = begins_to_write(machines, linda, "Cut off")
    dead = is_taken_over(machines, linda, stopped, signal.SIGSTOP, "Cut off")
    before = written(machines)
    machines.signal(stopped, signal.SIGCONT)
    woken = eventually(lambda: [run for run in machines.runs(linda) if run.id == dead.id and run.outcome])
    assert [run.outcome for run in woken] == ["lease_lost"]
    rests(machines, linda)
    assert written(machines) == before

    # it is a worker again: the other one ends, and it takes the next run
    (other,) = set(machines.workers) - {stopped}
    machines.signal(other, signal.SIGTERM)
    assert machines.workers.pop(other).process.wait(30) == 0
    outlook, diary = calendars(machines)
    outlook.adds("Dinner", at(5, 18))
    eventually(lambda: "Dinner" in diary.titles(), timeout=30)
    machines.workers[stopped].check()
