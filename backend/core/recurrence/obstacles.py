"""Why a recurrence cannot be said in a narrower form: a closed list, each with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Obstacle(StrEnum):
    """One thing that has no equal in the form asked for (contracts/graph.md §1.7, contracts/interop.md §5)."""

    # in the text of a rule
    SHORTER_THAN_A_DAY = "shorter_than_a_day"
    SEVERAL_TIMES_A_DAY = "several_times_a_day"
    POSITIONS = "positions"
    ORDINALS = "ordinals"
    MONTH_DAYS = "month_days"
    DAY_AND_WEEKDAY = "day_and_weekday"
    MONTHS = "months"
    WEEK_NUMBERS = "week_numbers"
    YEAR_DAYS = "year_days"
    WEEKDAYS_OF_A_YEAR = "weekdays_of_a_year"
    WEEKDAYS_OF_A_MONTH = "weekdays_of_a_month"
    DAYS_AT_INTERVALS = "days_at_intervals"
    SEVERAL_RULES = "several_rules"
    EXCLUDING_RULE = "excluding_rule"
    EXTRA_DATES = "extra_dates"
    UNEVEN_TIMES = "uneven_times"
    NO_OCCURRENCE = "no_occurrence"
    # in a neutral series, for a system that knows less
    IRREGULAR = "irregular"
    SHORT_MONTHS = "short_months"
    INTERVAL = "interval"
    COUNT = "count"
    SEVERAL_WEEKDAYS = "several_weekdays"
    WEEK_START = "week_start"

    @property
    def sentence(self) -> str:
        """What is in the way, for a person."""
        return _SENTENCES[self]


_SENTENCES = {
    Obstacle.SHORTER_THAN_A_DAY: "It repeats by the hour, minute or second.",
    Obstacle.SEVERAL_TIMES_A_DAY: "It takes place at several times of the day, or at another one than its start.",
    Obstacle.POSITIONS: "It picks other places of a set than the first four or the last, or several.",
    Obstacle.ORDINALS: "It picks several weekdays of a month by number, a fifth one, or counts from the end.",
    Obstacle.MONTH_DAYS: "It picks several days of the month, or counts them from the end.",
    Obstacle.DAY_AND_WEEKDAY: "It needs a day of the month to fall on a certain weekday.",
    Obstacle.MONTHS: "It is limited to certain months.",
    Obstacle.WEEK_NUMBERS: "It picks weeks of the year by number.",
    Obstacle.YEAR_DAYS: "It picks days of the year by number.",
    Obstacle.WEEKDAYS_OF_A_YEAR: "It picks weekdays of a whole year.",
    Obstacle.WEEKDAYS_OF_A_MONTH: "It takes place on every such weekday of certain months.",
    Obstacle.DAYS_AT_INTERVALS: "It counts days and keeps only certain weekdays or days of the month.",
    Obstacle.SEVERAL_RULES: "It joins several rules.",
    Obstacle.EXCLUDING_RULE: "It takes occurrences away by a rule.",
    Obstacle.EXTRA_DATES: "It adds single dates to a rule.",
    Obstacle.UNEVEN_TIMES: "Its dates are at different times of the day.",
    Obstacle.NO_OCCURRENCE: "It never takes place.",
    Obstacle.IRREGULAR: "Its dates follow no pattern.",
    Obstacle.SHORT_MONTHS: "Months that are too short for its day are treated in another way.",
    Obstacle.INTERVAL: "Its interval is too large.",
    Obstacle.COUNT: "It has too many occurrences.",
    Obstacle.SEVERAL_WEEKDAYS: "It takes place on the first or last of several weekdays of a month.",
    Obstacle.WEEK_START: "Its weeks start on a day that cannot be told.",
}


@dataclass(frozen=True, slots=True)
class Inexpressible:
    """The answer where a form has no equal; every reason that was found."""

    reasons: frozenset[Obstacle]

    @classmethod
    def by(cls, *reasons: Obstacle) -> Inexpressible:
        """For these reasons."""
        return cls(frozenset(reasons))
