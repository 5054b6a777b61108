"""Selections and their members (contract §4)."""

from __future__ import annotations

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient


def members(diary: Diary, selection_id: int) -> list[tuple[int, int]]:
    """(company, person) of every member."""
    rows = diary.ok("GET", f"Selection/{selection_id}/Members?$select=contactId,personId")["value"]
    return [(row["contactId"], row["personId"]) for row in rows]


def test_members_come_and_go_with_a_stamp(sandbox: SandboxClient) -> None:
    sandbox.set_clock("2026-12-01T08:00:00Z")
    diary = diary_of(sandbox, "linda")
    made = diary.ok("POST", "Selection", {"Name": "Sync", "TargetTableNumber": 5})
    selection_id = made["SelectionId"]
    assert (made["SelectionType"], made["MemberCount"]) == ("Static", 0)
    assert made["LastMembershipChange"] == "0001-01-01T00:00:00Z"
    diary.ok("POST", f"Selection/{selection_id}/Members/AddPerson", [{"PersonId": 17}, {"ContactId": 1}])
    diary.ok("POST", f"Selection/{selection_id}/Members/AddPerson", [{"PersonId": 17}])
    assert members(diary, selection_id) == [(2, 17), (1, 0)]
    changed = diary.ok("GET", f"Selection/{selection_id}")
    assert (changed["MemberCount"], changed["LastMembershipChange"][:16]) == (2, "2026-12-01T08:00")
    assert diary.ok("POST", f"Selection/{selection_id}/Members/Add", [1, 2]) == 1
    diary.ok("POST", f"Selection/{selection_id}/Members/RemovePerson", [{"PersonId": 17}, {"ContactId": 1}])
    assert members(diary, selection_id) == [(2, 0)]


def test_changes_are_found_by_a_cheap_poll(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    sandbox.set_clock("2026-12-01T08:00:00Z")
    diary.ok("POST", "Selection/2/Members/RemovePerson", [{"PersonId": 17}])
    found = diary.ok(
        "GET",
        "Selection?$select=selectionId,memberCount,lastMembershipChange"
        "&$filter=lastMembershipChange afterTime '2026-12-01T08:00:00'",
    )["value"]
    assert [row["selectionId"] for row in found] == [2]


def test_archives_of_members(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    rows = diary.ok(
        "GET",
        "Archive/ContactPersonStaticSelectionV2?$select=selectionMemberId,fullName,name,personEmail/emailAddress"
        "&$filter=selectionId = 2",
    )["value"]
    clara = rows[0]
    assert (clara["EntityName"], clara["fullName"], clara["name"]) == (
        "staticPerson", "Clara Customer", "Havbris Shipping",
    )  # fmt: skip
    assert clara["personEmail/emailAddress"] == "clara@havbris.example"
    plain = diary.ok(
        "GET", "Archive/SelectionMemberStatic?$select=targetTableNumber,targetRecordId&$filter=selectionId = 2"
    )["value"]
    assert {(row["targetTableNumber"], row["targetRecordId"]) for row in plain} == {(5, 2)}


def test_unknown_members_are_refused_by_place(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    answer = diary.call("POST", "Selection/1/Members/AddPerson", [{"PersonId": 17}, {"PersonId": 9999}])
    assert answer.status_code == 400
    assert "[1].PersonId" in answer.json()["ErrorMessage"]
    assert diary.call("POST", "Selection/1/Members/AddPerson", {"PersonId": 17}).status_code == 400
    assert diary.call("GET", "Selection/99").status_code == 404


def test_deleted_persons_leave_the_archive(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    diary.ok("DELETE", "Person/17")
    assert (2, 17) not in members(diary, 2)


def test_agents(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    blank = diary.ok("POST", "Agents/Selection/CreateDefaultSelectionEntity")
    saved = diary.ok("POST", "Agents/Selection/SaveSelectionEntity", blank | {"Name": "By agent"})
    request = {"selectionId": saved["SelectionId"], "contactPersonIds": [{"contactId": 2, "personId": 17}]}
    diary.ok("POST", "Agents/Selection/AddContactSelectionMembers", request)
    assert members(diary, saved["SelectionId"]) == [(2, 17)]
    diary.ok("POST", "Agents/Selection/DeleteSelectionEntity", {"selectionEntityId": saved["SelectionId"]})
    address = f"Agents/Selection/GetSelectionEntity?selectionEntityId={saved['SelectionId']}"
    assert diary.ok("POST", address) is None
