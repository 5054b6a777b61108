"""A side of the sync: what the engine asks of a gateway, and how a whole side fails."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from backend.core.items import Side, Window
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.seen import Changes, Seen
from backend.core.words import Phrase
from backend.core.writes import Became, Gone, Intended, Outcome, Refused, Write


class SideError(Exception):
    """The whole side cannot be worked with now; the run ends with a clear state and loses nothing."""

    def __init__(self, side: Side, code: str, retry_after: float | None = None, **put_in: str | Phrase) -> None:
        #: what a person is told
        self.told = Phrase(f"trouble.{code}", put_in)
        super().__init__(self.told.said())
        self.side = side
        #: seconds until it makes sense to try again, when the side said so
        self.retry_after = retry_after


class NeedsSignIn(SideError):
    """The person must sign in again; nothing is lost meanwhile."""


class Unavailable(SideError):
    """Throttled for long, in maintenance, or not reachable."""


class NoAnswer(Unavailable):
    """The system answers nobody now, whoever asks: out of reach, or with errors of its own."""


class CursorLost(SideError):
    """The cursor is no longer accepted: read everything again and match."""


class WentBack(SideError):
    """The side knows less than it has told before: it was restored from a backup."""


class Gateway(Protocol):
    """One mailbox on one side. Every method may raise SideError."""

    @property
    def side(self) -> Side:
        """Which side it is."""

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""

    def changes(self, cursor: str | None, window: Window) -> Iterator[Changes]:
        """Pages of what changed since *cursor*, or the whole window when it is None.

        Raises CursorLost, WentBack.
        """

    def read(self, ids: Sequence[str]) -> Mapping[str, Seen | Gone | Refused]:
        """The items now; Gone when the side is sure, Refused when it may not be read."""

    def find(self, creates: Sequence[Intended]) -> Mapping[str, tuple[Seen, ...]]:
        """By intent key: what these creates made, if they took effect; several items where it was a series."""

    def rules(self, seen: Sequence[Seen]) -> Mapping[str, Series | Inexpressible]:
        """By series: the rule behind each of these items of series. A series that is gone is left out."""

    def remains(self, series: str) -> bool:
        """Whether a series still has any item on this side, inside the window or not."""

    def finish(self, interrupted: Mapping[str, Collection[str]]) -> Mapping[str, Became]:
        """By series the intents of writes that may not have come to their end: removed items that they made the
        series show again go once more. Returns, by series, what became of its items, where they moved these to
        other days or took from them what was their own.
        """

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Carry out writes in any order, each outcome as soon as it is known."""

    def point(self, pairs: Mapping[str, str]) -> None:
        """Write back pointers (id here → id on the other side) where the side keeps them cheaply."""

    def flag(self, ids: Mapping[str, bool]) -> None:
        """Mark items of which it is not known whether they are one with another (True), or take the mark away
        (False); best effort."""
