"""The starts that one RFC 5545 rule names, reckoned in wall-clock time without a zone."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product

from backend.core.recurrence.recur import Freq, NthDay, Recur
from backend.core.recurrence.rule import Weekday
from backend.core.values import replace

#: reckoning stops here, so that a week never leaves the calendar
LAST_YEAR = 9998
#: periods a day and seconds a period of the frequencies that are shorter than a day
_CLOCK = {Freq.HOURLY: (24, 3600), Freq.MINUTELY: (1440, 60), Freq.SECONDLY: (86_400, 1)}


def walls(recur: Recur, start: datetime, since: datetime, before: datetime) -> Iterator[datetime]:
    """Starts from *since* up to *before*, rising. All three times are naive, in whole seconds.

    *start* (DTSTART) gives what the rule leaves open and is the earliest start. It takes place only where the rule
    names it: RFC 5545 §3.8.5.3 leaves the other case undefined; Graph, python-dateutil and libical pass it over.
    `recur.until` is the caller's matter: it may need a zone. Without COUNT the years before *since* cost nothing.
    """
    rule = _completed(recur, start)
    counted = 0
    for period in _periods(rule, start, start if rule.count is not None else max(since, start), before):
        for wall in period:
            if wall < start:
                continue
            counted += 1
            if wall >= before or (rule.count is not None and counted > rule.count):
                return
            if wall >= since:
                yield wall


def _completed(recur: Recur, start: datetime) -> Recur:
    """The rule with what it leaves open taken from *start* (RFC 5545 §3.3.10)."""
    if recur.freq < Freq.HOURLY:
        recur = replace(
            recur,
            hours=recur.hours or frozenset({start.hour}),
            minutes=recur.minutes or frozenset({start.minute}),
            seconds=recur.seconds or frozenset({start.second}),
        )
    elif recur.freq is Freq.HOURLY:
        recur = replace(recur, minutes=recur.minutes or frozenset({start.minute}))
    if recur.freq in (Freq.HOURLY, Freq.MINUTELY):
        recur = replace(recur, seconds=recur.seconds or frozenset({start.second}))
    if recur.weekdays or recur.month_days or recur.year_days:
        return recur
    same_weekday = frozenset({NthDay(0, Weekday.of(start))})
    match recur.freq:
        case Freq.YEARLY if recur.week_numbers:
            return replace(recur, weekdays=same_weekday)
        case Freq.YEARLY:
            months = recur.months or frozenset({start.month})
            return replace(recur, months=months, month_days=frozenset({start.day}))
        case Freq.MONTHLY if not recur.week_numbers:
            return replace(recur, month_days=frozenset({start.day}))
        case Freq.WEEKLY if not recur.week_numbers:
            return replace(recur, weekdays=same_weekday)
    return recur


def _periods(rule: Recur, start: datetime, since: datetime, before: datetime) -> Iterator[list[datetime]]:
    """The set of each period from the one that holds *since*, cut to its BYSETPOS."""
    fits = _day_filter(rule)
    if rule.freq in _CLOCK:
        sets = _sets_within_days(rule, start, since.date(), before.date(), fits)
    else:
        clock = sorted(time(*parts) for parts in product(rule.hours, rule.minutes, rule.seconds))
        sets = (
            [datetime.combine(day, at) for day in days if fits(day) for at in clock]
            for days in _days(rule, start.date(), since.date(), before.date())
        )
    return (_picked(found, rule.positions) for found in sets) if rule.positions else sets


def _picked(found: list[datetime], positions: frozenset[int]) -> list[datetime]:
    indexes = {position - 1 if position > 0 else len(found) + position for position in positions}
    return [found[index] for index in sorted(indexes) if 0 <= index < len(found)]


# -- periods of a day and longer


def _days(rule: Recur, first: date, since: date, before: date) -> Iterator[Sequence[date]]:
    """The days of each period, among which the rule's filter chooses."""
    step = rule.interval
    match rule.freq:
        case Freq.YEARLY:
            skipped = (since.year - first.year) // step * step
            months = sorted(rule.months) or range(1, 13)
            for year in range(first.year + skipped, min(before.year, LAST_YEAR) + 1, step):
                yield [day for month in months for day in _month(rule, year, month)]
        case Freq.MONTHLY:
            origin = first.year * 12 + first.month - 1
            skipped = (since.year * 12 + since.month - 1 - origin) // step * step
            end = min(before.year * 12 + before.month - 1, LAST_YEAR * 12 + 11)
            for number in range(origin + skipped, end + 1, step):
                yield _month(rule, number // 12, number % 12 + 1)
        case Freq.WEEKLY:
            monday = first - timedelta(days=(first.weekday() - rule.week_start) % 7)
            for begin in _steps(monday, since, before, 7 * step):
                yield [begin + timedelta(days=number) for number in range(7)]
        case _:
            for day in _steps(first, since, before, step):
                yield (day,)


def _steps(first: date, since: date, before: date, step: int) -> Iterator[date]:
    """Every *step* days from *first*, beginning with the last one not after *since*."""
    begin = first.toordinal() + (since - first).days // step * step
    end = min(before, date(LAST_YEAR, 12, 31)).toordinal()
    return (date.fromordinal(number) for number in range(begin, end + 1, step))


def _month(rule: Recur, year: int, month: int) -> list[date]:
    length = monthrange(year, month)[1]
    if not rule.month_days:
        return [date(year, month, day) for day in range(1, length + 1)]
    days = {day if day > 0 else length + 1 + day for day in rule.month_days}
    return [date(year, month, day) for day in sorted(days) if 1 <= day <= length]


# -- periods within a day


def _sets_within_days(
    rule: Recur, start: datetime, since: date, before: date, fits: Callable[[date], bool]
) -> Iterator[list[datetime]]:
    periods, seconds = _CLOCK[rule.freq]
    begin = (start.hour * 3600 + start.minute * 60 + start.second) // seconds
    allowed = _allowed_periods(rule)
    inside = [timedelta(seconds=part) for part in _inside(rule)]
    for day in _steps(start.date(), since, before, 1):
        if not fits(day):
            continue
        # the first period of the day that the interval reaches
        offset = (begin - (day - start.date()).days * periods) % rule.interval
        hit = range(offset, periods, rule.interval)
        midnight = datetime.combine(day, time())
        for number in hit if allowed is None else (number for number in allowed if number in hit):
            at = midnight + timedelta(seconds=number * seconds)
            yield [at + part for part in inside]


def _allowed_periods(rule: Recur) -> list[int] | None:
    """Numbers within the day of the periods that BYHOUR, BYMINUTE and BYSECOND leave; None for all."""
    hours = sorted(rule.hours) or range(24)
    minutes = sorted(rule.minutes) or range(60)
    seconds = sorted(rule.seconds) or range(60)
    match rule.freq:
        case Freq.HOURLY:
            return list(hours) if rule.hours else None
        case Freq.MINUTELY:
            limited = rule.hours or rule.minutes
            return [hour * 60 + minute for hour in hours for minute in minutes] if limited else None
        case _:
            if not (rule.hours or rule.minutes or rule.seconds):
                return None
            return [
                hour * 3600 + minute * 60 + second for hour, minute, second in product(hours, minutes, seconds)
            ]


def _inside(rule: Recur) -> list[int]:
    """Seconds from the beginning of a period to each start in it."""
    match rule.freq:
        case Freq.HOURLY:
            return [minute * 60 + second for minute in sorted(rule.minutes) for second in sorted(rule.seconds)]
        case Freq.MINUTELY:
            return sorted(rule.seconds)
        case _:
            return [0]


# -- which days


def _day_filter(rule: Recur) -> Callable[[date], bool]:
    """Whether a day passes every BY part that speaks of days."""
    tests: list[Callable[[date], bool]] = []
    if rule.months:
        tests.append(lambda day: day.month in rule.months)
    if rule.week_numbers:
        tests.append(lambda day: not rule.week_numbers.isdisjoint(_week_numbers(day, rule.week_start)))
    if rule.year_days:
        tests.append(lambda day: not rule.year_days.isdisjoint(_both_ends(*_place_in_year(day))))
    if rule.month_days:
        tests.append(lambda day: not rule.month_days.isdisjoint(_both_ends(*_place_in_month(day))))
    if rule.weekdays:
        tests.append(_weekday_filter(rule))
    return lambda day: all(test(day) for test in tests)


def _weekday_filter(rule: Recur) -> Callable[[date], bool]:
    place: Callable[[date], tuple[int, int]] | None = None
    if rule.freq is Freq.MONTHLY or (rule.freq is Freq.YEARLY and rule.months):
        place = _place_in_month
    elif rule.freq is Freq.YEARLY and not rule.week_numbers:
        place = _place_in_year
    if place is None or all(ordinal == 0 for ordinal, _ in rule.weekdays):
        days = {day for _, day in rule.weekdays}  # an ordinal has no meaning in shorter periods
        return lambda day: day.weekday() in days
    return lambda day: any(
        NthDay(ordinal, Weekday.of(day)) in rule.weekdays for ordinal in (0, *_ordinals(*place(day)))
    )


def _place_in_month(day: date) -> tuple[int, int]:
    """Which day of its month, from 1, and how many the month has."""
    return day.day, monthrange(day.year, day.month)[1]


def _place_in_year(day: date) -> tuple[int, int]:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1, 366 if isleap(day.year) else 365


def _both_ends(number: int, length: int) -> tuple[int, int]:
    """A number counted from the front, and the same counted from the end."""
    return number, number - length - 1


def _ordinals(number: int, length: int) -> tuple[int, int]:
    """Which of its weekday a day is, counted from the front and from the end."""
    return (number - 1) // 7 + 1, -((length - number) // 7 + 1)


def _week_numbers(day: date, week_start: Weekday) -> tuple[int, int]:
    """The number of the week that holds *day*, from both ends of the year to which the week belongs.

    A week belongs to the year that has at least four of its days (RFC 5545 §3.3.10, BYWEEKNO).
    """
    middle = _middle_of_week(day, week_start)
    last = _middle_of_week(date(middle.year, 12, 28), week_start)
    return _both_ends(_week_of_year(middle), _week_of_year(last))


def _middle_of_week(day: date, week_start: Weekday) -> date:
    """The fourth day of the week that holds *day*."""
    return day + timedelta(days=3 - (day.weekday() - week_start) % 7)


def _week_of_year(middle: date) -> int:
    return (_place_in_year(middle)[0] - 1) // 7 + 1
