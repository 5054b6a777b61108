"""What a side tells and what it is told: the values that gateways and the engine exchange."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from backend.core.items import Appointment, Side, Window
from backend.core.reasons import Reason


@dataclass(frozen=True, slots=True)
class Unmapped:
    """An item of the side that has no neutral form, and why."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Seen:
    """One item as a side shows it now."""

    id: str
    #: opaque; equal exactly when the side's item is unchanged; "" when the side did not tell
    version: str
    item: Appointment | Unmapped
    #: iCalUId, or the UID that SuperOffice's registry holds; "" for none or not told
    uid: str = ""
    #: back pointer we once wrote: the id on the other side; "" for none or not told
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """One page of what changed on a side."""

    seen: tuple[Seen, ...] = ()
    #: ids that a listing no longer shows: deleted, moved or out of the window. A rumour, to be confirmed by `read`
    rumoured_gone: tuple[str, ...] = ()
    #: the page belongs to a full picture of the window: what is linked and not in it is in doubt
    whole: bool = False
    #: where to go on the next time; set on the last page only
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Create:
    """Make an item. The intent's key is what a repeated create is recognised by."""

    intent: str
    item: Appointment
    #: the other side's id, written into the new item as its back pointer
    pointer: str
    #: identity shared by both systems: the calendar's iCalUId; "" lets the side choose
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """Change only *fields* of an item, if it still is what *version* saw."""

    intent: str
    id: str
    version: str
    item: Appointment
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove an item, if it still is what *version* saw."""

    intent: str
    id: str
    version: str


Write = Create | Update | Delete


class Intended(Protocol):
    """A create, or what is left of one: what it is recognised by after a lost answer."""

    @property
    def intent(self) -> str:
        """The intent's key."""

    @property
    def uid(self) -> str:
        """The identity under which it was to be made."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A create of which only the journal tells."""

    intent: str
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The write took effect. *seen* is what came back; None after a deletion."""

    seen: Seen | None


@dataclass(frozen=True, slots=True)
class Gone:
    """The item is no longer there."""


@dataclass(frozen=True, slots=True)
class Stale:
    """The item has changed since it was read: read it again and decide again."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The side will not do this however often it is asked."""

    reason: Reason
    #: the vendor's own code, for the explanation; never its message, which may quote texts
    code: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nobody knows whether it took effect: a lost answer, or a server error."""

    retry_after: float = field(default=0.0)


Outcome = Done | Gone | Stale | Refused | Unsure


class SideError(Exception):
    """The whole side cannot be worked with now; the run ends with a clear state and loses nothing."""

    def __init__(self, side: Side, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.side = side
        #: seconds until it makes sense to try again, when the side said so
        self.retry_after = retry_after


class NeedsSignIn(SideError):
    """The person must sign in again; nothing is lost meanwhile."""


class Unavailable(SideError):
    """Throttled for long, in maintenance, or not reachable."""


class CursorLost(SideError):
    """The cursor is no longer accepted: read everything again and match."""


class Gateway(Protocol):
    """One mailbox on one side. Every method may raise SideError."""

    @property
    def side(self) -> Side:
        """Which side it is."""

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""

    def changes(self, cursor: str | None, window: Window) -> Iterator[Changes]:
        """Pages of what changed since *cursor*, or the whole window when it is None. Raises CursorLost."""

    def read(self, ids: Sequence[str]) -> Mapping[str, Seen | Gone | Refused]:
        """The items now; Gone when the side is sure, Refused when it may not be read."""

    def find(self, creates: Sequence[Intended]) -> Mapping[str, Seen]:
        """By intent key: which of these creates took effect (after a lost answer)."""

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Carry out writes in any order, each outcome as soon as it is known."""

    def point(self, pairs: Mapping[str, str]) -> None:
        """Write back pointers (id here → id on the other side) where the side keeps them cheaply."""
