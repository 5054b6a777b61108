"""What becomes of the rows of a series that gets other days or other values (contract §3.6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient

DEVICE = "ForeignApp/Sosync/outlook/linda%40nordlys.example"
RULE = {
    "IsRecurrence": True, "Pattern": "Weekly", "RecurrenceEndType": "Counter", "RecurrenceCounter": 4,
    "StartDate": "2026-11-23T00:00:00Z", "WeekPattern": {"Weekdays": "Monday", "Cycle": 1},
}  # fmt: skip
FIRST, SECOND, THIRD, FOURTH = "2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"


@pytest.fixture
def linda(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "linda")


@pytest.fixture
def weekly(linda: Diary) -> list[int]:
    """The rows of four Mondays, nine to ten."""
    first = linda.create(Title="Weekly", Recurrence=RULE)
    return [row["AppointmentId"] for row in linda.rows(rule_id=first["Recurrence"]["RecurrenceId"])]


def forward(diary: Diary, row: int, **changes: Any) -> dict[str, Any]:
    """Save a row and the later ones of its series."""
    body = {"AppointmentEntity": diary.get(row) | changes, "UpdateMode": "ThisAndForward"}
    saved: dict[str, Any] = diary.agent("Save", body)
    return saved


def on_days(diary: Diary, row: int, *days: str, **changes: Any) -> dict[str, Any]:
    """Let the series take place on *days* from *row* on."""
    dates = [{"Date": f"{day}T00:00:00Z"} for day in days]
    rule = diary.get(row)["Recurrence"] | {"Dates": dates}
    return forward(diary, row, Recurrence=rule, **changes)


def alone(diary: Diary, row: int, **changes: Any) -> None:
    """Change one row of a series."""
    diary.agent("Save", {"AppointmentEntity": diary.get(row) | changes, "UpdateMode": "OnlyThis"})


def starts(diary: Diary, saved: dict[str, Any]) -> dict[str, int]:
    """Rows of a series by their start, to the hour."""
    rows = diary.rows(rule_id=saved["Recurrence"]["RecurrenceId"])
    assert len({row["StartDate"] for row in rows}) == len(rows)
    return {row["StartDate"][:13]: row["AppointmentId"] for row in rows}


def test_a_series_is_reserved_under_a_uid(linda: Diary) -> None:
    entity = {"Title": "Weekly", "StartDate": f"{FIRST}T09:00:00Z", "EndDate": f"{FIRST}T10:00:00Z",
              "Recurrence": RULE}  # fmt: skip
    first = linda.agent("CreateAppointmentForUID", {"AppointmentEntity": entity, "UID": "uid-1"})
    rows = linda.rows(rule_id=first["Recurrence"]["RecurrenceId"])
    assert [row["StartDate"][:10] for row in rows] == [FIRST, SECOND, THIRD, FOURTH]
    assert rows[0]["AppointmentId"] == first["AppointmentId"]
    assert linda.agent("GetUIDFromAppointmentId", {"AppointmentId": first["AppointmentId"]}) == "uid-1"
    assert linda.agent("GetAppointmentFromUID", {"UID": "uid-1"})["AppointmentId"] == first["AppointmentId"]


def test_days_that_stay_keep_their_rows(linda: Diary, weekly: list[int]) -> None:
    linda.ok("POST", "ForeignApp/Sosync")
    linda.ok("POST", DEVICE)
    key = {"key": "event", "value": "AbC", "tableName": "appointment", "recordId": weekly[1]}
    linda.ok("POST", f"{DEVICE}/Key", key)
    alone(linda, weekly[1], Title="Special", StartDate=f"{SECOND}T13:00:00Z", EndDate=f"{SECOND}T14:30:00Z")
    saved = on_days(linda, weekly[0], FIRST, SECOND, FOURTH, "2026-12-17")
    found = starts(linda, saved)
    assert list(found) == [f"{FIRST}T09", f"{SECOND}T13", f"{FOURTH}T09", "2026-12-17T09"]
    assert list(found.values())[:3] == [weekly[0], weekly[1], weekly[3]]
    kept = linda.get(weekly[1])
    assert (kept["Title"], kept["EndDate"]) == ("Special", f"{SECOND}T14:30:00Z")
    assert linda.ok("GET", f"Appointment/{weekly[1]}/ForeignKey") == {"Sosync.outlook.event": "AbC"}
    assert linda.call("GET", f"Appointment/{weekly[2]}").status_code == 404


def test_a_moved_row_counts_for_the_day_it_is_on(linda: Diary, weekly: list[int]) -> None:
    alone(linda, weekly[1], StartDate="2026-12-02T09:00:00Z", EndDate="2026-12-02T10:00:00Z")
    found = starts(linda, on_days(linda, weekly[0], FIRST, "2026-12-02", THIRD))
    assert found == {f"{FIRST}T09": weekly[0], "2026-12-02T09": weekly[1], f"{THIRD}T09": weekly[2]}


@pytest.mark.parametrize("day", [FIRST, THIRD])
def test_two_rows_on_one_day_both_stay(linda: Diary, weekly: list[int], day: str) -> None:
    alone(linda, weekly[1], StartDate=f"{day}T15:00:00Z", EndDate=f"{day}T16:00:00Z")
    saved = on_days(linda, weekly[0], FIRST, THIRD)
    assert starts(linda, saved) == {
        f"{FIRST}T09": weekly[0], f"{THIRD}T09": weekly[2], f"{day}T15": weekly[1],
    }  # fmt: skip


def test_a_first_day_that_goes_takes_its_row_along(linda: Diary, weekly: list[int]) -> None:
    saved = on_days(linda, weekly[0], SECOND, THIRD)
    assert saved["AppointmentId"] == weekly[1]
    assert starts(linda, saved) == {f"{SECOND}T09": weekly[1], f"{THIRD}T09": weekly[2]}
    assert linda.call("GET", f"Appointment/{weekly[0]}").status_code == 404


def test_other_days_together_with_other_values(linda: Diary, weekly: list[int]) -> None:
    times = {"StartDate": f"{FIRST}T11:00:00Z", "EndDate": f"{FIRST}T12:00:00Z"}
    saved = on_days(linda, weekly[0], FIRST, THIRD, "2026-12-21", Title="Later", **times)
    found = starts(linda, saved)
    assert list(found) == [f"{FIRST}T11", f"{THIRD}T11", "2026-12-21T11"]
    assert {linda.get(row)["Title"] for row in found.values()} == {"Later"}


def test_values_reach_every_later_row(linda: Diary, weekly: list[int]) -> None:
    private = [{"VisibleId": 5, "Visibility": "Associate"}]
    forward(linda, weekly[1], HasAlarm=True, AlarmLeadTime="PT45M", IsFree=True, VisibleFor=private)
    rows = [linda.get(row) for row in weekly]
    assert [row["HasAlarm"] for row in rows] == [False, True, True, True]
    assert [row["IsFree"] for row in rows] == [False, True, True, True]
    assert [row["AlarmLeadTime"] for row in rows[1:]] == [rows[1]["AlarmLeadTime"]] * 3
    assert [row["VisibleFor"][0]["Visibility"] for row in rows] == ["All", "Associate", "Associate", "Associate"]


def test_an_invitee_who_deletes_his_rows_does_not_end_the_series(sandbox: SandboxClient, linda: Diary) -> None:
    julie = diary_of(sandbox, "julie")
    first = linda.create(Recurrence=RULE, Participants=[{"AssociateId": 5}, {"AssociateId": 6}])
    rule = first["Recurrence"]
    own = [row["AppointmentId"] for row in julie.rows(rule_id=rule["RecurrenceId"]) if row["AssociateId"] == 6]
    julie.agent("Delete", {"AppointmentId": own[1], "UpdateMode": "ThisAndForward"})
    assert linda.get(first["AppointmentId"])["Recurrence"] == rule
    assert [julie.get(row)["InvitationStatus"] for row in own] == ["Invitation", *["Declined"] * 3]
