"""Rows that ask their own owner for an answer: AssignTo, and what Accept and Reject make of it (contract §3.4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox.superoffice_system import system_diary
from tests.sandbox_client import SandboxClient

LINDA, JULIE = 5, 6
XAVIER = {
    "EmailAddress": "xavier@xylo.example", "Description": "Xavier", "ExternallyOwnedType": "Organizer",
    "ExternallyOwnedStatus": "Accepted",
}  # fmt: skip
MINE = {
    "AssociateId": LINDA, "EmailAddress": "linda@nordlys.example", "ExternallyOwnedType": "Required",
    "ExternallyOwnedStatus": "NotResponded",
}  # fmt: skip
OPEN, ACCEPTED, DECLINED = ("BookingForDiary", "Assigning"), ("inDiary", "None"), ("BookingForDiary", "Declined")


@pytest.fixture
def linda(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "linda")


@pytest.fixture
def julie(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "julie")


@pytest.fixture(params=["owner", "system user"])
def asking(request: pytest.FixtureRequest, sandbox: SandboxClient, linda: Diary) -> Diary:
    """Who assigns and answers."""
    return linda if request.param == "owner" else system_diary(sandbox)


def ask(diary: Diary, row: int, mode: str = "OnlyThis") -> dict[str, Any]:
    """Assign a row of Linda's to her."""
    body = {"AppointmentId": row, "Participant": {"AssociateId": LINDA}, "UpdateMode": mode}
    asked: dict[str, Any] = diary.agent("AssignTo", body)
    return asked


def state(diary: Diary, row: int) -> tuple[str, str]:
    shown = diary.get(row)
    assert shown["Associate"]["AssociateId"] == LINDA
    return shown["Type"], shown["AssignmentStatus"]


def in_diary(diary: Diary) -> list[int]:
    return [row["AppointmentId"] for row in diary.agent("GetMyDiary", {"Count": -1})]


def test_the_owner_is_asked_and_answers_as_often_as_wanted(linda: Diary, asking: Diary) -> None:
    row = linda.create(Participants=[MINE, XAVIER], OwnedExternally="Outlook")
    own, people = row["AppointmentId"], row["Participants"]
    asked = ask(asking, own)
    assert (asked["Type"], asked["AssignmentStatus"]) == OPEN
    asking.agent("Accept", {"AppointmentId": own})
    assert state(linda, own) == ACCEPTED
    ask(asking, own)
    asking.agent("Reject", {"AppointmentId": own, "RejectReason": ""})
    assert state(linda, own) == DECLINED
    assert in_diary(linda) == []
    ask(asking, own)
    assert state(linda, own) == OPEN
    assert in_diary(linda) == [own]
    after = linda.get(own)
    assert (after["Participants"], after["OwnedExternally"], after["MotherId"]) == (people, "Outlook", 0)


def test_an_open_row_stays_open_when_it_is_changed(linda: Diary, asking: Diary) -> None:
    own = linda.create(Participants=[MINE, XAVIER])["AppointmentId"]
    ask(asking, own)
    asking.patch(own, {"Title": "Renamed", "HasAlarm": True, "StartDate": "2026-11-23T08:00:00Z"})
    assert state(linda, own) == OPEN
    assert linda.get(own)["Title"] == "Renamed"


def test_a_series_is_asked_for_from_one_row_on(linda: Diary, asking: Diary) -> None:
    rule = {"IsRecurrence": True, "Pattern": "Weekly", "RecurrenceEndType": "Counter", "RecurrenceCounter": 4}
    guest = {"AssociateId": JULIE}
    first = linda.create(Recurrence=rule, Participants=[MINE, XAVIER])
    rule_id = first["Recurrence"]["RecurrenceId"]
    rows = [row["AppointmentId"] for row in linda.rows(rule_id=rule_id)]
    # one occurrence has a guest more, and so is a booking
    value = [MINE, XAVIER, guest]
    linda.patch(rows[2], [{"op": "replace", "path": "Participants", "value": value}])
    ask(asking, rows[1], "ThisAndForward")
    assert [state(linda, row) for row in rows] == [ACCEPTED, OPEN, OPEN, OPEN]
    asking.agent("Accept", {"AppointmentId": rows[2], "UpdateMode": "ThisAndForward"})
    assert [state(linda, row) for row in rows] == [ACCEPTED, OPEN, ACCEPTED, ACCEPTED]
    ask(asking, rows[2], "ThisAndForward")
    asking.agent("Reject", {"AppointmentId": rows[2], "RejectReason": "", "UpdateMode": "ThisAndForward"})
    assert [state(linda, row) for row in rows] == [ACCEPTED, OPEN, DECLINED, DECLINED]
    assert {linda.get(row)["Recurrence"]["RecurrenceId"] for row in rows} == {rule_id}


def test_the_children_of_a_mother_are_left_alone(linda: Diary, julie: Diary, asking: Diary) -> None:
    mother = linda.create(Participants=[MINE, XAVIER, {"AssociateId": JULIE}])
    own = mother["AppointmentId"]
    child = next(row["AppointmentId"] for row in linda.rows(own) if row["AssociateId"] == JULIE)
    julie.agent("Accept", {"AppointmentId": child})
    before = julie.get(child)
    for answer in ("Accept", "Reject"):
        ask(asking, own)
        asking.agent(answer, {"AppointmentId": own, "RejectReason": "Ill"})
        assert julie.get(child) == before
    assert state(linda, own) == DECLINED
    after = linda.get(own)
    assert (after["MotherId"], after["RejectCounter"], after["BookingType"]) == (own, 0, "Owner")
    assert len(after["Participants"]) == len(mother["Participants"])
