"""Meetings as rows: master and children, answers, moves, cancellations, rights (contract §3.4)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient

LINDA, JULIE, ROOM = 5, 6, 41
LATER = {"StartDate": "2026-11-23T12:00:00Z", "EndDate": "2026-11-23T13:00:00Z"}


@pytest.fixture
def linda(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "linda")


@pytest.fixture
def julie(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "julie")


def customer(diary: Diary) -> int:
    """Id of a person who is no user."""
    found = diary.ok("GET", "Person?$select=personId,contactId&$filter=contactId gt 1&$top=1")["value"]
    return int(found[0]["PrimaryKey"])


def meeting(diary: Diary, *guests: dict[str, Any], **entity: Any) -> dict[str, Any]:
    """A meeting of Linda with *guests*."""
    return diary.create(Participants=[{"AssociateId": LINDA}, *guests], **entity)


def row_of(diary: Diary, mother: dict[str, Any], associate_id: int) -> dict[str, Any]:
    """The row of a meeting in one diary."""
    return next(row for row in diary.rows(mother["AppointmentId"]) if row["AssociateId"] == associate_id)


def test_rows_of_a_meeting(linda: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE}, {"PersonId": customer(linda)}, {"AssociateId": ROOM})
    rows = linda.rows(mother["AppointmentId"])
    assert [(row["AssociateId"], row["Type"], row["InvitationStatus"], row["BookingType"]) for row in rows] == [
        (LINDA, "inDiary", "Accepted", "Owner"),
        (JULIE, "BookingForDiary", "Invitation", "Participant"),
        (0, "inDiary", "Accepted", "Participant"),
        (ROOM, "inDiary", "Accepted", "Participant"),
    ]
    assert {row["MotherId"] for row in rows} == {mother["AppointmentId"]}
    assert {row["Title"] for row in rows} == {"Meeting"}
    assert len(mother["Participants"]) == 4


def test_owner_alone_is_no_booking(linda: Diary) -> None:
    saved = meeting(linda)
    assert (saved["MotherId"], saved["BookingType"]) == (0, "None")


def test_accepting(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE})
    own = row_of(julie, mother, JULIE)["AppointmentId"]
    julie.agent("Accept", {"AppointmentId": own, "UpdateMode": "OnlyThis"})
    accepted = julie.get(own)
    assert (accepted["Type"], accepted["InvitationStatus"]) == ("inDiary", "Accepted")
    assert [one["InvitationStatus"] for one in linda.get(mother["AppointmentId"])["Participants"]] == [
        "Accepted", "Accepted",
    ]  # fmt: skip


def test_declining_tells_the_owner(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE})
    own = row_of(julie, mother, JULIE)["AppointmentId"]
    julie.agent("Reject", {"AppointmentId": own, "RejectReason": "Ill", "UpdateMode": "OnlyThis"})
    assert (julie.get(own)["InvitationStatus"], julie.get(own)["RejectReason"]) == ("Declined", "Ill")
    told = linda.get(mother["AppointmentId"])
    assert (told["RejectCounter"], told["RejectReason"]) == (1, "Ill")
    linda.agent("AcceptRejected", {"AppointmentId": mother["AppointmentId"]})
    assert linda.get(mother["AppointmentId"])["RejectCounter"] == 0
    assert julie.agent("GetMyDiary", {"Count": -1}) == []


def test_seen_counts_as_tentative(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE})
    own = row_of(julie, mother, JULIE)["AppointmentId"]
    julie.agent("SetSeen", {"AppointmentId": own})
    assert julie.get(own)["InvitationStatus"] == "Seen"


def test_moving_asks_again(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE}, {"AssociateId": ROOM})
    own = row_of(julie, mother, JULIE)["AppointmentId"]
    julie.agent("Accept", {"AppointmentId": own})
    linda.patch(mother["AppointmentId"], LATER)
    moved = julie.get(own)
    assert (moved["StartDate"], moved["InvitationStatus"], moved["Type"]) == (
        LATER["StartDate"], "Moved", "BookingForDiary",
    )  # fmt: skip
    room = row_of(linda, mother, ROOM)
    assert (room["StartDate"], room["InvitationStatus"]) == (LATER["StartDate"], "Accepted")
    julie.agent("SetSeen", {"AppointmentId": own})
    assert julie.get(own)["InvitationStatus"] == "MovedSeen"


def test_text_and_place_reach_every_row(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE})
    linda.patch(mother["AppointmentId"], {"Title": "Renamed", "Location": "Fjord", "Agenda": "1."})
    copy = julie.get(row_of(julie, mother, JULIE)["AppointmentId"])
    assert (copy["Title"], copy["Location"], copy["Agenda"]) == ("Renamed", "Fjord", "1.")


def test_owner_deletes_and_the_invitee_cleans_up(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE}, {"AssociateId": ROOM}, {"PersonId": customer(linda)})
    own = row_of(julie, mother, JULIE)["AppointmentId"]
    linda.ok("DELETE", f"Appointment/{mother['AppointmentId']}")
    assert julie.get(own)["InvitationStatus"] == "Cancelled"
    assert [row["AppointmentId"] for row in julie.rows(mother["AppointmentId"])] == [own]
    assert julie.agent("CleanUpBookingDeleted", {"AppointmentIds": [own]}) == 1
    assert julie.call("GET", f"Appointment/{own}").status_code == 404


def test_invitee_deleting_declines(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE})
    own = row_of(julie, mother, JULIE)["AppointmentId"]
    julie.agent("Accept", {"AppointmentId": own})
    julie.ok("DELETE", f"Appointment/{own}")
    assert julie.get(own)["InvitationStatus"] == "Declined"
    assert linda.get(mother["AppointmentId"])["RejectCounter"] == 1


def test_participants_come_and_go(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE})
    own = row_of(julie, mother, JULIE)["AppointmentId"]
    guest = customer(linda)
    changed = linda.patch(
        mother["AppointmentId"],
        [{"op": "replace", "path": "Participants", "value": [{"AssociateId": LINDA}, {"PersonId": guest}]}],
    )
    assert [one["PersonId"] for one in changed["Participants"]] == [15, guest]
    assert julie.get(own)["InvitationStatus"] == "Cancelled"
    single = linda.patch(mother["AppointmentId"], {"Participants": [{"AssociateId": LINDA}]})
    assert (single["MotherId"], len(single["Participants"])) == (0, 1)


@pytest.mark.parametrize(
    ("patch", "status"),
    [
        ({"Title": "Mine"}, 403),
        (LATER, 403),
        ({"Location": "Here"}, 403),
        ({"HasAlarm": True, "AlarmLeadTime": "00:30:00"}, 200),
        ([{"op": "replace", "path": "Priority", "value": {"Id": 2}}], 200),
    ],
)
def test_what_an_invitee_may_change(linda: Diary, julie: Diary, patch: Any, status: int) -> None:
    mother = meeting(linda, {"AssociateId": JULIE})
    own = row_of(julie, mother, JULIE)["AppointmentId"]
    julie.agent("Accept", {"AppointmentId": own})
    assert julie.call("PATCH", f"Appointment/{own}", patch).status_code == status


def test_invitee_completes_his_own_row(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE})
    own = row_of(julie, mother, JULIE)["AppointmentId"]
    julie.agent("Accept", {"AppointmentId": own})
    assert julie.patch(own, {"Completed": "Completed"})["Completed"] == "Completed"
    assert linda.get(mother["AppointmentId"])["Completed"] == "NotStarted"


def test_only_the_invitee_answers(linda: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE})
    own = row_of(linda, mother, JULIE)["AppointmentId"]
    assert linda.call("POST", "Agents/Appointment/Accept", {"AppointmentId": own}).status_code == 403


def test_private_meeting_is_readable_for_the_invitee(linda: Diary, julie: Diary) -> None:
    mother = meeting(
        linda, {"AssociateId": JULIE}, VisibleFor=[{"VisibleId": LINDA, "Visibility": "Associate"}]
    )  # fmt: skip
    assert julie.get(row_of(julie, mother, JULIE)["AppointmentId"])["Title"] == "Meeting"
    assert julie.get(mother["AppointmentId"])["Title"] == ""


def test_participants_by_address_have_no_row(linda: Diary) -> None:
    saved = meeting(
        linda,
        {"EmailAddress": "john@nordlys.example", "Description": "John", "ExternallyOwnedType": "Required",
         "ExternallyOwnedStatus": "TentativelyAccepted"},
        {"AssociateId": JULIE, "ExternallyOwnedType": "Optional", "ExternallyOwnedStatus": "Accepted"},
        OwnedExternally="Outlook",
    )  # fmt: skip
    read = linda.get(saved["AppointmentId"])
    assert (read["MotherId"], read["OwnedExternally"]) == (0, "Outlook")
    assert [
        (one["EmailAddress"], one["AssociateId"], one["ExternallyOwnedStatus"], one["InvitationStatus"])
        for one in read["Participants"]
    ] == [
        ("", LINDA, "Unknown", "Accepted"),
        ("john@nordlys.example", 0, "TentativelyAccepted", "Seen"),
        ("", JULIE, "Accepted", "Accepted"),
    ]


def test_contradicting_ids_are_refused(linda: Diary) -> None:
    answer = linda.call("POST", "Appointment", {"Participants": [{"AssociateId": JULIE, "PersonId": 15}]})
    assert (answer.status_code, "Participants[0].PersonId" in answer.json()["Message"]) == (400, True)


def test_assigning(linda: Diary, julie: Diary) -> None:
    own = linda.create()["AppointmentId"]
    given = linda.agent("AssignTo", {"AppointmentId": own, "Participant": {"AssociateId": JULIE}})
    assert (given["Associate"]["AssociateId"], given["AssignmentStatus"], given["AssignedBy"]["AssociateId"]) == (
        JULIE, "Assigning", LINDA,
    )  # fmt: skip
    julie.agent("Accept", {"AppointmentId": own})
    assert (julie.get(own)["AssignmentStatus"], julie.get(own)["Type"]) == ("None", "inDiary")


@pytest.mark.parametrize(
    ("position", "kind", "assignment", "booking"),
    [
        ("plain", "inDiary", "None", "None"),
        ("assignment", "BookingForDiary", "Assigning", "None"),
        ("two_rows", "BookingForDiary", "None", "Participant"),
    ],
)
def test_saving_into_another_diary(
    sandbox: SandboxClient, linda: Diary, julie: Diary, position: str, kind: str, assignment: str, booking: str
) -> None:
    sandbox.switch(superoffice_cross_diary_create=position)
    saved = linda.create(Associate={"AssociateId": JULIE})
    assert (saved["Associate"]["AssociateId"], saved["Type"], saved["AssignmentStatus"], saved["BookingType"]) == (
        JULIE, kind, assignment, booking,
    )  # fmt: skip
    if kind != "inDiary":
        julie.agent("Accept", {"AppointmentId": saved["AppointmentId"]})
        assert julie.get(saved["AppointmentId"])["Type"] == "inDiary"


@pytest.mark.parametrize(("position", "found"), [("mother", "uid-1"), ("none", None)])
def test_uid_of_a_child(
    sandbox: SandboxClient, linda: Diary, position: str, found: str | None
) -> None:  # fmt: skip
    sandbox.switch(superoffice_uid_of_children=position)
    entity = {"Title": "x", "Participants": [{"AssociateId": LINDA}, {"AssociateId": JULIE}]}
    mother = linda.agent("CreateAppointmentForUID", {"AppointmentEntity": entity, "UID": "uid-1"})
    child = row_of(linda, mother, JULIE)["AppointmentId"]
    asked = {"AppointmentId": child, "UseMotherId": False}
    assert linda.agent("GetUIDFromAppointmentId", asked) == found
    assert linda.agent("GetUIDFromAppointmentId", asked | {"UseMotherId": True}) == "uid-1"


def test_icalendar_reply_is_applied(linda: Diary, julie: Diary) -> None:
    entity = {"Title": "x", "Participants": [{"AssociateId": LINDA}, {"AssociateId": JULIE}]}
    mother = linda.agent("CreateAppointmentForUID", {"AppointmentEntity": entity, "UID": "uid-1"})
    reply = "\r\n".join(
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "METHOD:REPLY", "BEGIN:VEVENT", "UID:uid-1",
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:julie@nordlys.example", "END:VEVENT", "END:VCALENDAR", "",
        ]
    )  # fmt: skip
    data = {"EmailAddress": "julie@nordlys.example", "IcsData": base64.b64encode(reply.encode()).decode()}
    assert linda.agent("UpdateAppointmentFromIcsResponse", data) is True
    assert julie.get(row_of(julie, mother, JULIE)["AppointmentId"])["InvitationStatus"] == "Accepted"
    junk = {"EmailAddress": "x", "IcsData": base64.b64encode(b"junk").decode()}
    assert linda.agent("UpdateAppointmentFromIcsResponse", junk) is False


@pytest.mark.parametrize(
    ("position", "asked", "mails"),
    [("when_asked", False, 0), ("when_asked", True, 1), ("never", True, 0), ("always", False, 1)],
)
def test_invitation_mails(
    sandbox: SandboxClient, linda: Diary, position: str, asked: bool, mails: int
) -> None:  # fmt: skip
    sandbox.switch(superoffice_save_mails=position)
    meeting(linda, {"AssociateId": JULIE, "SendEmail": asked})
    assert [mail["system"] for mail in sandbox.mail("julie")] == ["superoffice"] * mails


def test_agents_save_mails_when_told_to(sandbox: SandboxClient, linda: Diary) -> None:
    entity = linda.agent("CreateDefaultAppointmentEntity")
    entity |= {"Title": "Invite", "Participants": [{"AssociateId": LINDA}, {"AssociateId": JULIE}]}
    assert linda.agent("WillSendEmail", {"Appointment": entity}) is False
    saved = linda.agent("Save", {"AppointmentEntity": entity, "SendEmailToParticipants": True})
    linda.agent("Delete", {"AppointmentId": saved["AppointmentId"], "SendEmailToParticipants": True})
    assert [mail["method"] for mail in sandbox.mail("julie")] == ["REQUEST", "CANCEL"]


def test_owner_without_mail_sends_none(sandbox: SandboxClient, julie: Diary) -> None:
    julie.create(Participants=[{"AssociateId": JULIE}, {"AssociateId": LINDA, "SendEmail": True}])
    assert sandbox.mail() == []


def test_making_a_meeting_private_later_reaches_every_row(linda: Diary, julie: Diary) -> None:
    mother = meeting(linda, {"AssociateId": JULIE}, {"AssociateId": ROOM})
    linda.patch(mother["AppointmentId"], {"VisibleFor": [{"VisibleId": LINDA, "Visibility": "Associate"}]})
    assert julie.get(row_of(linda, mother, JULIE)["AppointmentId"])["Title"] == "Meeting"
    assert julie.get(row_of(linda, mother, ROOM)["AppointmentId"])["Title"] == ""


def test_two_rows_keep_the_other_participants(sandbox: SandboxClient, linda: Diary) -> None:
    sandbox.switch(superoffice_cross_diary_create="two_rows")
    saved = meeting(linda, {"AssociateId": ROOM}, Associate={"AssociateId": JULIE})
    assert [row["AssociateId"] for row in linda.rows(saved["MotherId"])] == [LINDA, ROOM, JULIE]


def test_others_do_not_invite(linda: Diary, julie: Diary) -> None:
    own = linda.create()["AppointmentId"]
    answer = julie.call("PATCH", f"Appointment/{own}", {"Participants": [{"AssociateId": 5}, {"AssociateId": 6}]})
    assert (answer.status_code, linda.get(own)["MotherId"]) == (403, 0)


def test_somebody_outside_the_crm_is_mailed_once(sandbox: SandboxClient, linda: Diary) -> None:
    outside = {"EmailAddress": "xavier@xylo.example", "Description": "Xavier", "SendEmail": True}
    mother = meeting(linda, {"AssociateId": JULIE}, outside)
    assert [mail["method"] for mail in sandbox.mail("x")] == ["REQUEST"]
    linda.ok("PATCH", f"Appointment/{mother['AppointmentId']}", {"Location": "Upstairs"})
    assert len(sandbox.mail("x")) == 1


def test_a_save_that_shall_not_mail_mails_nobody(sandbox: SandboxClient, linda: Diary) -> None:
    guests = [{"AssociateId": LINDA}, {"AssociateId": JULIE, "SendEmail": True}]
    entity = linda.ok("GET", "Appointment/default") | {"Title": "Quiet", "Participants": guests}
    saved = linda.agent("Save", {"AppointmentEntity": entity, "SendEmailToParticipants": False})
    linda.agent("Delete", {"AppointmentId": saved["AppointmentId"], "SendEmailToParticipants": False})
    assert sandbox.mail() == []
