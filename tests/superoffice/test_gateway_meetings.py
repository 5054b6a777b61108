"""What the gateway tells of meetings: whose they are, who takes part, and every change of that."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import ALONE, Answer, Appointment, Guest, Meeting, Role
from backend.core.reasons import Reason
from backend.core.seen import Booking, Seen
from backend.core.writes import Gone, Refused
from tests.sandbox_client import HostSession, SandboxClient
from tests.superoffice.conftest import Diary, DiaryOf

LINDA, JULIE, ROOM = 5, 6, 41
AT = {"StartDate": "2026-12-01T10:00:00Z", "EndDate": "2026-12-01T11:00:00Z"}
LINDA_GUEST = Guest(address="linda@nordlys.example", name="Linda Lund", answer=Answer.ACCEPTED, is_user=True)
JULIE_GUEST = Guest(address="julie@nordlys.example", name="Julie Juul", is_user=True)


def outside(address: str, status: str = "NotResponded", kind: str = "Required", **ids: int) -> dict[str, Any]:
    """Somebody who takes part without a row."""
    entry = {"EmailAddress": address, "Description": "Xavier"}
    return entry | {"ExternallyOwnedType": kind, "ExternallyOwnedStatus": status} | ids


def user(associate_id: int) -> dict[str, Any]:
    return {"AssociateId": associate_id}


def book(session: HostSession, *participants: dict[str, Any], **values: Any) -> str:
    """A meeting that a person makes in SuperOffice. Returns the id of its row."""
    body = {"Title": "Meeting", **AT, "Participants": list(participants), **values}
    answer = session.post("/v1/Appointment", json=body)
    answer.raise_for_status()
    return str(answer.json()["AppointmentId"])


def invite(session: HostSession, item: str, *participants: dict[str, Any]) -> None:
    """Let a meeting have these participants."""
    patch = [{"op": "replace", "path": "/Participants", "value": list(participants)}]
    session.patch(f"/v1/Appointment/{item}", json=patch).raise_for_status()


def act(session: HostSession, method: str, item: str, **values: Any) -> None:
    """An answer, through the agent."""
    body = {"AppointmentId": int(item), "UpdateMode": "OnlyThis", **values}
    session.post(f"/v1/Agents/Appointment/{method}", json=body).raise_for_status()


def remember(diary: Diary, *seen: Seen) -> None:
    diary.links.update({item.id: item.version for item in seen})


def only(seen: dict[str, Seen]) -> Seen:
    (one,) = seen.values()
    return one


def met(seen: Seen) -> Meeting:
    assert isinstance(seen.item, Appointment), seen
    return seen.item.meeting


@pytest.fixture
def julie(diary_of: DiaryOf) -> Diary:
    return diary_of("julie")


@pytest.fixture
def clara(linda: Diary) -> int:
    """Clara's card."""
    query = {"$select": "personId", "$filter": "email/emailAddress eq 'clara@havbris.example'"}
    return int(linda.beside.get("/v1/Person", params=query).json()["value"][0]["personId"])


def test_an_own_meeting_and_its_invitation(linda: Diary, julie: Diary, clara: int) -> None:
    mother = book(
        linda.beside, user(LINDA), user(JULIE), user(ROOM),
        outside("", "Accepted", "Optional", PersonId=clara), outside("Xavier@Xylo.example"),
    )  # fmt: skip
    mine, hers = only(linda.whole()[0]), only(julie.whole()[0])
    clara_guest = Guest(
        address="clara@havbris.example", name="Clara Customer", role=Role.OPTIONAL, answer=Answer.ACCEPTED
    )
    room = Guest(address="", name="Fjord Room", role=Role.RESOURCE, answer=Answer.ACCEPTED, is_user=True)
    xavier = Guest(address="xavier@xylo.example", name="Xavier")
    assert mine.id == mother and mine.booking == hers.booking == Booking(mother, LINDA)
    assert met(mine) == Meeting(guests=(room, clara_guest, JULIE_GUEST, xavier))
    assert met(hers) == Meeting(
        organiser=LINDA_GUEST,
        guests=(room, clara_guest, xavier),
        answer=Answer.NONE,
    )


def test_read_tells_the_same_as_changes(linda: Diary, julie: Diary) -> None:
    book(linda.beside, user(LINDA), user(JULIE), outside("x@xylo.example"))
    for diary in (linda, julie):
        seen = only(diary.whole()[0])
        assert diary.gateway.read([seen.id]) == {seen.id: seen}


