"""The processes of the demonstration: started, watched, and all ended together."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: seconds that a process has to end by itself
PATIENCE = 10.0


class ProcessTrouble(Exception):
    """A process did not start, or ended by itself; the message is a sentence with the place of its log."""


@dataclass(frozen=True, slots=True)
class Child:
    """One process with its log."""

    name: str
    process: subprocess.Popen[str]
    log: Path

    def check(self) -> None:
        """Raises ProcessTrouble when it has ended."""
        if (status := self.process.poll()) is not None:
            raise ProcessTrouble(f"The {self.name} process ended by itself (status {status}); see {self.log}")


class Children:
    """Processes that end with their parent, the last started first."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._all: list[Child] = []

    def start(self, name: str, command: list[str], env: Mapping[str, str]) -> Child:
        """Start *command*, its standard output readable here, its standard error in a log."""
        log = self._logs / f"{name}.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=_environment(env),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                # a Ctrl-C is for the parent alone, which ends its children in order
                start_new_session=True,
            )
        child = Child(name, process, log)
        self._all.append(child)
        return child

    def check(self) -> None:
        """Raises ProcessTrouble when one has ended by itself."""
        for child in self._all:
            child.check()

    def end(self) -> None:
        """End all of them; those that do not listen are killed."""
        for child in reversed(self._all):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGTERM)
            try:
                child.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        self._all.clear()


def procfile(name: str) -> list[str]:
    """The command of a process type, as production starts it."""
    for line in (ROOT / "Procfile").read_text().splitlines():
        kind, _, command = line.partition(":")
        if kind == name:
            return ["bash", "-c", f"exec {command.strip()}"]
    raise ProcessTrouble(f"The Procfile has no process type {name}")


def free_port(wanted: int) -> int:
    """*wanted*, or the next port that nobody listens on."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ProcessTrouble(f"No port between {wanted} and {wanted + 99} is free")


def wait_for_line(child: Child, seconds: float) -> str:
    """The first line that a process prints. Raises ProcessTrouble when it ends before."""
    deadline = time.monotonic() + seconds
    assert child.process.stdout
    line = child.process.stdout.readline()
    if not line or time.monotonic() > deadline:
        child.process.wait(PATIENCE)
        child.check()
        raise ProcessTrouble(f"The {child.name} process did not get ready; see {child.log}")
    return line


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    """Our environment and *env*, with the commands of this Python's environment found first."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return {**os.environ, **env, "PATH": path}
