"""The days that the demo is about: its window, Norwegian public holidays and working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

WEEKS_BACK = 6
WEEKS_AHEAD = 22

#: public holidays on fixed days, (month, day)
_FIXED = {
    (1, 1): "New Year's Day", (5, 1): "Labour Day", (5, 17): "Constitution Day", (12, 25): "Christmas Day",
    (12, 26): "Second Day of Christmas",
}  # fmt: skip
#: no holidays, but nobody is in
_CLOSED = {(12, 24), (12, 31)}
#: public holidays by their days after Easter Sunday
_MOVING = {
    -3: "Maundy Thursday", -2: "Good Friday", 0: "Easter Sunday", 1: "Easter Monday", 39: "Ascension Day",
    49: "Whit Sunday", 50: "Whit Monday",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Almanac:
    """The window around *today*: whole weeks from Monday to Sunday."""

    today: date

    @property
    def monday(self) -> date:
        """Monday of this week."""
        return self.today - timedelta(days=self.today.weekday())

    @property
    def first(self) -> date:
        """First day of the window."""
        return self.monday - timedelta(weeks=WEEKS_BACK)

    @property
    def last(self) -> date:
        """Last day of the window."""
        return self.monday + timedelta(weeks=WEEKS_AHEAD, days=-1)

    def day(self, week: int, weekday: int) -> date:
        """A day by weeks from now and weekday (0 is Monday)."""
        return self.monday + timedelta(weeks=week, days=weekday)

    def holidays(self) -> dict[date, str]:
        """Public holidays of Norway in the window."""
        found: dict[date, str] = {}
        for year in range(self.first.year, self.last.year + 1):
            found |= {date(year, month, day): name for (month, day), name in _FIXED.items()}
            found |= {easter(year) + timedelta(days=days): name for days, name in _MOVING.items()}
        return {day: name for day, name in sorted(found.items()) if self.first <= day <= self.last}

    def working_days(self) -> list[date]:
        """Mondays to Fridays on which the office is open."""
        closed = self.holidays()
        days = (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))
        return [
            day for day in days
            if day.weekday() < 5 and day not in closed and (day.month, day.day) not in _CLOSED
        ]  # fmt: skip

    def working_day(self, week: int, weekday: int) -> date:
        """The first working day from the given one on."""
        wanted = self.day(week, weekday)
        return next((day for day in self.working_days() if day >= wanted), wanted)