def test_a_row_of_a_colleague_is_not_of_this_diary(linda: Diary, julie: Diary) -> None:
    mother = book(linda.beside, user(LINDA), user(JULIE))
    assert julie.gateway.read([mother, "x"]) == {mother: Gone(), "x": Gone()}


def test_a_meeting_that_may_not_be_read_is_refused(linda: Diary, sandbox: SandboxClient) -> None:
    mother = book(linda.beside, user(LINDA), user(JULIE))
    sandbox.faults.add("superoffice", "403", count=1, path=f"Appointment/{mother}$")
    (answer,) = linda.gateway.read([mother]).values()
    assert isinstance(answer, Refused) and answer.reason is Reason.NO_ACCESS


def test_only_guests_without_rows_make_no_booking(linda: Diary) -> None:
    book(linda.beside, user(LINDA), outside("x@xylo.example", "Declined"))
    seen = only(linda.whole()[0])
    assert seen.booking is None
    assert met(seen).guests == (Guest(address="x@xylo.example", name="Xavier", answer=Answer.DECLINED),)


def test_a_meeting_of_somebody_outside(linda: Diary, julie: Diary) -> None:
    mother = book(
        linda.beside, outside("x@xylo.example", "Accepted", "Organizer"),
        outside("linda@nordlys.example", "Accepted", AssociateId=LINDA), user(JULIE),
    )  # fmt: skip
    organiser = Guest(address="x@xylo.example", name="Xavier", answer=Answer.ACCEPTED)
    mine, hers = only(linda.whole()[0]), only(julie.whole()[0])
    assert met(mine) == Meeting(organiser=organiser, guests=(JULIE_GUEST,))
    assert met(hers) == Meeting(organiser=organiser, guests=(LINDA_GUEST,), answer=Answer.NONE)
    act(linda.beside, "AssignTo", mother, Participant=user(LINDA))
    assert met(only(linda.whole()[0])).answer is Answer.NONE
    act(linda.beside, "Reject", mother)
    assert met(only(linda.whole()[0])).answer is Answer.DECLINED


def test_an_address_stands_for_the_card_that_has_it(linda: Diary) -> None:
    book(linda.beside, outside("linda.lund@nordlys.example"), outside("clara@HAVBRIS.example"))
    assert [(guest.address, guest.name) for guest in met(only(linda.whole()[0])).guests] == [
        ("clara@havbris.example", "Clara Customer")
    ]


def test_an_invitation_is_answered(linda: Diary, julie: Diary) -> None:
    book(linda.beside, user(LINDA), user(JULIE))
    seen, cursor = julie.whole()
    invited = only(seen)
    remember(julie, invited)
    for method, answer in (("SetSeen", Answer.NONE), ("Accept", Answer.ACCEPTED), ("Reject", Answer.DECLINED)):
        act(julie.beside, method, invited.id)
        seen, _, cursor = julie.since(cursor)
        remember(julie, *seen.values())
        assert met(only(seen)).answer is answer


def test_a_guests_answer_is_a_change_of_the_meeting(linda: Diary, julie: Diary) -> None:
    book(linda.beside, user(LINDA), user(JULIE))
    invited = only(julie.whole()[0])
    seen, cursor = linda.whole()
    remember(linda, *seen.values())
    for method, answer in (("Accept", Answer.ACCEPTED), ("Reject", Answer.DECLINED)):
        act(julie.beside, method, invited.id)
        seen, _, cursor = linda.since(cursor)
        assert [guest.answer for guest in met(only(seen)).guests] == [answer]
        assert only(seen).version != linda.links[only(seen).id]
        remember(linda, *seen.values())
        assert linda.since(cursor)[0] == {}


def test_guests_come_and_go(linda: Diary, julie: Diary) -> None:
    mother = book(linda.beside, user(LINDA))
    seen, cursor = linda.whole()
    assert met(only(seen)) == ALONE
    everybody = [user(LINDA), user(JULIE), user(ROOM), outside("x@xylo.example")]
    addresses: list[list[str]] = []
    for count in (2, 3, 4, 3, 2, 1):
        remember(linda, *seen.values())
        invite(linda.beside, mother, *everybody[:count])
        seen, _, cursor = linda.since(cursor)
        assert only(seen).version != linda.links[mother]
        addresses.append([guest.address for guest in met(only(seen)).guests])
    one, two = ["julie@nordlys.example"], ["", "julie@nordlys.example"]
    assert addresses == [one, two, [*two, "x@xylo.example"], two, one, []]


