"""The acts of which a history of series is made: what one person does with a series of appointments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.core.fields import FieldName
from backend.core.items import Appointment, Side
from tests.chaos.trouble import Kill


@dataclass(frozen=True, slots=True)
class Arrange:
    """A person makes a series; *item* is its first occurrence."""

    who: str
    tag: int
    side: Side
    item: Appointment
    #: days from one occurrence to the next
    every: int
    count: int

    def __str__(self) -> str:
        rule = f"{self.count} times every {self.every} days"
        return f"{self.who} makes the series #{self.tag} in {self.side}: {self.item.title!r}, {rule}"


@dataclass(frozen=True, slots=True)
class Change:
    """A person gives a field of one occurrence another value, or of the series: in SuperOffice from here on."""

    who: str
    tag: int
    side: Side
    #: the how manieth of what is there
    number: int
    whole: bool
    field: FieldName
    #: of a span, the minutes from midnight UTC at which it begins
    value: Any

    def __str__(self) -> str:
        return f"{self.who} sets {self.field} of {_which(self)} in {self.side} to {self.value!r}"


@dataclass(frozen=True, slots=True)
class TakeOut:
    """A person deletes one occurrence, or the series from there on."""

    who: str
    tag: int
    side: Side
    number: int
    whole: bool

    def __str__(self) -> str:
        return f"{self.who} deletes {_which(self)} in {self.side}"


@dataclass(frozen=True, slots=True)
class Lengthen:
    """A person lets a series of Outlook have so many occurrences."""

    who: str
    tag: int
    side: Side
    count: int

    def __str__(self) -> str:
        return f"{self.who} gives the series #{self.tag} {self.count} occurrences in {self.side}"


@dataclass(frozen=True, slots=True)
class Shift:
    """Once all is quiet, a person moves all rows of a series to other days in SuperOffice; the run after it may
    die. Occurrences are known by their days, so that nobody does anything else until it is done."""

    who: str
    tag: int
    days: int
    dies: Kill | None
    side: Side = Side.SUPEROFFICE

    def __str__(self) -> str:
        run = f"the run is {self.dies}" if self.dies else "it is synced"
        return f"{self.who} moves #{self.tag} by {self.days} days in {self.side}, and {run}"


SeriesAct = Arrange | Change | TakeOut | Lengthen | Shift


def _which(act: Change | TakeOut) -> str:
    return f"#{act.tag} from occurrence {act.number} on" if act.whole else f"occurrence {act.number} of #{act.tag}"
