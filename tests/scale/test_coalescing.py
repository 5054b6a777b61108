"""Many notifications, several workers, one of them killed: at most two runs of each mailbox, one at a time."""

from __future__ import annotations

import signal
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from backend.api.app import make_app
from backend.demo.browser import connect
from tests.sandbox_client import SandboxClient
from tests.scale.installation import installation
from tests.scale.storm import GraphsBells, aftermath, blow, crowd
from tests.serving import served
from tests.support import eventually

MAILBOXES, RINGS, SECONDS = 10, 12, 5.0


def test_a_storm_is_at_most_two_runs_of_each_mailbox(sandbox: SandboxClient) -> None:
    """The whole of it, with 10,000 notifications in a minute: `python -m tests.scale.coalescing`."""
    with (
        tempfile.TemporaryDirectory(prefix="sosync-storm-", ignore_cleanup_errors=True) as folder,
        installation(Path(folder), sandbox) as running,
        served(running.product) as web,
    ):
        list(connect(make_app(running.product), running.url, ["linda"]))
        mailboxes = crowd(running.product, MAILBOXES)
        born = datetime.now(UTC)
        workers = running.start_workers(2)
        eventually(lambda: len(aftermath(running.product, mailboxes, born).at_rest) == MAILBOXES, timeout=60)
        eventually(lambda: all(aftermath(running.product, mailboxes, born).runs.values()), timeout=60)

        began = datetime.now(UTC)
        bells = GraphsBells(web.settings.public_url)
        blow(bells, [mailboxes] * 2, 0)
        running.signal(workers[0], signal.SIGKILL)
        blow(bells, [mailboxes] * (RINGS - 2), SECONDS)
        eventually(lambda: len(aftermath(running.product, mailboxes, began).at_rest) == MAILBOXES, timeout=60)
        after = aftermath(running.product, mailboxes, began)
        assert {len(of_one) for of_one in after.runs.values()} <= {1, 2}
        assert {run.outcome for of_one in after.runs.values() for run in of_one} == {"ok"}
        assert after.overlapping == []
