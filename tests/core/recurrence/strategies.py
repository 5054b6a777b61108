"""Random rules, patterns and series."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from backend.core.recurrence.rule import (
    Count,
    Daily,
    Dates,
    Endless,
    MonthlyOnDay,
    MonthlyOnWeekday,
    Pattern,
    Range,
    Series,
    ShortMonths,
    Until,
    Weekday,
    Weekly,
    YearlyOnDay,
    YearlyOnWeekday,
)
from backend.core.recurrence.series import aligned

ZONES = ("Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")
DAYS_OF = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

weekday_sets = st.frozensets(st.sampled_from(Weekday), min_size=1)
positions = st.sampled_from((1, 2, 3, 4, -1))
intervals = st.integers(1, 7)
days_of_month = st.one_of(st.integers(1, 31), st.integers(28, 31))
habits = st.sampled_from(ShortMonths)
first_days = st.dates(date(2019, 1, 1), date(2029, 12, 31))
#: whole minutes, often in the hours in which clocks change
clock_times = st.one_of(st.times(), st.builds(time, st.integers(0, 3), st.sampled_from((0, 15, 30, 59)))).map(
    lambda at: at.replace(second=0, microsecond=0)
)
starts = st.builds(datetime.combine, first_days, clock_times)


@st.composite
def yearly_on_day(draw: st.DrawFn) -> YearlyOnDay:
    month = draw(st.integers(1, 12))
    longest = 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    return YearlyOnDay(draw(intervals), month, draw(st.integers(1, longest)), draw(habits))


patterns: st.SearchStrategy[Pattern] = st.one_of(
    st.builds(Daily, st.integers(1, 40)),
    st.builds(Weekly, intervals, weekday_sets, st.sampled_from(Weekday)),
    st.builds(MonthlyOnDay, intervals, days_of_month, habits),
    st.builds(MonthlyOnWeekday, intervals, weekday_sets, positions),
    yearly_on_day(),
    st.builds(YearlyOnWeekday, intervals, st.integers(1, 12), weekday_sets, positions),
)


@st.composite
def series(draw: st.DrawFn, *, endless: bool = True, irregular: bool = True) -> Series:
    """A series that takes place at least once."""
    first, all_day = draw(starts), draw(st.booleans())
    if all_day:
        first = datetime.combine(first.date(), time())
    kept = {
        "zone": draw(st.sampled_from(ZONES)),
        "duration": timedelta(days=1) if all_day else timedelta(minutes=draw(st.integers(0, 3000))),
        "all_day": all_day,
    }
    if irregular and draw(st.integers(0, 6)) == 0:
        days = sorted(
            {first.date(), *draw(st.lists(first_days.filter(lambda day: day > first.date()), max_size=9))}
        )
        return Series(rule=Dates(tuple(days)), range=Count(len(days)), first=first, **kept)  # type: ignore[arg-type]
    ranges: list[st.SearchStrategy[Range]] = [
        st.builds(Count, st.integers(1, 60)),
        st.integers(0, 4000).map(lambda days: Until(first.date() + timedelta(days=days))),
    ]
    if endless:
        ranges.append(st.just(Endless()))
    found = None
    while found is None:
        limit = draw(st.one_of(ranges))
        found = aligned(Series(rule=draw(patterns), range=limit, first=first, **kept))  # type: ignore[arg-type]
    return found


@st.composite
def rules(draw: st.DrawFn, start: datetime) -> str:
    """Text of a rule in a part of RFC 5545 in which python-dateutil is right (contracts/interop.md §3.2).

    Each part admits *start*, since python-dateutil seeks a start that never comes until the end of the calendar.
    """
    freq = draw(st.sampled_from(("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY")))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.sampled_from((1, 1, 1, 2, 3, 5)))}"]
    length = monthrange(start.year, start.month)[1]
    year_day, year_length = start.timetuple().tm_yday, 366 if isleap(start.year) else 365
    of_days = {
        "BYMONTH": (st.integers(1, 12), [start.month]),
        "BYMONTHDAY": (_signed(28), [start.day, start.day - length - 1]),
        "BYYEARDAY": (_signed(365), [year_day, year_day - year_length - 1]),
    }
    allowed = {"YEARLY": 3, "MONTHLY": 2, "DAILY": 2, "WEEKLY": 1}.get(freq, 0)
    for name in draw(st.lists(st.sampled_from(sorted(of_days)[:allowed] or [""]), max_size=1)):
        parts += [_listed(draw, name, *of_days[name])] if name else []
    weekdays = _weekdays(draw, freq, start, bool(parts[2:]))
    parts += [f"BYDAY={weekdays}"] if weekdays else []
    if draw(st.booleans()):
        parts.append(_listed(draw, "BYHOUR", st.integers(0, 23), [start.hour]))
        parts.append(_listed(draw, "BYMINUTE", st.integers(0, 59), [start.minute]))
    if freq in ("YEARLY", "MONTHLY", "DAILY") and draw(st.booleans()) and len(parts) > 2:
        parts.append(draw(st.sampled_from(("BYSETPOS=1", "BYSETPOS=-1", "BYSETPOS=1,-2", "BYSETPOS=2,-1"))))
    parts.append(f"WKST={draw(st.sampled_from(DAYS_OF))}")
    return ";".join(parts)


def _signed(most: int) -> st.SearchStrategy[int]:
    return st.integers(1, most).flatmap(lambda number: st.sampled_from((number, -number)))


def _listed(draw: st.DrawFn, name: str, values: st.SearchStrategy[int], own: list[int]) -> str:
    listed = {draw(st.sampled_from(own)), *draw(st.lists(values, max_size=4))}
    return f"{name}={','.join(map(str, draw(st.permutations(sorted(listed)))))}"


def _weekdays(draw: st.DrawFn, freq: str, start: datetime, limited: bool) -> str:
    """Values of BYDAY, plain or all with ordinals; "" for none."""
    days = draw(st.lists(st.sampled_from(DAYS_OF), max_size=3))
    if not days:
        return ""
    own = DAYS_OF[start.weekday()]
    if freq == "MONTHLY" and not limited and draw(st.booleans()):
        return ",".join({f"{(start.day - 1) // 7 + 1}{own}", *(f"{draw(_signed(4))}{day}" for day in days)})
    return ",".join(sorted({own, *days}))
