"""Whether both systems speak of the same time zone, and which one to choose where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from backend.core.words import say
from backend.core.zones import zone


@dataclass(frozen=True, slots=True)
class ZoneCheck:
    """The zones that both systems tell, and those chosen instead; IANA names, "" where none was chosen."""

    #: in which SuperOffice's database keeps times
    base: str
    #: in which the user works in SuperOffice
    superoffice: str
    #: to which the mailbox is set
    calendar: str
    chosen_superoffice: str = ""
    chosen_calendar: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the zones that count show the same clock all through the coming year."""
        now = datetime.now(UTC)
        here = zone(self.chosen_superoffice or self.superoffice)
        there = zone(self.chosen_calendar or self.calendar)
        days = (now + timedelta(days=day) for day in range(366))
        return all(day.astimezone(here).utcoffset() == day.astimezone(there).utcoffset() for day in days)

    @property
    def offered(self) -> Mapping[str, str]:
        """By preference the value that ends the mismatch; "" is what the system itself says. Empty without one.

        A chosen zone is what is wrong first; without any, each system may follow the other.
        """
        if self.agrees:
            return {}
        chosen = {"time_zone_superoffice": self.chosen_superoffice, "time_zone_calendar": self.chosen_calendar}
        if any(chosen.values()):
            return {key: "" for key, value in chosen.items() if value}
        return {"time_zone_superoffice": self.calendar, "time_zone_calendar": self.superoffice}

    def warning(self, language: str = "en") -> str:
        """One sentence for a person; "" where the zones agree."""
        if self.agrees:
            return ""
        return say(
            "zone.mismatch",
            language,
            superoffice=self.chosen_superoffice or self.superoffice,
            calendar=self.chosen_calendar or self.calendar,
        )