def test_an_external_answer_is_a_change(linda: Diary) -> None:
    mother = book(linda.beside, user(LINDA), outside("x@xylo.example"))
    seen, cursor = linda.whole()
    remember(linda, *seen.values())
    invite(linda.beside, mother, user(LINDA), outside("x@xylo.example", "TentativelyAccepted"))
    (guest,) = met(only(linda.since(cursor)[0])).guests
    assert guest.answer is Answer.TENTATIVE


def test_an_invitation_comes_moves_and_is_cancelled(linda: Diary, julie: Diary, sandbox: SandboxClient) -> None:
    _, cursor = julie.whole()
    mother = book(linda.beside, user(LINDA), user(JULIE))
    seen, _, cursor = julie.since(cursor)
    invited = only(seen)
    assert met(invited).answer is Answer.NONE and not met(invited).cancelled
    remember(julie, invited)
    act(julie.beside, "Accept", invited.id)
    seen, _, cursor = julie.since(cursor)
    remember(julie, *seen.values())
    linda.edit(mother, StartDate="2026-12-01T12:00:00Z", EndDate="2026-12-01T13:00:00Z")
    seen, _, cursor = julie.since(cursor)
    remember(julie, *seen.values())
    assert met(only(seen)).answer is Answer.NONE
    linda.beside.delete(f"/v1/Appointment/{mother}").raise_for_status()
    seen, _, cursor = julie.since(cursor)
    assert met(only(seen)).cancelled and met(only(seen)).organiser == LINDA_GUEST
    ids = {"AppointmentIds": [int(invited.id)], "UpdateMode": "OnlyThis"}
    julie.beside.post("/v1/Agents/Appointment/CleanUpBookingDeleted", json=ids).raise_for_status()
    _, gone, _ = julie.since(cursor)
    assert invited.id in gone and julie.gateway.read([invited.id])[invited.id] == Gone()


def test_a_follow_up_handed_over_waits_for_an_answer(linda: Diary, julie: Diary) -> None:
    given = book(linda.beside)
    _, cursor = julie.whole()
    act(linda.beside, "AssignTo", given, Participant=user(JULIE))
    seen, _, cursor = julie.since(cursor)
    assert met(only(seen)) == Meeting(answer=Answer.NONE)
    remember(julie, *seen.values())
    act(julie.beside, "Accept", given)
    assert met(only(julie.since(cursor)[0])) == ALONE


def test_plain_rows_are_read_in_bulk_and_meetings_one_by_one(linda: Diary) -> None:
    def requests() -> int:
        before = linda.gateway.requests
        linda.whole()
        return linda.gateway.requests - before

    for number in range(5):
        book(linda.beside, Title=f"plain {number}")
    linda.whole()  # facts are read once
    plain = requests()
    book(linda.beside, user(LINDA), outside("x@xylo.example"))
    outsider = requests() - plain
    book(linda.beside, user(LINDA), outside("y@xylo.example"))
    assert requests() - plain == outsider + 1
    book(linda.beside, user(LINDA), user(JULIE))
    book(linda.beside, user(LINDA), user(JULIE))
    # two more entities, and the guests' rows of both at once
    assert requests() - plain == outsider + 1 + 3


def test_when_nothing_changed_meetings_cost_nothing(linda: Diary, julie: Diary, sandbox: SandboxClient) -> None:
    book(linda.beside, user(LINDA), user(JULIE), outside("x@xylo.example"))
    sandbox.advance(3600)
    for diary in (linda, julie):
        book(diary.beside, Title="later")
        seen, cursor = diary.whole()
        remember(diary, *seen.values())
        _, _, cursor = diary.since(cursor)
        before = diary.gateway.requests
        assert diary.since(cursor)[0] == {}
        assert diary.gateway.requests - before == 2


def test_new_cards_are_seen_by_the_next_round(linda: Diary) -> None:
    directory = linda.gateway.directory
    _, cursor = linda.whole()
    assert directory.cards(["new@havbris.example"]) == {}
    body = {"Firstname": "New", "Lastname": "Customer", "Emails": [{"Value": "new@havbris.example"}]}
    linda.beside.post("/v1/Person", json=body).raise_for_status()
    assert directory.cards(["new@havbris.example"]) == {}
    linda.since(cursor)
    assert directory.cards(["new@havbris.example"]).keys() == {"new@havbris.example"}
