"""Participants of SuperOffice's carriers read as meetings: whose they are, who answers what, and hostile input."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.directory import Card, Standing
from backend.core.items import ALONE, Answer, Appointment, Guest, Meeting, Role
from backend.core.reasons import Reason
from backend.core.seen import Booking, Unmapped
from backend.superoffice import meetings, wire
from backend.superoffice.meetings import Entry
from tests.superoffice.test_wire import FACTS, PLAIN, json_values

LINDA, JULIE, ROOM = 5, 6, 41
CARDS = {
    LINDA: Card("linda@n.example", "Linda Lund", Standing.USER, LINDA, 15, 1),
    JULIE: Card("julie@n.example", "Julie Juul", Standing.USER, JULIE, 16, 1),
    ROOM: Card("", "Fjord Room", Standing.USER, ROOM),
}
CLARA = Card("clara@h.example", "Clara Customer", Standing.PERSON, 0, 22, 2)


def participant(associate: int = 0, status: str = "Accepted", **values: Any) -> dict[str, Any]:
    card = CARDS.get(associate)
    return {
        "AssociateId": associate, "PersonId": card.person_id if card else 0, "ContactId": 0, "EmailId": 0,
        "SendEmail": False, "InvitationStatus": status, "EmailAddress": "", "Description": "",
        "ExternallyOwnedType": "Unknown", "ExternallyOwnedStatus": "Unknown",
    } | values  # fmt: skip


def outside(kind: str = "Required", status: str = "NotResponded", **values: Any) -> dict[str, Any]:
    return participant(ExternallyOwnedType=kind, ExternallyOwnedStatus=status, **values)


def known(carrier: dict[str, Any]) -> dict[Entry, Card]:
    """Who a directory would say these people are."""
    found: dict[Entry, Card] = {}
    for entry in meetings.entries(carrier):
        card = CARDS.get(entry.associate_id) or (CLARA if entry.person_id == CLARA.person_id else None)
        if card:
            found[entry] = card
    return found


def meeting(*participants: dict[str, Any], **changes: Any) -> Meeting:
    """What Linda's row 7 shows."""
    carrier = PLAIN | {"Participants": list(participants)} | changes
    item = wire.read(carrier, FACTS, known(carrier))
    assert isinstance(item, Appointment), item
    return item.meeting


OWN = {"MotherId": 7, "MotherAssociateId": LINDA}
INVITED = {"MotherId": 3, "MotherAssociateId": JULIE}


def test_an_appointment_alone() -> None:
    assert meeting(participant(LINDA)) == ALONE
    assert meetings.read(PLAIN, {}) == ALONE


def test_an_own_meeting_with_a_colleague_and_a_customer() -> None:
    found = meeting(
        participant(LINDA), participant(JULIE, "Invitation"),
        outside("Optional", "TentativelyAccepted", PersonId=22, EmailAddress="other@h.example", Description="C."),
        outside(status="Declined", EmailAddress="Xavier@Xylo.example", Description=" Xavier "), **OWN,
    )  # fmt: skip
    assert found == Meeting(
        guests=(
            Guest(
                address="clara@h.example",
                name="Clara Customer",
                role=Role.OPTIONAL,
                answer=Answer.TENTATIVE,
            ),
            Guest(address="julie@n.example", name="Julie Juul", is_user=True),
            Guest(address="xavier@xylo.example", name="Xavier", answer=Answer.DECLINED),
        )
    )


def test_an_invitation_is_its_mothers_owners() -> None:
    found = meeting(participant(JULIE), participant(LINDA, "Invitation"), **INVITED)
    assert found == Meeting(
        organiser=Guest(address="julie@n.example", name="Julie Juul", answer=Answer.ACCEPTED, is_user=True),
        answer=Answer.ACCEPTED,  # PLAIN's InvitationStatus
    )


def test_a_meeting_of_somebody_outside() -> None:
    found = meeting(
        outside("Organizer", "Accepted", EmailAddress="x@xylo.example", Description="X"),
        outside(status="Accepted", AssociateId=LINDA, PersonId=15, EmailAddress="linda@n.example"),
        participant(JULIE, "Invitation"), **OWN,
    )  # fmt: skip
    assert found.organiser == Guest(address="x@xylo.example", name="X", answer=Answer.ACCEPTED)
    assert found.guests == (Guest(address="julie@n.example", name="Julie Juul", is_user=True),)
    assert found.answer is Answer.ACCEPTED


def test_a_meeting_of_somebody_outside_on_a_colleagues_row() -> None:
    found = meeting(
        outside("Organizer", "Accepted", EmailAddress="x@xylo.example"),
        outside(status="TentativelyAccepted", AssociateId=JULIE, PersonId=16),
        participant(LINDA, "Invitation"), InvitationStatus="Invitation", **INVITED,
    )  # fmt: skip
    assert found.organiser and found.organiser.address == "x@xylo.example"
    julie = Guest(address="julie@n.example", name="Julie Juul", answer=Answer.TENTATIVE, is_user=True)
    assert found.guests == (julie,)
    assert found.answer is Answer.NONE


