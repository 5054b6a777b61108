"""The peer: vdirsyncer between two collections of one CalDAV server, with as many events as our side has."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from backend.demo.processes import free_port
from tests.bench.costs import Cost, least, middle
from tests.company import at

_EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//bench//EN
BEGIN:VEVENT
UID:event-{index}
DTSTAMP:20260101T000000Z
DTSTART:{start:%Y%m%dT%H%M%SZ}
DTEND:{end:%Y%m%dT%H%M%SZ}
SUMMARY:Event {index}
DESCRIPTION:Some text
END:VEVENT
END:VCALENDAR
"""
_CONFIG = """[general]
status_path = "{folder}/status/"

[pair both]
a = "left"
b = "right"
collections = null
conflict_resolution = "a wins"

[storage left]
type = "caldav"
url = "http://127.0.0.1:{port}/bench/left/"

[storage right]
type = "caldav"
url = "http://127.0.0.1:{port}/bench/right/"
"""


def peer_costs(folder: Path, number: int) -> dict[str, Cost]:
    """What vdirsyncer's first sync of *number* events costs, then one without a change, and its "start": a sync of
    nothing, which is part of every other."""
    left = _collection(folder, "left")
    _collection(folder, "right")
    with _served(folder) as peer:
        peer.run("discover")
        # single starts differ by 200 ms, as much as 100 events cost
        costs = {"start": middle(peer.run("sync") for _ in range(3))}
        for index in range(number):
            _write(left, index)
        costs["first"] = peer.run("sync")
        costs["no change"] = least(peer.run("sync") for _ in range(3))
    return costs


@dataclass(frozen=True, slots=True)
class _Peer:
    folder: Path
    log: Path

    def run(self, command: str) -> Cost:
        """Carry a command of vdirsyncer out in a process of its own."""
        before, began = self._requests(), time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "vdirsyncer", "-v", "ERROR", "-c", str(self.folder / "config"), command],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        if process.returncode:
            raise RuntimeError(f"vdirsyncer {command} ended with {process.returncode}")
        cpu = usage.ru_utime + usage.ru_stime
        return Cost(cpu, self._requests() - before, wall)

    def _requests(self) -> int:
        return sum(" request for " in line for line in self.log.read_text().splitlines())


def _collection(folder: Path, name: str) -> Path:
    made = folder / "server" / "collection-root" / "bench" / name
    made.mkdir(parents=True)
    (made / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
    return made


def _write(collection: Path, index: int) -> None:
    start = at(1) + timedelta(hours=index % 3000)
    event = _EVENT.format(index=index, start=start, end=start + timedelta(hours=1))
    (collection / f"event-{index}.ics").write_text(event.replace("\n", "\r\n"), newline="")


@contextmanager
def _served(folder: Path) -> Iterator[_Peer]:
    port, log = free_port(5232), folder / "server.log"
    (folder / "config").write_text(_CONFIG.format(folder=folder, port=port))
    command = [sys.executable, "-m", "tests.bench.radicale_server", str(port), str(folder / "server")]
    with log.open("w") as lines, subprocess.Popen(command, stdout=lines, stderr=lines) as server:
        try:
            while "ready" not in log.read_text():
                if server.poll() is not None:
                    raise RuntimeError(f"Radicale did not begin: {log.read_text()}")
                time.sleep(0.05)
            yield _Peer(folder, log)
        finally:
            server.terminate()
