"""Writes that a side is asked for, and how they end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Protocol

from msgspec import Struct

from backend.core.items import Appointment, Item, Task
from backend.core.reasons import Reason
from backend.core.recurrence.rule import Series
from backend.core.seen import Booking, Seen
from backend.core.values import Told

#: of an item and names of its fields
Saw = Callable[[Item, Collection[str]], bool]


class Create(Struct, frozen=True):
    """Make an item, and invite its guests. The intent's key is what a repeated create is recognised by."""

    intent: str
    item: Item
    #: the other side's id, written into the new item as its back pointer
    pointer: str
    #: identity shared by both systems: the calendar's iCalUId; "" lets the side choose
    uid: str = ""

    @property
    def appointment(self) -> Appointment:
        """The item, for a side that takes appointments."""
        return _appointment(self.item)

    @property
    def task(self) -> Task:
        """The item, for a side that takes tasks."""
        return _task(self.item)


class Update(Struct, frozen=True):
    """Change only *fields* of an item, if it still is what *version* saw.

    The field `answer` is carried out as the act of answering, never as a property; a calendar item that is
    declined is gone afterwards.
    """

    intent: str
    id: str
    version: str
    item: Item
    fields: frozenset[str]
    #: SuperOffice: write the row of the meeting itself, which another user or nobody here owns
    through: Booking | None = None

    @property
    def appointment(self) -> Appointment:
        """The item, for a side that takes appointments."""
        return _appointment(self.item)

    @property
    def task(self) -> Task:
        """The item, for a side that takes tasks."""
        return _task(self.item)


class Delete(Struct, frozen=True):
    """Remove an item, if it still is what *version* saw."""

    intent: str
    id: str
    version: str
    #: SuperOffice: the meeting itself goes, which another user or nobody here owns
    through: Booking | None = None


class CreateSeries(Struct, frozen=True):
    """Make a whole series at once: one rule with the content of *item*, whose span is that of the first start."""

    intent: str
    rule: Series
    item: Appointment
    pointer: str
    uid: str = ""


class UpdateSeries(Told, frozen=True):
    """Change *fields* of every item of a series in one act; *ids* are its items, by time.

    A span in *fields* moves each by what it moves the first of *ids*, whose content after the change *item* is.
    """

    beside = ("saw",)

    intent: str
    series: str
    ids: tuple[str, ...]
    item: Appointment
    fields: frozenset[str]
    #: what the decision saw of *ids*; empty where the side knows by itself that nobody wrote meanwhile
    versions: tuple[str, ...] = ()
    #: whether what an item shows of some fields is what the decision saw; None where versions tell
    saw: Saw | None = None


class Reshape(Told, frozen=True):
    """Let a series take place as *rule* says, on all of its days; items on days that stay keep their ids.

    New items get the content of *item*; *ids* are those that are there, by time.
    """

    beside = ("saw",)

    intent: str
    series: str
    ids: tuple[str, ...]
    rule: Series
    item: Appointment
    #: whether what an item shows of some fields is what the decision saw; None where versions tell
    saw: Saw | None = None


class DeleteSeries(Struct, frozen=True):
    """Remove *ids* in one act: all of a series, or with *rest* those from the first of *ids* to its end."""

    intent: str
    series: str
    ids: tuple[str, ...]
    #: the items before stay: "this and following"
    rest: bool = False
    #: what the decision saw of *ids*; empty where it does not matter what they show by now
    versions: tuple[str, ...] = ()
    #: before this day *ids* are all that there was from the first of them on; None where more may go with them
    until: date | None = None


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


class Lookup(Struct, frozen=True):
    """A create of which only the journal tells."""

    intent: str
    uid: str = ""
    #: it made items of a series
    series: bool = False


class Done(Struct, frozen=True):
    """The write took effect. *seen* is what came back; None after a deletion."""

    seen: Seen | None
    #: a create was answered with what was there already, and may say something else
    joined: bool = False


class Made(Struct, frozen=True):
    """A write of a series took effect. *seen* are all items that the series now has, each with its place."""

    seen: tuple[Seen, ...]
    #: items as they stood just before a write by which they may lose what is their own; what they show as then, it
    #: did not change
    before: tuple[Seen, ...] = ()
    #: what the series as a whole showed in the answer to the write; None where the side does not tell
    series: Item | None = None
    #: by how many days the write moved each of *before*
    days: int = 0


class Became(Struct, frozen=True):
    """What a write of which nobody saw the end made of a series: each item is so many *days* from where it was."""

    days: int
    seen: tuple[Seen, ...]
    #: by item, the fields in which it shows what its series does, and showed something of its own before
    lost: Mapping[str, frozenset[str]]


class Gone(Struct, frozen=True):
    """The item is no longer there."""


class Stale(Struct, frozen=True):
    """The item has changed since it was read: read it again and decide again."""


class Refused(Struct, frozen=True):
    """The side will not do this however often it is asked."""

    reason: Reason
    #: the vendor's own code, for the explanation; never its message, which may quote texts
    code: str = ""


class Unsure(Struct, frozen=True):
    """Nobody knows whether it took effect: a lost answer, or a server error."""

    retry_after: float = 0.0


Outcome = Done | Made | Gone | Stale | Refused | Unsure


def _appointment(item: Item) -> Appointment:
    assert isinstance(item, Appointment), "an appointment is written by a gateway of appointments"
    return item


def _task(item: Item) -> Task:
    assert isinstance(item, Task), "a task is written by a gateway of tasks"
    return item
