"""A worker whose network is cut in mid-run and comes back: `python -m tests.scale.cut_off`, as root on Linux.

Each worker lives in a network namespace of its own, as on a machine of its own; PostgreSQL, the web process and
the sandbox are reached over a bridge.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import col, select

from backend.api.app import make_app
from backend.core.values import replace
from backend.demo.browser import connect
from backend.store.database import session
from backend.store.tables import Mailbox
from tests.company import at, shows_titles_alone
from tests.product import PUBLIC_URL
from tests.sandbox_client import running_sandbox
from tests.scale.installation import installation
from tests.scale.test_many_machines import (
    begins_to_write,
    calendars,
    goes_on_by,
    is_in_step,
    rests,
    rings,
    written,
)  # fmt: skip
from tests.support import eventually

_BRIDGE, _HERE, _THERE = "sosync0", "10.77.0.1", ("10.77.0.2", "10.77.0.3")


def _ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True)


@contextmanager
def _machines() -> Iterator[list[str]]:
    """Names of network namespaces that reach this machine over a bridge; a name is that of its cable as well."""
    names = [f"sosync{number}" for number, _ in enumerate(_THERE, start=1)]
    try:
        _ip("link", "add", _BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{_HERE}/24", "dev", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")
        for name, address in zip(names, _THERE, strict=True):
            _ip("netns", "add", name)
            _ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", name, "master", _BRIDGE, "up")
            _ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
        yield names
    finally:
        for name in names:
            subprocess.run(("ip", "netns", "del", name), check=False)
        subprocess.run(("ip", "link", "del", _BRIDGE), check=False)


def main() -> None:
    """Cut one worker off while it writes, and tell what came of it."""
    with (
        _machines() as names,
        tempfile.TemporaryDirectory(prefix="sosync-cut-off-", ignore_cleanup_errors=True) as folder,
        running_sandbox(host=_HERE) as sandbox,
        installation(Path(folder), sandbox, _HERE) as running,
    ):
        running.start_web()
        # the sandbox lets people return to this machine alone
        settings = running.product.settings.model_copy(update={"public_url": PUBLIC_URL})
        list(connect(make_app(replace(running.product, settings=settings)), PUBLIC_URL, ["linda"]))
        shows_titles_alone(running.product)
        cables = {running.start_worker("ip", "netns", "exec", name): name for name in names}
        with session(running.product.engine) as work:
            linda = work.scalars(select(col(Mailbox.id))).one()
        rests(running, linda)

        lost = begins_to_write(running, linda, "Cut off")
        dead, ends = running.runs(linda)[-1], running.mailbox(linda).lease_until
        _ip("link", "set", cables[lost], "down")
        for _ in range(10):
            rings(running, linda)
        second = goes_on_by(running, linda, dead, lost)
        running.sandbox.faults.clear()
        is_in_step(running, linda, "Cut off")
        assert ends
        print(
            f"another worker went on {(second.began_at - ends).total_seconds():.1f} s after the lease had run out"
        )

        before = written(running)
        _ip("link", "set", cables[lost], "up")
        eventually(lambda: any(run.id == dead.id and run.outcome for run in running.runs(linda)), timeout=120)
        (outcome,) = [run.outcome for run in running.runs(linda) if run.id == dead.id]
        rests(running, linda)
        wrote = "nothing" if written(running) == before else "SOMETHING"
        print(f"the one that came back: {outcome}, {wrote} written")
        outlook, diary = calendars(running)
        outlook.adds("Dinner", at(5, 18))
        eventually(lambda: "Dinner" in diary.titles(), timeout=60)
        print("the next change was synced")


if __name__ == "__main__":
    main()
