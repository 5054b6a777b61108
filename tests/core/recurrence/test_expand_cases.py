"""Recurrence sets whose starts are known: the examples of RFC 5545 §3.8.5.3, and what others got wrong."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from backend.core.recurrence import expand

EVER = (datetime(1990, 1, 1), datetime(2040, 1, 1))


def days(lines: list[str], start: str, zone: str = "America/New_York") -> str:
    """Starts as a compact text, "1997: 9/2 9/3"; the time of day is checked to stay."""
    first = datetime.fromisoformat(start)
    years: dict[int, list[str]] = {}
    for found in expand(lines, first, zone, EVER):
        assert isinstance(found, datetime)
        assert found.time() == first.time()
        years.setdefault(found.year, []).append(f"{found.month}/{found.day}")
    return " ".join(f"{year}: {' '.join(listed)}" for year, listed in years.items())


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02T09:00", "1997: 9/2 9/12 9/22 10/2 10/12"),
        ("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "1997-09-02T09:00",
         "1997: 9/2 9/4 9/9 9/11 9/16 9/18 9/23 9/25 9/30 10/2"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997-09-02T09:00",
         "1997: 9/2 9/4 9/16 9/18 9/30 10/2 10/14 10/16"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05T09:00", "1997: 8/5 8/10 8/19 8/24"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05T09:00", "1997: 8/5 8/17 8/19 8/31"),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "1997-09-05T09:00", "1997: 9/5 10/3 11/7 12/5"),
        ("FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU", "1997-09-07T09:00",
         "1997: 9/7 9/28 11/2 11/30 1998: 1/4 1/25"),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=-2MO", "1997-09-22T09:00", "1997: 9/22 10/20 11/17 12/22"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=4", "1997-09-28T09:00", "1997: 9/28 10/29 11/28 12/29"),
        ("FREQ=MONTHLY;COUNT=5;BYMONTHDAY=1,-1", "1997-09-30T09:00", "1997: 9/30 10/1 10/31 11/1 11/30"),
        ("FREQ=MONTHLY;INTERVAL=18;COUNT=7;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10T09:00",
         "1997: 9/10 9/11 9/12 9/13 9/14 9/15 1999: 3/10"),
        ("FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "1997-06-10T09:00", "1997: 6/10 7/10 1998: 6/10 7/10"),
        ("FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "1997-01-01T09:00",
         "1997: 1/1 4/10 7/19 2000: 1/1"),
        ("FREQ=YEARLY;BYDAY=20MO;COUNT=3", "1997-05-19T09:00", "1997: 5/19 1998: 5/18 1999: 5/17"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "1997-05-12T09:00", "1997: 5/12 1998: 5/11 1999: 5/17"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=5", "1997-03-13T09:00", "1997: 3/13 3/20 3/27 1998: 3/5 3/12"),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3", "1996-11-05T09:00",
         "1996: 11/5 2000: 11/7 2004: 11/2"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04T09:00", "1997: 9/4 10/7 11/6"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=4", "1997-09-29T09:00",
         "1997: 9/29 10/30 11/27 12/30"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15T09:00", "2007: 1/15 1/30 2/15 3/15 3/30"),
        # days that are not there are left out
        ("FREQ=MONTHLY;COUNT=4", "2007-01-31T09:00", "2007: 1/31 3/31 5/31 7/31"),
        ("FREQ=YEARLY;COUNT=3", "2012-02-29T12:00", "2012: 2/29 2016: 2/29 2020: 2/29"),
        ("FREQ=YEARLY;BYYEARDAY=-366;COUNT=2", "2012-01-01T12:00", "2012: 1/1 2016: 1/1"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2020-01-01T12:00", ""),
        # each day of the week on its own terms: every Wednesday and Friday, and the third Monday
        ("FREQ=MONTHLY;BYDAY=3MO,WE,FR;COUNT=7", "2015-01-02T08:00", "2015: 1/2 1/7 1/9 1/14 1/16 1/19 1/21"),
        # a week number without a weekday keeps DTSTART's
        ("FREQ=YEARLY;BYWEEKNO=1,2;COUNT=5", "2013-01-08T08:00", "2013: 1/8 12/31 2014: 1/7 12/30 2015: 1/6"),
        ("FREQ=YEARLY;BYWEEKNO=1,2;WKST=FR;COUNT=4", "2013-01-08T08:00", "2013: 1/8 1/15 2014: 1/7 1/14"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=TU,SA;COUNT=2", "2013-01-01T08:00", "2015: 12/29 2016: 1/2"),
        # the set of a position is the whole period, also when DTSTART lies in its middle
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,3;COUNT=3", "2024-10-23T08:00", "2024: 10/23 10/28 10/30"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10;BYSETPOS=1,-1;COUNT=3", "2025-08-10T08:00",
         "2025: 8/10 9/1 9/10"),
        # DTSTART takes place only where the rule names it
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "1997-09-02T09:00", "1998: 2/13 3/13 11/13"),
        ("FREQ=WEEKLY;BYDAY=WE,FR;INTERVAL=2;COUNT=4", "2019-01-01T10:00", "2019: 1/2 1/4 1/16 1/18"),
        # written carelessly
        ("FREQ=WEEKLY;COUNT=2;BYDAY=MO;", "2014-10-06T09:00", "2014: 10/6 10/13"),
        ("rrule:count=2;freq=daily", "2014-10-06T09:00", "2014: 10/6 10/7"),
        ("RRULE:RSCALE=GREGORIAN;FREQ=DAILY;SKIP=OMIT;COUNT=1", "2014-10-06T09:00", "2014: 10/6"),
    ],
)  # fmt: skip
def test_one_rule(rule: str, start: str, expected: str) -> None:
    assert days([rule], start) == expected


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "1997-09-02T09:00:00", "09:00:00 12:00:00 15:00:00"),
        ("FREQ=MINUTELY;INTERVAL=90;COUNT=3", "1997-09-02T09:00:00", "09:00:00 10:30:00 12:00:00"),
        ("FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,40;COUNT=3", "1997-09-02T09:00:00", "09:00:00 09:40:00 10:00:00"),
        ("FREQ=SECONDLY;BYSECOND=5,25;INTERVAL=61;COUNT=2", "2025-01-01T05:10:05", "05:10:05 05:30:25"),
        ("FREQ=HOURLY;BYMINUTE=0,10,20,30;BYSETPOS=-2,2;INTERVAL=2;COUNT=3", "2024-10-23T15:10:00",
         "15:10:00 15:20:00 17:10:00"),
        ("FREQ=HOURLY;BYHOUR=12;BYYEARDAY=-366;COUNT=2", "2012-01-01T12:00:00", "12:00:00 12:00:00"),
        ("FREQ=DAILY;BYSECOND=60;COUNT=1", "2012-01-01T12:00:59", "12:00:59"),
    ],
)  # fmt: skip
def test_several_a_day(rule: str, start: str, expected: str) -> None:
    found = expand([rule], datetime.fromisoformat(start), "UTC", EVER)
    assert " ".join(f"{at:%H:%M:%S}" for at in found) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "2026: 3/2"),
        (["RDATE:20260305T090000,20260303T090000"], "2026: 3/2 3/3 3/5"),
        (["RDATE;TZID=Europe/Oslo:20260305T150000"], "2026: 3/2 3/5"),
        (["RDATE;VALUE=PERIOD:20260305T140000Z/PT1H,20260306T140000Z/20260306T150000Z"], "2026: 3/2 3/5 3/6"),
        (["RDATE;VALUE=DATE:20260305"], "2026: 3/2 3/5"),
        (["FREQ=DAILY;COUNT=4", "EXDATE:20260303T090000"], "2026: 3/2 3/4 3/5"),
        (["FREQ=DAILY;COUNT=4", "EXDATE:20260303T140000Z"], "2026: 3/2 3/4 3/5"),
        (["FREQ=DAILY;COUNT=4", 'EXDATE;X-A="b:c";TZID="W. Europe Standard Time":20260303T150000'],
         "2026: 3/2 3/4 3/5"),
        (["FREQ=DAILY;COUNT=4", "EXDATE;VALUE=DATE:20260303,20260304"], "2026: 3/2 3/5"),
        (["FREQ=DAILY;COUNT=4", "EXDATE:20260303T120000"], "2026: 3/2 3/3 3/4 3/5"),
        (["FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;COUNT=3"], "2026: 3/2 3/3 3/4 3/9 3/16"),
        (["FREQ=DAILY;COUNT=8", "EXRULE:FREQ=DAILY;INTERVAL=2"], "2026: 3/3 3/5 3/7 3/9"),
        (["FREQ=DAILY;COUNT=3", "RDATE:20260303T090000,20260310T090000"], "2026: 3/2 3/3 3/4 3/10"),
    ],
)  # fmt: skip
def test_a_set_of_lines(lines: list[str], expected: str) -> None:
    assert days(lines, "2026-03-02T09:00") == expected


def test_whole_days() -> None:
    found = expand(
        ["RRULE:FREQ=DAILY;BYHOUR=9;UNTIL=20260304", "EXDATE;VALUE=DATE:20260303", "RDATE;VALUE=DATE:20260301"],
        date(2026, 3, 2),
        "Europe/Oslo",
        (datetime(2026, 1, 1), datetime(2027, 1, 1)),
    )
    assert found == [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 4)]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260305T140000Z", 5),
        ("20260305T135959Z", 4),
        ("20260305T090000", 5),
        ("20260305T085959", 4),
        ("20260305", 5),
    ],
)
def test_until(until: str, last: int) -> None:
    found = expand([f"FREQ=DAILY;UNTIL={until}"], datetime(2026, 3, 2, 9), "America/New_York", EVER)
    assert found[-1].day == last


def test_the_stretch_is_half_open() -> None:
    stretch = (datetime(2026, 3, 3, 9), datetime(2026, 3, 5, 9))
    found = expand(["FREQ=DAILY"], datetime(2026, 3, 2, 9), "Europe/Oslo", stretch)
    assert [start.day for start in found] == [3, 4]
    aware = (datetime(2026, 3, 3, 8, tzinfo=UTC), datetime(2026, 3, 5, 8, tzinfo=UTC))
    assert expand(["FREQ=DAILY"], datetime(2026, 3, 2, 9), "Europe/Oslo", aware) == found
    assert expand(["FREQ=DAILY"], datetime(2026, 3, 2, 8, tzinfo=UTC), "Europe/Oslo", aware) == found
    assert expand(["FREQ=DAILY"], datetime(2026, 3, 2, 9), "Europe/Oslo", (aware[1], aware[0])) == []


def test_the_years_before_cost_nothing() -> None:
    stretch = (datetime(2026, 1, 1), datetime(2026, 2, 1))
    begun = time.process_time()
    for rule in (
        "FREQ=DAILY",
        "FREQ=SECONDLY;BYHOUR=9;BYMINUTE=0;BYSECOND=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    ):
        expand([rule], datetime(1926, 1, 1, 9), "Europe/Oslo", stretch)
    expand(["FREQ=DAILY;COUNT=20000"], datetime(1996, 1, 1, 9), "Europe/Oslo", stretch)
    assert time.process_time() - begun < 1


def test_an_endless_stretch_ends_with_the_calendar() -> None:
    found = expand(["FREQ=YEARLY;INTERVAL=1000"], datetime(2026, 1, 1, 9), "UTC", (datetime.min, datetime.max))
    assert [start.year for start in found] == [2026, 3026, 4026, 5026, 6026, 7026, 8026, 9026]


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["FREQ=SOMETIMES"], "FREQ"),
        (["INTERVAL=2"], "FREQ"),
        (["FREQ=DAILY;INTERVAL=0"], "INTERVAL"),
        (["FREQ=DAILY;INTERVAL=-1"], "INTERVAL"),
        (["FREQ=DAILY;COUNT=x"], "COUNT"),
        (["FREQ=DAILY;COUNT=1;COUNT=2"], "COUNT"),
        (["FREQ=DAILY;COUNT=1;UNTIL=20260101"], "UNTIL"),
        (["FREQ=DAILY;UNTIL=20260230"], "UNTIL"),
        (["FREQ=DAILY;UNTIL=soon"], "UNTIL"),
        (["FREQ=WEEKLY;BYDAY=XX"], "BYDAY"),
        (["FREQ=WEEKLY;BYDAY="], "BYDAY"),
        (["FREQ=MONTHLY;BYDAY=0MO"], "BYDAY"),
        (["FREQ=MONTHLY;BYMONTHDAY=32"], "BYMONTHDAY"),
        (["FREQ=MONTHLY;BYMONTHDAY=0"], "BYMONTHDAY"),
        (["FREQ=YEARLY;BYMONTH=13"], "BYMONTH"),
        (["FREQ=YEARLY;BYWEEKNO=54"], "BYWEEKNO"),
        (["FREQ=YEARLY;BYYEARDAY=367"], "BYYEARDAY"),
        (["FREQ=DAILY;BYHOUR=24"], "BYHOUR"),
        (["FREQ=DAILY;BYSETPOS=1,,2"], "BYSETPOS"),
        (["FREQ=DAILY;WKST=1MO"], "WKST"),
        (["FREQ=DAILY;BYEASTER=0"], "BYEASTER"),
        (["RSCALE=HEBREW;FREQ=DAILY"], "RSCALE"),
        (["EXDATE;TZID=Mars/Phobos:20260101T000000"], "EXDATE"),
        (["RDATE;VALUE=TEXT:soon"], "RDATE"),
        (["RDATE:"], "RDATE"),
        (["DTSTART:20260101T000000"], "DTSTART"),
        (["nonsense"], "nonsense"),
        ([""], "content line"),
    ],
)
def test_what_is_wrong_is_named(lines: list[str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        expand(lines, datetime(2026, 1, 1, 9), "Europe/Oslo", EVER)


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(ValueError, match=r"TZID.*Mars"):
        expand(["FREQ=DAILY"], datetime(2026, 1, 1, 9), "Mars/Phobos", EVER)
    with pytest.raises(ValueError, match="FREQ"):
        expand(["FREQ=HOURLY"], date(2026, 1, 1), "UTC", EVER)