def test_the_owner_who_organises_outside_is_the_organiser() -> None:
    own = outside("Organizer", "Accepted", AssociateId=LINDA, PersonId=15)
    assert meeting(own, outside(PersonId=22), **OWN).is_own
    invited = meeting(own, participant(JULIE), **INVITED)
    assert invited.is_own and [guest.address for guest in invited.guests] == ["julie@n.example"]


def test_the_owner_is_no_guest_whatever_names_him() -> None:
    person_only = outside(PersonId=15, EmailAddress="l@n.example")
    carrier = PLAIN | {"Participants": [person_only]}
    (entry,) = meetings.entries(carrier)
    assert meetings.read(carrier, {entry: CARDS[LINDA]}).guests == ()


def test_a_person_with_a_row_accepts_and_a_room_is_a_resource() -> None:
    found = meeting(participant(LINDA), participant(PersonId=22), participant(ROOM), **OWN)
    assert found.guests == (
        Guest(address="", name="Fjord Room", role=Role.RESOURCE, answer=Answer.ACCEPTED, is_user=True),
        Guest(address="clara@h.example", name="Clara Customer", answer=Answer.ACCEPTED),
    )


def test_people_of_whom_nothing_is_known_stay_in() -> None:
    found = meeting(participant(LINDA), participant(PersonId=99, Description="Somebody"), participant(77), **OWN)
    assert found.guests == (
        Guest(address="", name="", role=Role.RESOURCE, answer=Answer.ACCEPTED, is_user=True),
        Guest(address="", name="Somebody", answer=Answer.ACCEPTED),
    )


def test_one_person_in_two_entries_counts_once_by_the_row() -> None:
    found = meeting(outside(EmailAddress="julie@n.example"), participant(JULIE, "Declined"), **OWN)
    assert [(guest.is_user, guest.answer) for guest in found.guests] == [(True, Answer.DECLINED)]


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, Answer.ACCEPTED),
        (OWN, Answer.ACCEPTED),
        ({"Type": "BookingForDiary", "AssignmentStatus": "Assigning"}, Answer.NONE),
        ({"Type": "BookingForDiary", "AssignmentStatus": "Seen"}, Answer.NONE),
        ({"Type": "BookingForDiary", "AssignmentStatus": "Declined"}, Answer.DECLINED),
        (OWN | {"AssignmentStatus": "Assigning"}, Answer.NONE),
        (INVITED, Answer.ACCEPTED),
        *(
            (INVITED | {"Type": "BookingForDiary", "InvitationStatus": status}, Answer.NONE)
            for status in ("Invitation", "Moved", "Seen", "MovedSeen", "Unknown", "SomethingNew")
        ),
        (INVITED | {"Type": "BookingForDiary", "InvitationStatus": "Declined"}, Answer.DECLINED),
        ({"Type": "BookingForDiary", "InvitationStatus": "Invitation"}, Answer.NONE),
    ],
)
def test_the_own_answer(changes: dict[str, Any], answer: Answer) -> None:
    assert meeting(participant(LINDA), **changes).answer is answer


def test_a_cancelled_invitation() -> None:
    found = meeting(
        participant(LINDA, "Cancelled"), Type="BookingForDiary", InvitationStatus="Cancelled", **INVITED
    )
    assert found.cancelled and found.answer is Answer.NONE
    assert found.organiser and found.organiser.address == "julie@n.example"


@pytest.mark.parametrize(
    "participants",
    [
        None, "everybody", 5, {}, [None], ["x"], [[]], [{"AssociateId": "6"}], [{"PersonId": -1}],
        [{"EmailAddress": 5}], [{"Description": []}], [{"InvitationStatus": {}}], [{"ExternallyOwnedType": 1}],
    ],
)  # fmt: skip
def test_participants_of_a_meeting_that_cannot_be_read(participants: object) -> None:
    carrier = PLAIN | OWN | {"Participants": participants}
    assert wire.read(carrier, FACTS, {}) == Unmapped(Reason.UNREADABLE)


@pytest.mark.parametrize(
    ("mother", "owner", "booking"),
    [(0, 0, None), (None, None, None), (7, LINDA, Booking("7", LINDA)), (3, JULIE, Booking("3", JULIE))],
)
def test_the_booking_of_a_row(mother: int | None, owner: int | None, booking: Booking | None) -> None:
    assert meetings.booking({"MotherId": mother, "MotherAssociateId": owner}) == booking


entries = st.dictionaries(st.sampled_from(list(participant())), json_values)
carriers = st.fixed_dictionaries(
    {"Participants": st.lists(entries.map(lambda changes: participant() | changes), max_size=3) | json_values},
    optional=dict.fromkeys(("MotherId", "MotherAssociateId", "AssociateId", "InvitationStatus"), json_values),
)


@settings(max_examples=400)
@given(carriers)
def test_hostile_participants_never_raise(changes: dict[str, Any]) -> None:
    assert isinstance(wire.read(PLAIN | changes, FACTS, {}), Appointment | Unmapped)
