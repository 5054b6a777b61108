"""One meeting shows one list of participants, whichever of its rows is read (contract §3.4, §3.8)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient

LINDA, JULIE, ROOM = 5, 6, 41
XAVIER = {
    "EmailAddress": "xavier@xylo.example", "Description": "Xavier", "ExternallyOwnedType": "Required",
    "ExternallyOwnedStatus": "NotResponded",
}  # fmt: skip
YVES = {**XAVIER, "EmailAddress": "yves@xylo.example", "Description": "Yves"}


@pytest.fixture
def linda(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "linda")


@pytest.fixture
def julie(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "julie")


def with_participants(diary: Diary, mother: dict[str, Any], *others: dict[str, Any]) -> None:
    """Give a meeting of Linda other participants."""
    people = [{"AssociateId": LINDA}, *others]
    diary.patch(mother["AppointmentId"], [{"op": "replace", "path": "Participants", "value": people}])


def count(diary: Diary, row: int) -> int:
    """The version of a row."""
    query = f"$select=appointment.updatedCount&$filter=appointment.appointment_id = {row}"
    found = diary.ok("GET", f"Archive/dynamic?{query}")["value"]
    return int(found[0]["appointment.updatedCount"])


def child_of(diary: Diary, mother: dict[str, Any]) -> int:
    rows = diary.rows(mother["AppointmentId"])
    return next(int(row["AppointmentId"]) for row in rows if row["AssociateId"] == JULIE)


def test_a_child_shows_what_its_mother_shows(linda: Diary, julie: Diary) -> None:
    mother = linda.create(Participants=[{"AssociateId": LINDA}, {"AssociateId": JULIE}, XAVIER])
    child = child_of(linda, mother)
    for people in ([XAVIER, YVES], [{**XAVIER, "ExternallyOwnedStatus": "Declined"}], []):
        with_participants(linda, mother, {"AssociateId": JULIE}, *people)
        seen = julie.get(child)["Participants"]
        assert seen == linda.get(mother["AppointmentId"])["Participants"]
        assert [(one["EmailAddress"], one["ExternallyOwnedStatus"]) for one in seen[2:]] == [
            (one["EmailAddress"], one["ExternallyOwnedStatus"]) for one in people
        ]


def test_an_answer_from_outside_is_seen_in_every_row(linda: Diary, julie: Diary) -> None:
    people = [{"AssociateId": LINDA}, {"AssociateId": JULIE}, XAVIER]
    entity = {"Title": "x", "Participants": people}
    mother = linda.agent("CreateAppointmentForUID", {"AppointmentEntity": entity, "UID": "uid-1"})
    version = count(linda, mother["AppointmentId"])
    reply = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "METHOD:REPLY", "BEGIN:VEVENT", "UID:uid-1",
        "ATTENDEE;PARTSTAT=TENTATIVE:mailto:xavier@xylo.example", "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    data = {"EmailAddress": "xavier@xylo.example", "IcsData": base64.b64encode(reply.encode()).decode()}
    assert linda.agent("UpdateAppointmentFromIcsResponse", data) is True
    assert count(linda, mother["AppointmentId"]) == version + 1
    shown = julie.get(child_of(linda, mother))["Participants"]
    assert shown[-1]["ExternallyOwnedStatus"] == "TentativelyAccepted"


@pytest.mark.parametrize(
    "others",
    [
        [{"AssociateId": JULIE}, {"AssociateId": ROOM}, XAVIER],
        [{"AssociateId": ROOM}, XAVIER],
        [{"AssociateId": JULIE}],
        [{"AssociateId": JULIE}, XAVIER, YVES],
        [],
    ],
)
def test_other_participants_are_a_change_of_the_mother(linda: Diary, others: list[dict[str, Any]]) -> None:
    mother = linda.create(Participants=[{"AssociateId": LINDA}, {"AssociateId": JULIE}, XAVIER])
    version = count(linda, mother["AppointmentId"])
    with_participants(linda, mother, *others)
    changed = count(linda, mother["AppointmentId"])
    assert changed > version
    with_participants(linda, mother, *others)
    assert count(linda, mother["AppointmentId"]) == changed
