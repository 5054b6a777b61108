"""What a side tells and what it is told: the values that gateways and the engine exchange."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from backend.core.items import Appointment, Side, Window
from backend.core.reasons import Reason
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series


@dataclass(frozen=True, slots=True)
class Unmapped:
    """An item of the side that has no neutral form, and why."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an item in a series: an occurrence, or a row."""

    #: the calendar's id of the master; SuperOffice's number of the recurrence rule
    series: str
    #: when the rule would have it begin: "2026-11-23T09:00:00Z", or "2026-11-23" for whole days
    original: str


@dataclass(frozen=True, slots=True)
class Booking:
    """The meeting in SuperOffice of which an item is one row."""

    #: id of the row that is the meeting itself; the item's own where its owner made it
    mother: str
    #: associate in whose diary that row lies
    owner: int


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
    #: set for occurrences and rows of a series
    place: Place | None = None
    #: set by SuperOffice for rows of a meeting with users
    booking: Booking | None = None
    #: when it was made, aware UTC by the side's own clock; None where the side does not tell
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A series of which this round brought every item in the window, so that one that is missing is in doubt."""

    series: str
    items: frozenset[str]


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
    #: the calendar's series of this page; SuperOffice tells of each row by itself
    series: tuple[Whole, ...] = ()


@dataclass(frozen=True, slots=True)
class Create:
    """Make an item, and invite its guests. The intent's key is what a repeated create is recognised by."""

    intent: str
    item: Appointment
    #: the other side's id, written into the new item as its back pointer
    pointer: str
    #: identity shared by both systems: the calendar's iCalUId; "" lets the side choose
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """Change only *fields* of an item, if it still is what *version* saw.

    The field `answer` is carried out as the act of answering, never as a property; a calendar item that is
    declined is gone afterwards.
    """

    intent: str
    id: str
    version: str
    item: Appointment
    fields: frozenset[str]
    #: SuperOffice: write the row of the meeting itself, which another user or nobody here owns
    through: Booking | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove an item, if it still is what *version* saw."""

    intent: str
    id: str
    version: str
    #: SuperOffice: the meeting itself goes, which another user or nobody here owns
    through: Booking | None = None


@dataclass(frozen=True, slots=True)
class CreateSeries:
    """Make a whole series at once: one rule with the content of *item*, whose span is that of the first start."""

    intent: str
    rule: Series
    item: Appointment
    pointer: str
    uid: str = ""


@dataclass(frozen=True, slots=True)
class UpdateSeries:
    """Change *fields* of every item of a series in one act; *ids* are its items, by time.

    A span in *fields* moves each by what it moves the first of *ids*, whose content after the change *item* is.
    """

    intent: str
    series: str
    ids: tuple[str, ...]
    item: Appointment
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reshape:
    """Let a series take place as *rule* says, on all of its days; items on days that stay keep their ids.

    New items get the content of *item*; *ids* are those that are there, by time.
    """

    intent: str
    series: str
    ids: tuple[str, ...]
    rule: Series
    item: Appointment


@dataclass(frozen=True, slots=True)
class DeleteSeries:
    """Remove *ids* in one act: all of a series, or with *rest* those from the first of *ids* to its end."""

    intent: str
    series: str
    ids: tuple[str, ...]
    #: the items before stay: "this and following"
    rest: bool = False


Single = Create | Update | Delete
Write = Single | CreateSeries | UpdateSeries | Reshape | DeleteSeries


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
class Made:
    """A write of a series took effect. *seen* are all items that the series now has, each with its place."""

    seen: tuple[Seen, ...]


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


Outcome = Done | Made | Gone | Stale | Refused | Unsure


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

    def find(self, creates: Sequence[Intended]) -> Mapping[str, tuple[Seen, ...]]:
        """By intent key: what these creates made, if they took effect; several items where it was a series."""

    def rules(self, seen: Sequence[Seen]) -> Mapping[str, Series | Inexpressible]:
        """By series: the rule behind each of these items of series. A series that is gone is left out."""

    def remains(self, series: str) -> bool:
        """Whether a series still has any item on this side, inside the window or not."""

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Carry out writes in any order, each outcome as soon as it is known."""

    def point(self, pairs: Mapping[str, str]) -> None:
        """Write back pointers (id here → id on the other side) where the side keeps them cheaply."""

    def flag(self, ids: Mapping[str, bool]) -> None:
        """Mark items of which it is not known whether they are one with another (True), or take the mark away
        (False); best effort."""


class Standing(StrEnum):
    """What somebody is in SuperOffice."""

    #: has a diary, so gets a row of every meeting
    USER = "user"
    #: has a card
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody whom SuperOffice knows by an address."""

    #: the address by which the product speaks of this card: its first, case-folded
    address: str
    name: str
    standing: Standing
    associate_id: int = 0
    person_id: int = 0
    contact_id: int = 0


class Directory(Protocol):
    """Who people are, by any address of their cards (sync-rules 22)."""

    def cards(self, addresses: Iterable[str]) -> Mapping[str, Card]:
        """Cards by the addresses asked for, which are case-folded; unknown and ambiguous ones are left out."""

    def newest(self) -> int:
        """The number of the address that was added to a card last."""

    def newer(self, after: int) -> tuple[frozenset[str], int]:
        """Addresses that were added to cards with higher numbers than *after*, and the highest number now."""
