"""A meeting as people speak of it: known by its title and iCalUId, whoever looks for it and wherever."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scenarios.cast import Person


@dataclass(eq=False)
class Meeting:
    """What was arranged, kept up with every act. Times are aware, UTC."""

    title: str
    organiser: Person
    guests: list[Person]
    #: where each occurrence now is, by its number - 1; of a series without end as many as anybody looks at
    starts: list[datetime]
    length: timedelta
    is_series: bool = False
    #: made in Outlook or in SuperOffice
    born_in_superoffice: bool = False
    #: set as soon as the organiser's Outlook has it
    uid: str = ""
    #: occurrences that the organiser took out, by number
    cancelled: set[int] = field(default_factory=set)

    def start(self, occurrence: int | None = None) -> datetime:
        """When it begins; *occurrence* counts from 1."""
        return self.starts[(occurrence or 1) - 1]

    def puts(self, start: datetime, occurrence: int | None = None) -> None:
        """It now begins at *start*; a series as a whole moves by the step of its first."""
        if occurrence is not None:
            self.starts[occurrence - 1] = start
            return
        step = start - self.starts[0]
        self.starts = [other + step for other in self.starts]
