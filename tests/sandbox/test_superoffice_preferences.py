"""Preferences and their levels (contract §4)."""

from __future__ import annotations

from tests.sandbox.superoffice_diary import diary_of
from tests.sandbox_client import SandboxClient


def test_defaults_of_the_tenant(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    length = diary.ok("GET", "Preference/Defaults/DefaultAppointmentAppointLength")
    assert (length["RawValue"], length["Level"], length["DisplayType"]) == ("60", "SystemWide", "Number")
    unset = diary.ok("GET", "Preference/Defaults/Nonsense")
    assert (unset["RawValue"], unset["Level"]) == ("", "Undefined")


def test_the_most_personal_level_counts(sandbox: SandboxClient) -> None:
    linda, julie = diary_of(sandbox, "linda"), diary_of(sandbox, "julie")
    address = "Preference/DiaryView/AllDayStartTime"
    assert linda.call("PUT", address, {"rawValue": "09:00"}).status_code == 204
    assert linda.ok("GET", "preference/diaryview/alldaystarttime")["RawValue"] == "09:00"
    assert julie.ok("GET", address)["RawValue"] == "08:00"
    linda.ok("PUT", f"{address}/Group?value=07:00")
    assert julie.ok("GET", address)["RawValue"] == "07:00"
    assert julie.ok("GET", f"{address}/SystemWide") == "08:00"
    assert linda.ok("GET", address)["RawValue"] == "09:00"


def test_shared_levels_need_an_administrator(sandbox: SandboxClient) -> None:
    julie = diary_of(sandbox, "julie")
    address = "Preference/DiaryView/AllDayStartTime"
    assert julie.call("PUT", f"{address}/SystemWide?value=06:00").status_code == 403
    assert julie.call("PUT", address, {"RawValue": "06:00", "Level": "Database"}).status_code == 403
    assert julie.call("PUT", f"{address}/Nonsense?value=1").status_code == 400
    assert julie.call("PUT", f"{address}/Individual").status_code == 400


def test_a_personal_preference_gives_new_appointments_their_length(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    diary.ok("PUT", "Preference/Defaults/DefaultAppointmentAppointLength", {"RawValue": "25"})
    start, end = (diary.ok("GET", "Appointment/default")[name] for name in ("StartDate", "EndDate"))
    assert int(end[14:16]) - int(start[14:16]) in (25, 25 - 60)


def test_agents(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    wanted = [
        {"section": "DiaryView", "key": "AllDayEndTime"},
        {"section": "System", "key": "DiarySynchronizerActive"},
    ]
    values = diary.ok("POST", "Agents/Preference/GetPreferences", {"specifications": wanted})
    assert [value["RawValue"] for value in values] == ["16:00", "1"]
    saved = diary.ok(
        "POST", "Agents/Preference/SavePreferenceEntity",
        {"preference": {"specification": wanted[0], "rawValue": "17:00", "level": "Individual"}},
    )  # fmt: skip
    assert (saved["RawValue"], saved["Level"], saved["TargetId"]) == ("17:00", "Individual", 5)
