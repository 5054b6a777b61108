"""10,000 notifications for 100 mailboxes in a minute: `python -m tests.scale.coalescing`.

PostgreSQL, a web process and workers run as in production and speak over TCP; one worker is killed in the middle.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from uuid import UUID

from backend.api.app import make_app
from backend.core.items import Side
from backend.demo.browser import connect
from backend.jobs import quiet
from tests.bench.stage import sandbox_of
from tests.scale.installation import Installation, installation
from tests.scale.storm import Aftermath, Bells, GraphsBells, aftermath, blow, crowd, superoffices_bells
from tests.support import eventually

#: seconds until the last run after the storm
_PATIENCE = 180.0
#: notifications of one delivery of Graph's; SuperOffice sends each by itself, some at a time
_TOGETHER = 100
_SENDERS = {Side.CALENDAR: 1, Side.SUPEROFFICE: 8}


def _order(mailboxes: Sequence[UUID], notifications: int, *, at_random: bool) -> list[UUID]:
    """Whose notifications come: every mailbox in turn, or mailboxes as it happens."""
    if not at_random:
        return list(mailboxes) * (notifications // len(mailboxes))
    dice = random.Random(1)
    return [dice.choice(mailboxes) for _ in range(notifications)]


def _storm(
    running: Installation, side: Side, mailboxes: Sequence[UUID], order: list[UUID], seconds: float
) -> None:
    """The storm of a side, and the kill of a worker in mid-run while it lasts."""
    if side is Side.CALENDAR:
        bells: Bells = GraphsBells(running.url)
        deliveries = [order[first : first + _TOGETHER] for first in range(0, len(order), _TOGETHER)]
    else:
        bells, deliveries = superoffices_bells(running.product, running.url), [[one] for one in order]
    with ThreadPoolExecutor(1) as system:
        blowing = system.submit(blow, bells, deliveries, seconds, _SENDERS[side])
        busy = eventually(lambda: [pid for mailbox_id in mailboxes if (pid := running.owner(mailbox_id))])
        running.signal(busy[0], signal.SIGKILL)
        late = quantiles(blowing.result(), n=100)
    print(f"answers of the webhook  p50 {late[49] * 1000:.0f} ms, p99 {late[98] * 1000:.0f} ms")


def _tell(after: Aftermath, notifications: int, began: datetime) -> None:
    counts = Counter(len(of_one) for of_one in after.runs.values())
    print(f"notifications           {notifications}")
    for number, mailboxes in sorted(counts.items()):
        print(f"mailboxes with {number} runs   {mailboxes}")
    print(f"runs cut off by kill -9 {after.dead}")
    print(f"two runs at a time      {len(after.overlapping)}")
    for mailbox_id, of_one in after.runs.items():
        if len(of_one) > 2:
            told = [f"{(run.began_at - began).total_seconds():.1f} s ({run.trigger})" for run in of_one]
            print(f"mailbox {list(after.runs).index(mailbox_id)} was run after {', '.join(told)}")


def main() -> None:
    """Measure, and tell whether the promise held."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mailboxes", type=int, default=100)
    parser.add_argument("--notifications", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--side", type=Side, choices=list(Side), default=Side.CALENDAR, help="who rings")
    parser.add_argument("--random", action="store_true", help="mailboxes in no order, with pauses")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sosync-storm-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with sandbox_of(folder) as (sandbox, _), installation(folder, sandbox) as running:
            running.start_web()
            list(connect(make_app(running.product), running.url, ["linda"]))
            mailboxes = crowd(running.product, asked.mailboxes)
            born = datetime.now(UTC)
            running.start_workers(asked.workers)
            eventually(lambda: all(aftermath(running.product, mailboxes, born).runs.values()), timeout=_PATIENCE)
            # the first ring begins a run at once where the last one is long over
            time.sleep(quiet.IDLE.total_seconds())
            began, clock = datetime.now(UTC), time.monotonic()
            order = _order(mailboxes, asked.notifications, at_random=asked.random)
            _storm(running, asked.side, mailboxes, order, asked.seconds)

            def all_at_rest() -> bool:
                return len(aftermath(running.product, mailboxes, began).at_rest) == len(mailboxes)

            eventually(all_at_rest, timeout=_PATIENCE)
            print(f"storm and its end       {time.monotonic() - clock:.1f} s")
            after = aftermath(running.product, mailboxes, began)
            _tell(after, asked.notifications, began)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"CPU of all processes    {used.ru_utime + used.ru_stime:.1f} s")
    if after.most > 2 or after.overlapping:
        raise SystemExit("More than two runs of a mailbox, or two at a time.")


if __name__ == "__main__":
    main()
