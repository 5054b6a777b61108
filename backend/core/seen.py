"""What a side tells: items as it shows them now, and pages of changes."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from backend.core.items import Item, Span
from backend.core.reasons import Reason
from backend.core.values import Told


class Unmapped(Struct, frozen=True):
    """An item of the side that has no neutral form, and why."""

    reason: Reason


class Place(Struct, frozen=True):
    """The place of an item in a series: an occurrence, or a row."""

    #: the calendar's id of the master; SuperOffice's number of the recurrence rule
    series: str
    #: when the rule would have it begin: "2026-11-23T09:00:00Z", or "2026-11-23" for whole days
    original: str


class Booking(Struct, frozen=True):
    """The meeting in SuperOffice of which an item is one row."""

    #: id of the row that is the meeting itself; the item's own where its owner made it
    mother: str
    #: associate in whose diary that row lies
    owner: int


class Seen(Told, frozen=True):
    """One item as a side shows it now."""

    beside = ("untouched", "like_series")

    id: str
    #: opaque; equal exactly when the side's item is unchanged; "" when the side did not tell
    version: str
    item: Item | Unmapped
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
    #: the side is sure that nobody wrote it since it was made
    untouched: bool = False
    #: the side is sure that it shows what its series does, but for its time
    like_series: bool = False


class Glance(Struct, frozen=True, kw_only=True):
    """An appointment as a sheet of a calendar shows it."""

    id: str
    #: as of Seen
    version: str
    title: str
    place: str
    span: Span
    private: bool
    #: the owner of the mailbox made it, and nobody else invited him
    is_own: bool


class Whole(Struct, frozen=True):
    """A series of which this round brought every item in the window, so that one that is missing is in doubt."""

    series: str
    items: frozenset[str]


class Changes(Struct, frozen=True):
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
