"""Lists, time zones, texts, user-defined fields, projects and sales (contract §4, §2.7, §2.8)."""

from __future__ import annotations

from typing import Any

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient


def mdo(diary: Diary, name: str, query: str = "") -> dict[int, dict[str, Any]]:
    """A list by id."""
    return {item["Id"]: item for item in diary.ok("GET", f"MDOList/{name}{query}")}


def test_names_are_raw_without_a_language(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    diary.session.headers.pop("Accept-Language", None)
    assert mdo(diary, "task")[1]["Name"] == 'US:"Meeting (Internal)";NO:"Møte inne"'
    diary.session.headers["Accept-Language"] = "en"
    assert mdo(diary, "task")[1]["Name"] == "Meeting (Internal)"
    diary.session.headers["SO-Language"] = "nb-NO"
    assert mdo(diary, "task")[1]["Name"] == "Møte inne"
    assert mdo(diary, "visiblefor")[-(2**31)]["Name"] == "Synlig for alle"


def test_lists_that_tell_more_in_their_extra_info(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    assert mdo(diary, "associate")[5]["ExtraInfo"] == "person_id=15&contact_id=1"
    assert set(mdo(diary, "associate")) == {5, 6}
    assert mdo(diary, "appointmentresource")[41]["ExtraInfo"] == "associate_id=41&location=True"
    oslo = mdo(diary, "timezoneiana")[261]
    assert oslo["ExtraInfo"] == "countryId=578&locationCode=NO&isActive=True&IANA=Europe/Oslo"
    assert set(mdo(diary, "visiblefor")) == {5, -1, -(2**31)}


def test_lists_are_searched_and_unknown_ones_refused(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    diary.session.headers["Accept-Language"] = "en"
    assert [item["Name"] for item in mdo(diary, "task", "?query=meet*").values()] == [
        "Meeting (Internal)", "Meeting (External)",
    ]  # fmt: skip
    assert diary.call("GET", "MDOList/nonsense").status_code == 404
    assert diary.ok("POST", "Agents/MDO/GetList", {"name": "nonsense"}) is None
    assert diary.ok("POST", "Agents/MDO/GetListItem", {"listName": "priority", "id": 2})["Name"] == "1 High"


def test_task_items_carry_their_type(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    diary.session.headers["Accept-Language"] = "en"
    items = {item["TaskListItemId"]: item for item in diary.ok("GET", "List/Task/Items")}
    assert (items[3]["Type"], items[3]["Direction"]) == ("Phone", "Outgoing")
    assert (items[5]["Type"], items[1]["Type"]) == ("ToDo", "Appointment")
    assert diary.ok("GET", "List/Task/Items/11")["Value"] == "Private"
    assert diary.call("GET", "List/Task/Items/999").status_code == 404
    assert [item["Name"] for item in diary.ok("GET", "List/MrMrs/Items")] == ["Mr.", "Mrs.", "Ms."]


def test_only_administrators_change_lists(sandbox: SandboxClient) -> None:
    linda, julie = diary_of(sandbox, "linda"), diary_of(sandbox, "julie")
    item = {"Value": "Fair", "Type": "Appointment"}
    assert julie.call("POST", "List/Task/Items", item).status_code == 403
    made = linda.ok("POST", "List/Task/Items", item)
    renamed = linda.ok("PUT", f"List/Task/Items/{made['TaskListItemId']}", item | {"Value": "Trade fair"})
    assert renamed["Value"] == "Trade fair"
    linda.ok("DELETE", f"List/Task/Items/{made['TaskListItemId']}")
    assert made["TaskListItemId"] not in {entry["TaskListItemId"] for entry in linda.ok("GET", "List/Task/Items")}


def test_time_zones(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    base = diary.ok("GET", "TimeZone/base")
    assert (base["TZLocationID"], base["TZLocationCode"]) == (261, "NO")
    assert next(iter(base["TimeZoneSTDRules"].values()))["TZOffset"] == 60
    zones = {row["timeZone"]: row for row in diary.ok("GET", "TimeZone?$select=id,timeZone,offset")["value"]}
    assert (zones["UTC"]["id"], zones["US-NY"]["id"], zones["NO"]["offset"]) == (1, 460, "GMT+01.00")
    assert diary.ok("POST", "Agents/TimeZone/GetBaseTimeZoneId") == 261


def test_texts_behind_resources(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    assert diary.ok("GET", "String/SR_YES/no") == "Ja"
    assert diary.ok("POST", "String?isoLangCode=en", ["SR_NO", "SR_UNKNOWN"]) == {
        "SR_NO": {"en": "No"}, "SR_UNKNOWN": {},
    }  # fmt: skip


def test_user_defined_fields_wait_for_publishing(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    blank = diary.ok("POST", "Appointment/UdefLayout?udefFieldType=ShortText")
    (saved,) = diary.ok("PUT", "Appointment/UdefLayout", [blank | {"FieldLabel": "Outlook"}])
    assert saved["ProgId"] == "SuperOffice:3"
    published = diary.ok("GET", "Appointment/UdefLayout/Published")
    assert [field["FieldLabel"] for field in published] == ["Billing code", "Billable"]
    diary.ok("POST", "Appointment/UdefLayout/Publish")
    published = diary.ok("GET", "Appointment/UdefLayout/Published")
    assert [field["FieldLabel"] for field in published] == ["Billing code", "Billable", "Outlook"]


def test_projects(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    made = diary.ok("POST", "Project", {"Name": "Move", "EndDate": "2026-12-31T15:00:00Z"})
    address = f"Project/{made['ProjectId']}"
    assert diary.ok("GET", address)["EndDate"] == "2026-12-31T15:00:00Z"
    assert diary.ok("PATCH", address, {"Description": "To the new office"})["Name"] == "Move"
    diary.ok("POST", "ProjectMember", {"ProjectId": made["ProjectId"], "PersonId": 17})
    (member,) = diary.ok("GET", f"{address}/Members?$select=personId,person/fullName")["value"]
    assert (member["personId"], member["person/fullName"]) == (17, "Clara Customer")
    found = diary.ok("GET", "Project?$select=projectId&$filter=name begins 'mov'")["value"]
    assert [row["projectId"] for row in found] == [made["ProjectId"]]
    diary.ok("DELETE", address)
    assert diary.call("GET", address).status_code == 404


def test_sales(sandbox: SandboxClient) -> None:
    session = diary_of(sandbox, "linda").session
    made = session.post(
        "/v1/Sale", json={"Heading": "Licences", "Amount": 12.5, "Contact": {"ContactId": 2}}
    ).json()
    assert (made["Amount"], made["Contact"]["Name"]) == (12.5, "Havbris Shipping")
    assert session.get("/v1/Sale?$select=saleId&$filter=heading is 'licences'").json()["value"]
    assert session.post("/v1/Sale", json={}).status_code == 400
