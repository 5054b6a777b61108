"""Series as rows: days calculated, rows made, changed from one on, stopped (contract §3.6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient

#: a Monday
FIRST = {"StartDate": "2026-11-23T09:00:00Z", "EndDate": "2026-11-23T10:00:00Z"}


@pytest.fixture
def linda(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "linda")


def recurrence(pattern: str, count: int = 4, **parts: Any) -> dict[str, Any]:
    """A RecurrenceInfo that ends after *count* days."""
    return {
        "IsRecurrence": True, "Pattern": pattern, "RecurrenceEndType": "Counter", "RecurrenceCounter": count,
        "StartDate": "2026-11-23T00:00:00Z", **parts,
    }  # fmt: skip


def days(diary: Diary, **info: Any) -> list[str]:
    """The days that CalculateDays finds."""
    entity = FIRST | {"Recurrence": info}
    return [one["Date"][:10] for one in diary.agent("CalculateDays", {"AppointmentEntity": entity})["Dates"]]


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        (recurrence("Daily", DayPattern={"Pattern": "EveryCyclicDay", "Cycle": 3}),
         ["2026-11-23", "2026-11-26", "2026-11-29", "2026-12-02"]),
        (recurrence("Daily", 6, DayPattern={"Pattern": "EveryWorkday"}),
         ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"]),
        (recurrence("Weekly", WeekPattern={"Weekdays": "Monday, Friday", "Cycle": 2}),
         ["2026-11-23", "2026-11-27", "2026-12-07", "2026-12-11"]),
        (recurrence("Weekly", 3, WeekPattern={"Weekdays": 17, "Cycle": 1}),
         ["2026-11-23", "2026-11-27", "2026-11-30"]),
        (recurrence("Monthly", 3, MonthPattern={"Pattern": "DayOfMonth", "Day": 31, "Cycle": 1}),
         ["2026-11-30", "2026-12-31", "2027-01-31"]),
        (recurrence("Monthly", 3, MonthPattern={
            "Pattern": "WeekdayOfMonth", "Weekday": "Friday", "WeekOfMonth": "Last", "Cycle": 1}),
         ["2026-11-27", "2026-12-25", "2027-01-29"]),
        (recurrence("Yearly", 2, YearPattern={"Pattern": "DayOfMonth", "Day": 24, "Cycle": 12}),
         ["2026-12-24", "2027-12-24"]),
        (recurrence("Yearly", 2, YearPattern={
            "Pattern": "WeekdayOfMonth", "Weekday": "Monday", "WeekOfMonth": "Second", "Cycle": 3}),
         ["2027-03-08", "2028-03-13"]),
    ],
)  # fmt: skip
def test_days_of_a_pattern(linda: Diary, info: dict[str, Any], expected: list[str]) -> None:
    assert days(linda, **info) == expected


def test_short_months_may_be_left_out(sandbox: SandboxClient, linda: Diary) -> None:
    sandbox.switch(superoffice_month_end="skip")
    info = recurrence("Monthly", 3, MonthPattern={"Pattern": "DayOfMonth", "Day": 31, "Cycle": 1})
    assert days(linda, **info) == ["2026-12-31", "2027-01-31", "2027-03-31"]


def test_end_by_date_is_inclusive(linda: Diary) -> None:
    info = {"IsRecurrence": True, "Pattern": "Weekly", "RecurrenceEndType": "EndDate",
            "StartDate": "2026-11-23T00:00:00Z", "EndDate": "2026-12-07T00:00:00Z"}  # fmt: skip
    assert days(linda, **info) == ["2026-11-23", "2026-11-30", "2026-12-07"]


def weekly(diary: Diary, count: int = 4, **entity: Any) -> dict[str, Any]:
    """A saved weekly series."""
    info = recurrence("Weekly", count, WeekPattern={"Weekdays": "Monday", "Cycle": 1})
    return diary.create(**FIRST, Recurrence=info, **entity)


def starts(diary: Diary, first: dict[str, Any]) -> list[str]:
    """Starts of the rows of a series that are left."""
    return sorted(row["StartDate"] for row in diary.rows(rule_id=first["Recurrence"]["RecurrenceId"]))


def save(diary: Diary, entity: dict[str, Any], mode: str) -> dict[str, Any]:
    """A row saved with an update mode."""
    saved: dict[str, Any] = diary.agent("Save", {"AppointmentEntity": entity, "UpdateMode": mode})
    return saved


def nth(diary: Diary, first: dict[str, Any], number: int) -> dict[str, Any]:
    """The entity of one row of a series, counted from 0."""
    rows = sorted(diary.rows(rule_id=first["Recurrence"]["RecurrenceId"]), key=lambda row: row["StartDate"])
    return diary.get(rows[number]["AppointmentId"])


def test_a_series_is_one_row_a_day(linda: Diary) -> None:
    first = weekly(linda)
    assert starts(linda, first) == [
        "2026-11-23T09:00:00Z", "2026-11-30T09:00:00Z", "2026-12-07T09:00:00Z", "2026-12-14T09:00:00Z",
    ]  # fmt: skip
    assert first["Recurrence"]["IsRecurrence"] is True
    assert [one["Date"] for one in first["Recurrence"]["Dates"]] == [
        "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z", "2026-12-07T00:00:00Z", "2026-12-14T00:00:00Z",
    ]  # fmt: skip


def test_wall_clock_survives_the_change_of_clocks(linda: Diary) -> None:
    first = linda.create(
        StartDate="2026-10-19T07:00:00Z",
        EndDate="2026-10-19T08:00:00Z",
        Recurrence=recurrence("Weekly", 2) | {"StartDate": "2026-10-19T00:00:00Z"},
    )
    assert starts(linda, first) == ["2026-10-19T07:00:00Z", "2026-10-26T08:00:00Z"]


def test_picked_dates_are_taken_as_they_are(linda: Diary) -> None:
    dates = [{"Date": f"{day}T00:00:00Z"} for day in ("2026-11-23", "2026-11-25", "2026-12-24")]
    first = linda.create(**FIRST, Recurrence=recurrence("Custom") | {"Dates": dates})
    assert [start[:10] for start in starts(linda, first)] == ["2026-11-23", "2026-11-25", "2026-12-24"]


def test_only_this_is_an_exception(linda: Diary) -> None:
    first = weekly(linda)
    second = nth(linda, first, 1)
    save(linda, second | {"StartDate": "2026-11-30T14:00:00Z", "EndDate": "2026-11-30T15:00:00Z"}, "OnlyThis")
    assert [start[11:16] for start in starts(linda, first)] == ["09:00", "14:00", "09:00", "09:00"]
    save(linda, nth(linda, first, 2) | {"Title": "Other"}, "OnlyThis")
    assert [nth(linda, first, number)["Title"] for number in range(4)] == [
        "Meeting",
        "Meeting",
        "Other",
        "Meeting",
    ]


def test_this_and_forward_moves_the_later_ones(linda: Diary) -> None:
    first = weekly(linda)
    third = nth(linda, first, 2)
    change = {"StartDate": "2026-12-07T11:00:00Z", "EndDate": "2026-12-07T12:30:00Z", "Location": "Fjord"}
    save(linda, third | change, "ThisAndForward")
    assert [start[11:16] for start in starts(linda, first)] == ["09:00", "09:00", "11:00", "11:00"]
    last = nth(linda, first, 3)
    assert (last["EndDate"], last["Location"]) == ("2026-12-14T12:30:00Z", "Fjord")


def test_a_new_rule_in_mid_series_ends_the_old_one(linda: Diary) -> None:
    first = weekly(linda)
    third = nth(linda, first, 2)
    info = recurrence("Weekly", 3, WeekPattern={"Weekdays": "Monday", "Cycle": 2})
    info["StartDate"] = "2026-12-07T00:00:00Z"
    changed = save(linda, third | {"Recurrence": info}, "ThisAndForward")
    assert [start[:10] for start in starts(linda, first)] == ["2026-11-23", "2026-11-30"]
    assert [start[:10] for start in starts(linda, changed)] == ["2026-12-07", "2026-12-21", "2027-01-04"]
    assert linda.get(first["AppointmentId"])["Recurrence"]["EndDate"] == "2026-12-06T00:00:00Z"


def test_stopping(linda: Diary) -> None:
    first = weekly(linda)
    save(linda, nth(linda, first, 1), "StopRecurrence")
    assert [start[:10] for start in starts(linda, first)] == ["2026-11-23", "2026-11-30"]
    save(linda, linda.get(first["AppointmentId"]), "StopRecurrence")
    assert linda.get(first["AppointmentId"])["Recurrence"]["IsRecurrence"] is False


@pytest.mark.parametrize(("mode", "left"), [("OnlyThis", 3), ("ThisAndForward", 1)])
def test_deleting(linda: Diary, mode: str, left: int) -> None:
    first = weekly(linda)
    linda.agent("Delete", {"AppointmentId": nth(linda, first, 1)["AppointmentId"], "UpdateMode": mode})
    assert len(starts(linda, first)) == left


def test_a_single_row_becomes_a_series(linda: Diary) -> None:
    single = linda.create(**FIRST)
    changed = save(linda, single | {"Recurrence": recurrence("Weekly", 3)}, "OnlyThis")
    assert changed["AppointmentId"] == single["AppointmentId"]
    assert [start[:10] for start in starts(linda, changed)] == ["2026-11-23", "2026-11-30", "2026-12-07"]


def test_every_occurrence_has_its_own_booking(sandbox: SandboxClient, linda: Diary) -> None:
    julie = diary_of(sandbox, "julie")
    first = weekly(linda, 3, Participants=[{"AssociateId": 5}, {"AssociateId": 6}])
    rows = linda.rows(rule_id=first["Recurrence"]["RecurrenceId"])
    assert (len(rows), len({row["MotherId"] for row in rows})) == (6, 3)
    own = min((row for row in rows if row["AssociateId"] == 6), key=lambda row: row["StartDate"])
    julie.agent("Accept", {"AppointmentId": own["AppointmentId"], "UpdateMode": "ThisAndForward"})
    rows = linda.rows(rule_id=first["Recurrence"]["RecurrenceId"])
    assert {row["InvitationStatus"] for row in rows} == {"Accepted"}


def test_too_many_rows_are_refused(sandbox: SandboxClient, linda: Diary) -> None:
    sandbox.switch(superoffice_series_rows="366")
    info = recurrence("Daily", 400)
    answer = linda.call("POST", "Appointment", FIRST | {"Title": "x", "Recurrence": info})
    assert (answer.status_code, "366" in answer.json()["Message"]) == (400, True)
    assert linda.agent("GetMyDiary", {"Count": -1}) == []


@pytest.mark.parametrize(
    "info",
    [
        {"Pattern": "Weekly", "WeekPattern": {"Weekdays": 128}},
        {"Pattern": "Weekly", "WeekPattern": {"Cycle": 0.5, "Weekdays": "Someday"}},
        {"Pattern": "Monthly", "MonthPattern": {"Day": 32}},
        {"Pattern": "Yearly", "YearPattern": {"Cycle": 13}},
        {"Pattern": "Weekly", "StartDate": "9999-12-31T00:00:00Z"},
        {"Pattern": "Sometimes"},
        {"Pattern": "Weekly", "Dates": ["2026-11-23"]},
        {},
    ],
)
def test_impossible_patterns_are_refused(linda: Diary, info: dict[str, Any]) -> None:
    entity = FIRST | {"Title": "x", "Recurrence": {"IsRecurrence": True, **info}}
    assert linda.call("POST", "Appointment", entity).status_code == 400


def test_a_day_that_never_comes_gives_no_dates(sandbox: SandboxClient, linda: Diary) -> None:
    sandbox.switch(superoffice_month_end="skip")
    assert days(linda, **recurrence("Yearly", YearPattern={"Pattern": "DayOfMonth", "Day": 30, "Cycle": 2})) == []


def test_saving_a_series_as_it_is_changes_nothing(linda: Diary) -> None:
    first = linda.create(**FIRST, Recurrence=recurrence("Monthly", 3) | {"StartDate": "2026-11-20T00:00:00Z"})
    rule = first["Recurrence"]["RecurrenceId"]
    saved = save(linda, linda.get(first["AppointmentId"]), "ThisAndForward")
    assert (saved["Recurrence"]["RecurrenceId"], saved["UpdatedDate"]) == (rule, first["UpdatedDate"])


def test_forward_leaves_texts_that_were_changed_apart(linda: Diary) -> None:
    first = weekly(linda)
    save(linda, nth(linda, first, 2) | {"Title": "Special"}, "OnlyThis")
    save(linda, first | {"Title": "Renamed"}, "ThisAndForward")
    assert [nth(linda, first, number)["Title"] for number in range(4)] == [
        "Renamed", "Renamed", "Special", "Renamed",
    ]  # fmt: skip
    save(linda, nth(linda, first, 1) | {"Location": "Fjord"}, "ThisAndForward")
    assert [nth(linda, first, number)["Title"] for number in range(4)][2] == "Special"


def test_an_invitee_changes_his_own_rows_forward(sandbox: SandboxClient, linda: Diary) -> None:
    julie = diary_of(sandbox, "julie")
    first = weekly(linda, 3, Participants=[{"AssociateId": 5}, {"AssociateId": 6}])
    rows = julie.rows(rule_id=first["Recurrence"]["RecurrenceId"])
    own = [row["AppointmentId"] for row in rows if row["AssociateId"] == 6]
    save(julie, julie.get(own[1]) | {"HasAlarm": True, "AlarmLeadTime": "00:30:00"}, "ThisAndForward")
    assert [julie.get(one)["HasAlarm"] for one in own] == [False, True, True]
    assert [linda.get(row["AppointmentId"])["HasAlarm"] for row in rows if row["AssociateId"] == 5] == [False] * 3


def test_others_do_not_touch_a_series(sandbox: SandboxClient, linda: Diary) -> None:
    julie = diary_of(sandbox, "julie")
    first = weekly(linda)
    entity = julie.get(first["AppointmentId"])
    stop = julie.call(
        "POST", "Agents/Appointment/Save", {"AppointmentEntity": entity, "UpdateMode": "StopRecurrence"}
    )  # fmt: skip
    assert (stop.status_code, len(starts(linda, first))) == (403, 4)
