"""The sandbox on disk: one file, replaced as a whole."""

from __future__ import annotations

import asyncio
import os
import pickle
import time
from pathlib import Path

from backend.sandbox.assembly import Sandbox, Snapshot

FILE = "sandbox.pickle"
#: grows when the form of the state changes
FORMAT = 1
#: seconds between two saves at least
PAUSE = 1.0
#: a save of a big company may take no more than this share of the time
SHARE = 0.1


class BadSnapshot(Exception):
    """The stored state cannot be read; `args[0]` says what to do."""


def load(folder: Path) -> Snapshot | None:
    """The state stored in *folder*, None when there is none yet. Raises BadSnapshot."""
    file = folder / FILE
    if not file.exists():
        return None
    try:
        return read(file.read_bytes())
    except BadSnapshot as error:
        raise BadSnapshot(f"{file} {error}; remove it to begin anew") from error


def write(snapshot: Snapshot) -> bytes:
    """*snapshot* as bytes that share nothing with the running sandbox."""
    return pickle.dumps((FORMAT, snapshot), pickle.HIGHEST_PROTOCOL)


def read(data: bytes) -> Snapshot:
    """What `write` made of a snapshot. Raises BadSnapshot."""
    try:
        written, snapshot = pickle.loads(data)  # noqa: S301 -- our own bytes, of memory or the operator's folder
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, TypeError, ValueError) as error:
        raise BadSnapshot(f"cannot be read ({error})") from error
    if written != FORMAT or not isinstance(snapshot, Snapshot):
        raise BadSnapshot("was written by another version")
    return snapshot


def save(snapshot: Snapshot, folder: Path) -> None:
    """Store *snapshot* in *folder* so that a crash leaves the old file or the new one. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    data = write(snapshot)
    temporary = folder / f"{FILE}.new"
    with temporary.open("wb") as stream:
        # tokens and keys are inside
        os.fchmod(stream.fileno(), 0o600)
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(folder / FILE)


class Keeper:
    """Saves a sandbox soon after it changed. Without a folder it does nothing."""

    def __init__(self, sandbox: Sandbox, folder: Path | None) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._timer: asyncio.TimerHandle | None = None
        self._took = 0.0

    def touched(self) -> None:
        """Something may have changed: save within a second, or later where saving is slow."""
        if self._folder and self._timer is None:
            delay = max(PAUSE, self._took / SHARE)
            self._timer = asyncio.get_running_loop().call_later(delay, self.save)

    def save(self) -> None:
        """Save now. Raises OSError."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._folder:
            begun = time.monotonic()
            save(self._sandbox.snapshot(), self._folder)
            self._took = time.monotonic() - begun
