"""Appointments through REST and the agents: what is written is read back, and what must be refused is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import superoffice_schema
from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient


@pytest.fixture
def linda(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "linda")


@pytest.fixture
def julie(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "julie")


def test_written_fields_are_read_back(linda: Diary) -> None:
    saved = linda.create(
        Title="Plan",
        Agenda="<b>1.</b> Budget",
        InternalNotes="ours",
        Location="Fjord",
        AlarmLeadTime="00:10:00",
        HasAlarm=True,
        IsFree=True,
        IsAlldayEvent=True,
        Person={"PersonId": 16},
        Contact={"ContactId": 1},
        Priority={"Id": 2},
        Task={"TaskListItemId": 7},
        CautionWarning="NotInSync",
        OwnedExternally="Outlook",
    )
    read = linda.get(saved["AppointmentId"])
    assert {name: read[name] for name in ("Title", "Description", "Agenda", "InternalNotes", "Location")} == {
        "Title": "Plan", "Description": "Plan", "Agenda": "<b>1.</b> Budget", "InternalNotes": "ours",
        "Location": "Fjord",
    }  # fmt: skip
    assert (read["AlarmLeadTime"], read["HasAlarm"], read["IsFree"], read["IsAlldayEvent"]) == (
        "00:10:00", True, True, True,
    )  # fmt: skip
    assert (read["Person"]["FullName"], read["Contact"]["ContactId"]) == ("Julie Juul", 1)
    assert (read["Priority"]["Id"], read["Task"]["TaskListItemId"]) == (2, 7)
    assert (read["CautionWarning"], read["OwnedExternally"]) == ("NotInSync", "Outlook")
    assert read["StartDate"] == "2026-11-23T09:00:00Z"


def test_entity_has_every_property_of_its_definition(linda: Diary) -> None:
    if not superoffice_schema.available():
        pytest.skip("the OpenAPI files are not here")
    documented = superoffice_schema.properties_of("Appointment", "SuperOffice.CRM.Services.AppointmentEntity")
    saved = linda.create()
    assert documented - set(saved) == set()
    flat = superoffice_schema.properties_of("Appointment", "SuperOffice.CRM.Services.Appointment")
    (listed,) = linda.agent("GetAppointmentList", [saved["AppointmentId"]])
    assert flat == set(listed)


def test_official_clients_spelling_is_understood(linda: Diary) -> None:
    saved = linda.ok(
        "POST",
        "Appointment/",
        {
            "title": "Lower",
            "startDate": "2026-11-23T09:00:00.000Z",
            "endDate": "2026-11-23T10:00:00.000Z",
            "alarmLeadTime": "PT10M",
            "hasAlarm": True,
            "completed": 1,
            "type": "inDiary",
            "associate": {"associateId": 5},
        },
    )
    assert (saved["Title"], saved["AlarmLeadTime"], saved["Completed"]) == ("Lower", "00:10:00", "NotStarted")


@pytest.mark.parametrize(
    ("sent", "shown"), [("P1D", "1.00:00:00"), ("1.00:00:00", "1.00:00:00"), ("P0D", "00:00:00")]
)
def test_both_ways_to_write_a_duration(linda: Diary, sent: str, shown: str) -> None:
    assert linda.create(AlarmLeadTime=sent)["AlarmLeadTime"] == shown


def test_default_is_unsaved_and_can_be_saved(linda: Diary) -> None:
    default = linda.ok("GET", "Appointment/default")
    assert (default["AppointmentId"], default["Task"]["Type"], default["Type"]) == (0, "Appointment", "inDiary")
    saved = linda.ok("POST", "Appointment", default | {"Title": "From default"})
    assert (saved["AppointmentId"] > 0, saved["Title"]) == (True, "From default")


def test_to_do_goes_to_the_checklist(linda: Diary) -> None:
    default = linda.agent("CreateDefaultAppointmentEntityByType", {"Type": "ToDo"})
    assert (default["Task"]["Type"], default["Type"]) == ("ToDo", "inChecklist")
    linda.agent("SaveAppointmentEntity", default | {"Title": "Call back"})
    assert [task["Title"] for task in linda.agent("GetMyTasks", {"Count": -1})] == ["Call back"]


def test_put_resets_what_it_leaves_out(linda: Diary) -> None:
    saved = linda.create(Location="Fjord", Person={"PersonId": 16})
    changed = linda.ok("PUT", f"Appointment/{saved['AppointmentId']}", {"Title": "Short"})
    assert (changed["Location"], changed["Person"], changed["StartDate"]) == ("", None, saved["StartDate"])


@pytest.mark.parametrize(
    ("patch", "name", "value"),
    [
        ([{"op": "replace", "path": "/Title", "value": "New"}], "Title", "New"),
        ([{"op": "replace", "path": "title", "value": "New"}], "Title", "New"),
        ([{"op": "replace", "path": "Task/TaskListItemId", "value": 7}], "Type", "inDiary"),
        ([{"op": "remove", "path": "/Contact"}], "Contact", None),
        ({"Title": "New"}, "Title", "New"),
        ({"location": "Here"}, "Location", "Here"),
        ({"Contact": None}, "Contact", None),
    ],
)
def test_patch(linda: Diary, patch: Any, name: str, value: Any) -> None:
    saved = linda.create(Contact={"ContactId": 1})
    assert linda.patch(saved["AppointmentId"], patch)[name] == value


def test_merge_patch_cannot_fill_a_null_but_json_patch_can(linda: Diary) -> None:
    own = linda.create()["AppointmentId"]
    assert linda.patch(own, {"Person": {"PersonId": 16}})["Person"] is None
    filled = linda.patch(own, [{"op": "replace", "path": "/Person", "value": {"PersonId": 16}}])
    assert filled["Person"]["PersonId"] == 16


def test_merge_patch_appends_an_object_to_a_list(linda: Diary) -> None:
    own = linda.create()["AppointmentId"]
    changed = linda.patch(own, {"Participants": {"AssociateId": 6}})
    assert [one["AssociateId"] for one in changed["Participants"]] == [5, 6]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "Appointment/9999", None, 404),
        ("PATCH", "Appointment/9999", {"Title": "x"}, 404),
        ("DELETE", "Appointment/9999", None, 404),
        ("PATCH", "Appointment/{id}", [{"op": "test", "path": "Title", "value": "Other"}], 409),
        ("PATCH", "Appointment/{id}", {"Titel": "x"}, 400),
        ("PATCH", "Appointment/{id}", [{"op": "move", "path": "Title"}], 400),
        ("PATCH", "Appointment/{id}", [{"op": "replace", "path": "Person/PersonId", "value": 1}], 400),
        ("PUT", "Appointment/{id}", None, 400),
        ("POST", "Appointment", None, 400),
        ("POST", "Appointment", {"StartDate": "soon"}, 400),
        ("POST", "Appointment", {"StartDate": "2026-11-23T10:00:00Z", "EndDate": "2026-11-23T09:00:00Z"}, 400),
        ("POST", "Appointment", {"Person": {"PersonId": 999}}, 400),
        ("POST", "Appointment", {"Person": 5}, 400),
        ("POST", "Appointment", {"Title": 5}, 400),
        ("POST", "Appointment", {"Title": "x" * 4001}, 400),
        ("POST", "Appointment", {"AlarmLeadTime": "soon"}, 400),
        ("POST", "Appointment", {"Completed": "Perhaps"}, 400),
        ("POST", "Appointment", {"VisibleFor": "All"}, 400),
        ("POST", "Appointment", [1], 400),
        ("GET", "Appointment/abc", None, 400),
    ],
)
def test_refused(linda: Diary, method: str, path: str, body: Any, status: int) -> None:
    own = linda.create()["AppointmentId"]
    answer = linda.call(method, path.replace("{id}", str(own)), body)
    assert answer.status_code == status
    error = answer.json()
    assert error["Error"] is True
    assert error["Message"] == error["ErrorMessage"] != ""


def test_malformed_json_names_the_problem(linda: Diary) -> None:
    answer = linda.session.post("/v1/Appointment", data="{")
    assert (answer.status_code, "JSON" in answer.json()["Message"]) == (400, True)


def test_unknown_address_and_method(linda: Diary) -> None:
    assert linda.call("GET", "Nothing/1").status_code == 404
    answer = linda.call("PUT", "Appointment")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")


def test_conditional_requests(sandbox: SandboxClient, linda: Diary) -> None:
    own = linda.create()["AppointmentId"]
    before = linda.call("GET", f"Appointment/{own}").headers["Last-Modified"]
    again = linda.call("GET", f"Appointment/{own}", **{"If-Modified-Since": before})
    assert (again.status_code, again.content) == (304, b"")
    sandbox.advance(5)
    linda.patch(own, {"Title": "Changed"})
    assert linda.call("GET", f"Appointment/{own}", **{"If-Modified-Since": before}).status_code == 200
    for method in ("PUT", "PATCH", "DELETE"):
        refused = linda.call(method, f"Appointment/{own}", {"Title": "x"}, **{"If-Unmodified-Since": before})
        assert refused.status_code == 412
    assert linda.get(own)["Title"] == "Changed"


def test_agents_ignore_conditions(linda: Diary) -> None:
    own = linda.create()["AppointmentId"]
    answer = linda.call(
        "POST", f"Agents/Appointment/GetAppointmentEntity?appointmentEntityId={own}",
        **{"If-Modified-Since": "Sat, 01 Jan 2033 00:00:00 GMT"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["AppointmentId"]) == (200, own)


def test_agents_answer_null_for_what_is_missing(linda: Diary) -> None:
    assert linda.agent("GetAppointmentEntity?appointmentEntityId=9999") is None
    assert linda.agent("GetAppointment?appointmentId=9999") is None
    assert linda.agent("GetAppointmentList", [9999]) == []
    assert linda.agent("GetUIDFromAppointmentId", {"AppointmentId": 9999, "UseMotherId": True}) is None


def test_select_nulls_the_rest(linda: Diary) -> None:
    own = linda.create(Location="Fjord")["AppointmentId"]
    selected = linda.ok("GET", f"Appointment/{own}?$select=Title,Person/PersonId")
    assert (selected["Title"], selected["Location"], "StartDate" in selected) == ("Meeting", None, True)


def test_deleted_is_gone(linda: Diary) -> None:
    own = linda.create()["AppointmentId"]
    assert linda.call("DELETE", f"Appointment/{own}").status_code == 204
    assert linda.call("GET", f"Appointment/{own}").status_code == 404


def test_uid_is_reserved_at_once(linda: Diary) -> None:
    entity = {"Title": "From Outlook", "StartDate": "2026-11-23T09:00:00Z", "EndDate": "2026-11-23T10:00:00Z"}
    made = linda.agent("CreateAppointmentForUID", {"AppointmentEntity": entity, "UID": "040000008200"})
    assert linda.agent("CreateAppointmentForUID", {"AppointmentEntity": entity, "UID": "040000008200"}) is None
    assert linda.agent("GetAppointmentFromUID", {"UID": "040000008200"})["AppointmentId"] == made["AppointmentId"]
    assert linda.agent("GetAppointmentFromUID", {"UID": "unknown"})["AppointmentId"] == 0
    uid = linda.agent("GetUIDFromAppointmentId", {"AppointmentId": made["AppointmentId"], "UseMotherId": False})
    assert uid == "040000008200"


@pytest.mark.parametrize(("position", "free"), [("free", True), ("taken", False)])
def test_uid_after_deletion(sandbox: SandboxClient, linda: Diary, position: str, free: bool) -> None:
    sandbox.switch(superoffice_uid_after_delete=position)
    made = linda.agent("CreateAppointmentForUID", {"AppointmentEntity": {"Title": "x"}, "UID": "u"})
    linda.ok("DELETE", f"Appointment/{made['AppointmentId']}")
    again = linda.agent("CreateAppointmentForUID", {"AppointmentEntity": {"Title": "x"}, "UID": "u"})
    assert (again is not None) == free


def test_diary_shows_the_span_asked_for(linda: Diary) -> None:
    for day in (20, 23, 27):
        linda.create(Title=f"on {day}", StartDate=f"2026-11-{day}T09:00:00Z", EndDate=f"2026-11-{day}T10:00:00Z")
    span = {"StartTime": "2026-11-22T00:00:00Z", "EndTime": "2026-11-30T00:00:00Z", "Count": -1}
    assert [one["Title"] for one in linda.agent("GetMyDiary", span)] == ["on 23", "on 27"]
    assert [one["Title"] for one in linda.agent("GetMyDiary", span | {"Count": 1})] == ["on 23"]
    assert [one["AppointmentText"] for one in linda.agent("GetMySyncAppointments", span)] == ["on 23", "on 27"]


def test_private_shows_others_the_time_alone(linda: Diary, julie: Diary) -> None:
    own = linda.create(
        Title="Dentist", Agenda="tooth", VisibleFor=[{"VisibleId": 5, "Visibility": "Associate"}]
    )["AppointmentId"]  # fmt: skip
    assert linda.get(own)["Private"] == "PrivateUser"
    seen = julie.get(own)
    assert (seen["Title"], seen["Agenda"], seen["StartDate"]) == ("", "", "2026-11-23T09:00:00Z")
    (listed,) = julie.agent("GetAppointmentList", [own])
    assert (listed["Title"], listed["Agenda"], listed["Private"]) == ("", "", "PrivateUser")
    linda.patch(own, {"VisibleFor": [{"Visibility": "All"}]})
    assert (julie.get(own)["Title"], linda.get(own)["Private"]) == ("Dentist", "Public")


def test_others_do_not_change_what_is_not_theirs(linda: Diary, julie: Diary) -> None:
    own = linda.create()["AppointmentId"]
    assert julie.call("PATCH", f"Appointment/{own}", {"Title": "x"}).status_code == 403
    assert julie.call("DELETE", f"Appointment/{own}").status_code == 403
    assert linda.get(own)["Title"] == "Meeting"


def test_completed_is_read_only_until_it_is_not(linda: Diary) -> None:
    own = linda.create()["AppointmentId"]
    assert linda.patch(own, {"Completed": "Completed"})["Completed"] == "Completed"
    assert linda.call("PATCH", f"Appointment/{own}", {"Title": "x"}).status_code == 403
    linda.patch(own, {"Completed": "NotStarted"})
    assert linda.patch(own, {"Title": "x"})["Title"] == "x"


@pytest.mark.parametrize(
    ("position", "shown"), [("anyone", "Outlook"), ("system", "None"), ("nobody", "None")]
)  # fmt: skip
def test_who_may_mark_an_external_owner(
    sandbox: SandboxClient, linda: Diary, position: str, shown: str
) -> None:  # fmt: skip
    sandbox.switch(superoffice_owned_externally=position)
    assert linda.create(OwnedExternally="Outlook")["OwnedExternally"] == shown


@pytest.mark.parametrize(("position", "bumped"), [("yes", True), ("no", False)])
def test_text_alone_may_or_may_not_count_as_a_change(
    sandbox: SandboxClient, linda: Diary, position: str, bumped: bool
) -> None:
    sandbox.switch(superoffice_text_edit_bumps=position)
    saved = linda.create()
    changed = linda.patch(saved["AppointmentId"], {"Title": "Other"})
    assert changed["Title"] == "Other"
    assert (changed["UpdatedDate"] != "0001-01-01T00:00:00Z") == bumped


def test_validate_names_the_field(linda: Diary) -> None:
    wrong = {"StartDate": "2026-11-23T10:00:00Z", "EndDate": "2026-11-23T09:00:00Z"}
    assert linda.ok("POST", "Appointment/Validate", wrong) == {"EndDate": "the end is before the start"}
    assert linda.ok("POST", "Appointment/Validate", {"Title": "fine"}) == {}


def test_simple_and_links(linda: Diary) -> None:
    saved = linda.create(Title="Plan")
    own = saved["AppointmentId"]
    assert linda.ok("GET", f"Appointment/{own}/Simple")["Title"] == "Plan"
    assert saved["_Links"]["Self"].endswith(f"/superoffice/Cust12345/api/v1/Appointment/{own}")
    assert linda.ok("GET", f"Appointment/{own}/Participants")["value"][0]["associateId"] == 5
