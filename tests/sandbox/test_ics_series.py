"""Series of calendar files: as Outlook patterns where these mean the same days, else as single events."""

from __future__ import annotations

import pytest

from tests.sandbox.imports import Calendar, imported
from tests.sandbox_client import SandboxClient


@pytest.mark.parametrize(
    ("uid", "kind", "days"),
    [
        ("daily", "daily", ["03-01", "03-02", "03-03", "03-04", "03-05"]),
        ("weekdays", "weekly", [f"03-{day:02}" for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]),
        ("fortnight", "weekly", ["03-01", "03-04", "03-15", "03-18", "03-29", "04-01", "04-12", "04-15"]),
        ("monthly", "absoluteMonthly", ["03-01", "04-01", "05-01", "06-01", "07-01", "08-01"]),
        ("last day", "absoluteMonthly", ["03-31", "04-30", "05-31", "06-30", "07-31", "08-31"]),
        ("second tuesday", "relativeMonthly", ["03-09", "04-13", "05-11", "06-08", "07-13", "08-10"]),
        ("last workday", "relativeMonthly", ["03-31", "04-30", "05-31", "06-30", "07-30", "08-31"]),
        ("yearly", "absoluteYearly", ["05-17", "05-17", "05-17", "05-17"]),
        ("yearly relative", "relativeYearly", ["03-01", "03-05", "03-06"]),
        ("cut off", "daily", ["03-01", "03-02"]),
    ],
)
def test_rules_become_patterns_with_the_same_days(
    sandbox: SandboxClient, uid: str, kind: str, days: list[str]
) -> None:
    imported(sandbox, "series.ics")
    calendar = Calendar(sandbox)
    assert calendar.by_uid()[uid]["recurrence"]["pattern"]["type"] == kind
    assert [start[:5] for start in calendar.days(uid)] == days


def test_a_series_keeps_its_hour_over_the_change_to_summer_time(sandbox: SandboxClient) -> None:
    imported(sandbox, "series.ics")
    starts = Calendar(sandbox).days("fortnight")
    assert starts[0] == "03-01 08:00"
    assert starts[-1] == "04-15 07:00"


def test_a_series_without_end_stays_without_end(sandbox: SandboxClient) -> None:
    report = imported(sandbox, "series.ics")
    assert (report["imported"], report["series"], report["expanded"]) == (12, 12, 0)
    assert Calendar(sandbox).by_uid()["endless"]["recurrence"]["range"]["type"] == "noEnd"


@pytest.mark.parametrize(
    ("uid", "days"),
    [
        ("first and third thursday", ["03-04", "03-18", "04-01", "04-15", "05-06", "05-20"]),
        ("31st", ["03-31", "05-31", "07-31", "08-31"]),
        ("hourly", ["03-01", "03-01", "03-01"]),
        ("two rules", ["03-01", "03-02", "03-08"]),
        ("odd zone", ["03-01", "03-02", "03-03"]),
        ("no occurrence to find", ["03-01"]),
        ("unreadable", ["03-01"]),
        ("overlapping", ["03-01", "03-02", "03-03"]),
    ],
)
def test_what_outlook_cannot_say_becomes_single_events(sandbox: SandboxClient, uid: str, days: list[str]) -> None:
    imported(sandbox, "inexpressible.ics")
    found = [event for event in Calendar(sandbox).events() if event["subject"] == uid]
    assert sorted(event["start"]["dateTime"][5:10] for event in found) == days
    assert {event["type"] for event in found} == {"singleInstance"}


def test_expanded_series_are_reported_with_the_reason(sandbox: SandboxClient) -> None:
    report = imported(sandbox, "inexpressible.ics")
    assert report["expanded"] == 8
    reasons = {each["line"]: each["reason"] for each in report["warnings"]}
    # the leap day of 2032 lies beyond two years
    assert reasons[44].startswith("Expanded to 1 single events, the last on 2028-02-29")
    assert reasons[20] == (
        "Expanded to 4 single events, the last on 2027-08-31: Outlook does not skip months without a day 31."
    )


def test_a_first_occurrence_off_the_pattern_stands_beside_the_series(sandbox: SandboxClient) -> None:
    imported(sandbox, "inexpressible.ics")
    events = [event for event in Calendar(sandbox).events() if event["subject"] == "off pattern"]
    assert sorted(event["type"] for event in events) == ["seriesMaster", "singleInstance"]
    assert [start[:5] for start in Calendar(sandbox).days("off pattern")] == ["03-02", "03-09", "03-16"]


class TestExceptions:
    @pytest.fixture
    def calendar(self, sandbox: SandboxClient) -> Calendar:
        imported(sandbox, "exceptions.ics")
        return Calendar(sandbox)

    def test_removed_occurrences_are_gone_however_they_are_named(self, calendar: Calendar) -> None:
        days = [start[:5] for start in calendar.days("standup")]
        assert days == ["03-01", "03-30", "04-05", "04-19"]

    def test_moved_and_renamed_occurrences(self, calendar: Calendar) -> None:
        view = {
            each["subject"]: each
            for each in calendar.view("2027-03-29", "2027-04-21")
            if "standup" in each["subject"]
        }
        assert view["standup moved"]["start"]["dateTime"][:16] == "2027-03-30T11:00"
        assert view["standup moved"]["type"] == "exception"
        assert view["standup renamed"]["location"]["displayName"] == "Room 2"
        assert view["standup from here"]["start"]["dateTime"][:10] == "2027-04-19"

    def test_an_occurrence_that_crosses_its_neighbour_stands_alone(self, calendar: Calendar) -> None:
        assert [start[:5] for start in calendar.days("tight")] == ["03-01", "03-03", "03-04"]
        alone = next(event for event in calendar.events() if event["subject"] == "tight crossing")
        assert (alone["type"], alone["start"]["dateTime"][:16]) == ("singleInstance", "2027-03-03T14:00")

    def test_an_occurrence_without_its_series_stands_alone(self, calendar: Calendar) -> None:
        assert calendar.by_uid()["orphan"]["type"] == "singleInstance"

    def test_additional_dates_are_single_events(self, calendar: Calendar) -> None:
        found = [event for event in calendar.events() if event["subject"] == "extra" and not event["recurrence"]]
        assert [(event["start"]["dateTime"][5:16], event["end"]["dateTime"][5:16]) for event in found] == [
            ("03-03T11:00", "03-03T12:00"),
            ("03-04T12:00", "03-04T14:00"),
        ]

    def test_the_report_counts_and_names_them(self, sandbox: SandboxClient) -> None:
        report = imported(sandbox, "exceptions.ics")
        assert (report["series"], report["exceptions"]) == (3, 8)
        assert [each["reason"] for each in report["skipped"]] == ["Every occurrence of the series is removed."]
        reasons = " ".join(each["reason"] for each in report["warnings"])
        assert "EXDATE 2027-03-23 09:00 names no occurrence." in reasons
        assert "crosses its neighbour" in reasons
        assert "this and all later" in reasons
