"""What somebody has planned, before it is written into either system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

#: zone in which the company plans
HOME = "Europe/Oslo"

#: how much of a person's life an occasion is
Category = Literal["Customer", "Internal", "Project", "Finance", "Hiring", "Travel", "Personal", "Holiday"]

Show = Literal["busy", "free", "tentative", "oof", "workingElsewhere"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of occasion; texts may hold {company}, {city}, {contact}, {colleague} and {topic}."""

    subject: str
    minutes: int
    category: Category
    place: str = ""
    show: Show = "busy"
    private: bool = False
    #: zone in which it is entered, where that is not the company's own
    zone: str = HOME


@dataclass(frozen=True, slots=True)
class Occasion:
    """One appointment or all-day event of one person."""

    subject: str
    #: naive wall clock of the company's zone; of an all-day event midnights, the end exclusive
    start: datetime
    end: datetime
    category: Category
    place: str = ""
    #: HTML
    text: str = ""
    show: Show = "busy"
    private: bool = False
    important: bool = False
    all_day: bool = False
    #: minutes before the start; None for no alarm
    alarm: int | None = None
    zone: str = HOME
    #: names of the company and its person that it is about, as on their cards
    company: str = ""
    contact: str = ""

    def on_clock(self, moment: datetime) -> datetime:
        """*moment*, one of this occasion's, by the clocks of `zone`."""
        if self.all_day or self.zone == HOME:
            return moment
        return moment.replace(tzinfo=ZoneInfo(HOME)).astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
