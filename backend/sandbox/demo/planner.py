"""One person's time: finds free hours for occasions, so that both systems together make a believable week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from backend.sandbox.demo.almanac import Almanac
from backend.sandbox.demo.kinds import TOPICS
from backend.sandbox.demo.occasions import Kind, Occasion
from backend.sandbox.demo.texts import text_for
from backend.sandbox.superoffice.seed_companies import COMPANIES

OPENS, CLOSES = time(8), time(17)
LUNCH = (time(11, 30), time(12))
_STEP = timedelta(minutes=15)
#: starts are on the half hour, short calls on the quarter
_GRID = {True: 1, False: 2}
#: minutes before the start, with how often they are chosen
_ALARMS: dict[int | None, int] = {None: 25, 15: 40, 5: 10, 10: 8, 30: 10, 60: 5, 1440: 2}

Hours = tuple[datetime, datetime]


class Planner:
    """The hours of one person. *standing* are (weekday, start, end) that every week has."""

    def __init__(
        self,
        almanac: Almanac,
        random: Random,
        colleagues: Iterable[str],
        standing: Iterable[tuple[int, time, time]] = (),
    ) -> None:
        self._almanac = almanac
        self._random = random
        self._colleagues = tuple(colleagues)
        self._standing = tuple(standing)
        self._taken: dict[date, list[Hours]] = defaultdict(list)
        self._away: set[date] = set()
        self._used: set[str] = set()

    def go_away(self, first: date, days: int) -> None:
        """Keep *days* whole days free of appointments."""
        self._away.update(first + timedelta(days=number) for number in range(days))

    def days(self) -> list[date]:
        """Working days at the desk."""
        return [day for day in self._almanac.working_days() if day not in self._away]

    def spread(self, kinds: Iterable[Kind], number: int) -> Iterator[Occasion]:
        """*number* occasions over the window, more of them in the weeks around today."""
        deck = _dealt(list(kinds), self._random)
        days = self.days()
        near = [5 if abs((day - self._almanac.today).days) < 28 else 3 for day in days]
        placed = 0
        while placed < number:
            day = self._random.choices(days, near)[0]
            kind = next(deck)
            hours = self.find(day, kind.minutes)
            if hours:
                placed += 1
                yield self._filled(kind, hours)

    def arrange(self, week: int, weekday: int, minutes: int, others: Iterable[Planner] = ()) -> datetime:
        """The start of hours that suit everybody, on the given day or the next that has some."""
        people = tuple(others)
        wanted = self._almanac.day(week, weekday)
        days = (day for day in self._almanac.working_days() if day >= wanted)
        return next(hours[0] for day in days if (hours := self.find(day, minutes, people)))

    def find(self, day: date, minutes: int, others: Iterable[Planner] = ()) -> Hours | None:
        """Hours on *day* that are free here and for *others*, taken from now on; None when there are none."""
        people = (self, *others)
        length = timedelta(minutes=minutes)
        begin, end = datetime.combine(day, OPENS), datetime.combine(day, CLOSES)
        step = _STEP * _GRID[minutes < 30]
        starts = [begin + step * number for number in range(int((end - length - begin) / step) + 1)]
        free = [start for start in starts if all(person.is_free(start, start + length) for person in people)]
        if not free:
            return None
        start = self._random.choice(free)
        for person in people:
            person.take(start, start + length)
        return start, start + length

    def is_free(self, start: datetime, end: datetime) -> bool:
        """Whether nothing lies between *start* and *end*, lunch included."""
        day = start.date()
        weekly = [(first, last) for weekday, first, last in self._standing if weekday == day.weekday()]
        fixed = [(datetime.combine(day, first), datetime.combine(day, last)) for first, last in (LUNCH, *weekly)]
        return day not in self._away and all(
            end <= first or last <= start for first, last in (*fixed, *self._taken[day])
        )

    def take(self, start: datetime, end: datetime) -> None:
        """Note that the hours are taken."""
        self._taken[start.date()].append((start, end))

    def _filled(self, kind: Kind, hours: Hours) -> Occasion:
        """An occasion of a kind with a subject that this person has not had yet, if there is one."""
        for _ in range(8):
            occasion = self._fill_in(kind, hours)
            if occasion.subject not in self._used:
                break
        self._used.add(occasion.subject)
        return occasion

    def _fill_in(self, kind: Kind, hours: Hours) -> Occasion:
        random = self._random
        company = random.choice(COMPANIES)
        somebody = random.choice(company.people)
        words = {
            "company": company.name,
            "city": company.city,
            "contact": f"{somebody.first_name} {somebody.last_name}",
            "colleague": random.choice(self._colleagues),
            "topic": random.choice(TOPICS),
        }
        about_company = "{company}" in kind.subject or "{contact}" in kind.subject or "{company}" in kind.place
        return Occasion(
            kind.subject.format_map(words),
            *hours,
            kind.category,
            kind.place.format_map(words),
            text_for(kind.category, random).format_map(words),
            kind.show,
            kind.private,
            important=random.random() < 0.08,
            alarm=random.choices(list(_ALARMS), list(_ALARMS.values()))[0],
            zone=kind.zone,
            company=company.name if about_company else "",
            contact=words["contact"] if "{contact}" in kind.subject else "",
        )


def _dealt(kinds: list[Kind], random: Random) -> Iterator[Kind]:
    """Every kind once in random order, then again."""
    while True:
        random.shuffle(kinds)
        yield from kinds
