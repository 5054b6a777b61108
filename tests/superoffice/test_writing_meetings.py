"""Meetings made through the gateway: their rows, their people, and nobody who is mailed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.core.items import ALONE, Answer, Guest, Role
from backend.core.seen import Booking
from backend.core.values import replace
from backend.core.writes import Create, Delete, Done, Lookup, Unsure
from backend.sandbox.switches import Switches
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import Diary, DiaryOf, meeting
from tests.superoffice.meeting_items import (
    CLARA,
    JULIE,
    LINDA,
    ROOM,
    XAVIER,
    answered,
    changed,
    content,
    done,
    invited,
    made,
    row_of,
)

SAVE_MAILS = ["never", "when_asked"]
OWNED = Switches.choices()["superoffice_owned_externally"]
CROSS = Switches.choices()["superoffice_cross_diary_create"]


class TestCreating:
    """One request makes a meeting; nobody is mailed."""

    @pytest.mark.parametrize("save_mails", SAVE_MAILS)
    def test_guests_with_a_diary_get_rows_and_all_others_an_entry(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, save_mails: str
    ) -> None:
        sandbox.switch(superoffice_save_mails=save_mails)
        wanted = invited(replace(CLARA, answer=Answer.TENTATIVE), XAVIER, JULIE, ROOM)
        seen = made(linda, wanted)
        assert content(seen) == wanted
        assert seen.booking == Booking(seen.id, linda.signed_in.associate_id)
        theirs = row_of(julie)
        assert theirs.booking == seen.booking and theirs.id != seen.id
        assert content(theirs).meeting.organiser == replace(LINDA, answer=Answer.ACCEPTED, is_user=True)
        assert content(theirs).answer is Answer.NONE
        entity = linda.entity(seen.id)
        assert entity["Person"]["FullName"] == "Clara Customer"  # type: ignore[index]
        assert entity["Contact"]["Name"] == "Havbris Shipping"  # type: ignore[index]
        assert entity["OwnedExternally"] == "None"
        assert sandbox.mail() == []

    @pytest.mark.parametrize("owned", OWNED)
    @pytest.mark.parametrize("answer", list(Answer))
    def test_who_was_invited_is_asked_for_an_answer(
        self, linda: Diary, sandbox: SandboxClient, owned: str, answer: Answer
    ) -> None:
        sandbox.switch(superoffice_owned_externally=owned)
        wanted = invited(XAVIER, by=replace(CLARA, answer=Answer.ACCEPTED), answer=answer)
        seen = made(linda, wanted)
        shown = Answer.NONE if answer is Answer.TENTATIVE else answer
        assert content(seen) == replace(wanted, meeting=replace(wanted.meeting, answer=shown))
        entity = linda.entity(seen.id)
        assert entity["OwnedExternally"] == ("Outlook" if owned == "anyone" else "None")
        assert entity["Person"]["FullName"] == "Clara Customer"  # type: ignore[index]
        statuses = {one["EmailAddress"]: one["ExternallyOwnedStatus"] for one in entity["Participants"]}  # type: ignore[attr-defined]
        assert statuses[LINDA.address] == {
            Answer.NONE: "NotResponded", Answer.TENTATIVE: "TentativelyAccepted",
            Answer.ACCEPTED: "Accepted", Answer.DECLINED: "Declined",
        }[answer]  # fmt: skip
        assert sandbox.mail() == []

    @pytest.mark.parametrize("system", [True, False])
    def test_the_owner_can_be_asked_without_a_system_user(self, diary_of: DiaryOf, *, system: bool) -> None:
        seen = made(diary_of("linda", system=system), invited(by=CLARA))
        assert content(seen).answer is Answer.NONE

    @pytest.mark.parametrize("answer", list(Answer))
    def test_where_rows_may_not_be_handed_over_the_entry_tells_the_answer(
        self, linda: Diary, sandbox: SandboxClient, answer: Answer
    ) -> None:
        sandbox.faults.add("superoffice", "403", rate=1, path="AssignTo")
        seen = made(linda, invited(XAVIER, by=CLARA, answer=answer))
        assert content(seen).answer is (Answer.NONE if answer is Answer.TENTATIVE else answer)
        assert row_of(linda) == replace(seen, made_at=row_of(linda).made_at)
        for wanted in (Answer.ACCEPTED, Answer.DECLINED, Answer.NONE, Answer.ACCEPTED):
            seen = done(changed(linda, seen, answered(content(seen), wanted), "answer"))
            assert content(seen).answer is wanted

    def test_a_refusal_to_hand_over_is_not_sought_again_for_every_meeting(
        self, linda: Diary, sandbox: SandboxClient
    ) -> None:
        sandbox.faults.add("superoffice", "403", rate=1, path="AssignTo")
        writes = [Create(f"make {uid}", invited(XAVIER, by=CLARA), "e", uid=uid) for uid in ("1", "2", "3")]
        for write in writes:
            assert content(done(linda.do(write)[0])).answer is Answer.NONE
        routes = [one for one in sandbox.requests()["requests"] if one["route"].endswith("AssignTo")]
        assert [one["count"] for one in routes] == [1]

    @pytest.mark.parametrize("cross", CROSS)
    def test_in_the_owners_own_diary_rows_are_what_they_should_be(
        self, linda: Diary, sandbox: SandboxClient, cross: str
    ) -> None:
        sandbox.switch(superoffice_cross_diary_create=cross)
        assert content(made(linda, invited(JULIE, CLARA))).answer is Answer.ACCEPTED

    def test_somebody_whom_superoffice_does_not_know_gets_neither_card_nor_company(self, linda: Diary) -> None:
        seen = made(linda, invited(by=XAVIER, answer=Answer.ACCEPTED))
        entity = linda.entity(seen.id)
        assert (entity["Person"], entity["Contact"]) == (None, None)
        assert content(seen).meeting.organiser == replace(XAVIER, role=Role.REQUIRED, answer=Answer.ACCEPTED)

    def test_a_guest_without_address_is_left_out(self, linda: Diary) -> None:
        assert content(made(linda, invited(Guest(address="", name="Somebody")))).meeting == ALONE

    def test_a_private_meeting_is_private_at_once(self, linda: Diary, diary_of: DiaryOf) -> None:
        seen = made(linda, invited(CLARA, private=True))
        assert content(seen).private
        assert diary_of("julie").entity(seen.id)["Title"] == ""


class TestJoining:
    """One meeting is one booking, whoever brings it."""

    @pytest.mark.parametrize("uids", ["mother", "none"])
    def test_a_colleagues_booking_is_joined(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, uids: str
    ) -> None:
        sandbox.switch(superoffice_uid_of_children=uids)
        theirs = made(julie, invited(replace(LINDA, is_user=True), by=CLARA, answer=Answer.ACCEPTED))
        mine = made(linda, invited(JULIE, by=CLARA))
        assert mine.booking == Booking(theirs.id, julie.signed_in.associate_id) and mine.id != theirs.id
        assert len(linda.whole()[0]) == len(julie.whole()[0]) == 1

    @pytest.mark.parametrize("guests", [(), (XAVIER,)])
    def test_who_is_not_among_the_guests_yet_is_added(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, guests: tuple[Guest, ...]
    ) -> None:
        theirs = made(julie, invited(*guests, by=CLARA, answer=Answer.ACCEPTED, private=True))
        mine = made(linda, invited(JULIE, *guests, by=CLARA))
        assert mine.booking == Booking(theirs.id, julie.signed_in.associate_id)
        now = content(row_of(julie))
        assert {guest.address for guest in now.guests} == {LINDA.address, *(guest.address for guest in guests)}
        assert now.answer is Answer.ACCEPTED
        assert sandbox.mail() == []

    def test_without_a_system_user_it_waits_until_the_colleague_adds_one(
        self, julie: Diary, diary_of: DiaryOf
    ) -> None:
        linda = diary_of("linda", system=False)
        made(julie, invited(by=CLARA, answer=Answer.ACCEPTED))
        assert linda.do(Create("c", invited(JULIE, by=CLARA), "e", uid="ical")) == [Unsure()]
        assert linda.whole()[0] == {}

    def test_two_who_bring_a_meeting_at_the_same_instant_make_one(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient
    ) -> None:
        writes = [
            (linda, Create("l", invited(JULIE, by=CLARA), "e", uid="ical")),
            (julie, Create("j", invited(replace(LINDA, is_user=True), by=CLARA), "e", uid="ical")),
        ]
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda pair: pair[0].do(pair[1])[0], writes))
        rows = [done(outcome) for outcome in outcomes]
        assert rows[0].booking == rows[1].booking and rows[0].id != rows[1].id
        assert len(linda.whole()[0]) == len(julie.whole()[0]) == 1

    def test_an_appointment_of_ones_own_does_not_join_another(self, linda: Diary, julie: Diary) -> None:
        made(julie, invited(CLARA))
        assert made(linda, meeting()).booking is None

    def test_the_own_row_is_found_again_whatever_became_of_it(self, linda: Diary, julie: Diary) -> None:
        theirs = made(julie, invited(replace(LINDA, is_user=True), by=CLARA, answer=Answer.ACCEPTED))
        mine = row_of(linda)
        changed(linda, mine, invited(JULIE, by=CLARA, answer=Answer.DECLINED), "answer")
        assert made(linda, invited(JULIE, by=CLARA)).id == mine.id
        assert made(julie, invited(LINDA, by=CLARA)).id == theirs.id

    @pytest.mark.parametrize("registry", ["free", "taken"])
    def test_a_meeting_may_be_made_again_after_a_deletion(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, registry: str
    ) -> None:
        sandbox.switch(superoffice_uid_after_delete=registry)
        first = made(linda, invited(JULIE, CLARA))
        assert linda.do(Delete("d", first.id, first.version)) == [Done(None)]
        again = Create("two", invited(JULIE, CLARA), "e", uid="ical")
        second = done(linda.do(again)[0])
        assert second.id != first.id and content(second) == again.item
        assert [seen.id for seen in linda.gateway.find([again])["two"]] == [second.id]


class TestLostAnswers:
    """What a lost answer made is found, and what it left undone is done."""

    def test_a_lost_create_is_found(self, linda: Diary, sandbox: SandboxClient) -> None:
        create = Create("lost", invited(CLARA, JULIE), "e", uid="ical")
        linda.gateway.find([create])
        sandbox.faults.add("superoffice", "reset_after", count=1, path="CreateAppointmentForUID")
        assert linda.do(create) == [Unsure()]
        sandbox.faults.clear()
        (found,) = linda.gateway.find([create])["lost"]
        assert found.item == create.item and found.booking

    @pytest.mark.parametrize("again", ["find", "look up", "create"])
    @pytest.mark.parametrize("answer", [Answer.NONE, Answer.DECLINED])
    def test_a_create_that_died_before_it_asked_asks_afterwards(
        self, linda: Diary, sandbox: SandboxClient, answer: Answer, again: str
    ) -> None:
        create = Create("lost", invited(by=CLARA, answer=answer), "e", uid="ical")
        linda.gateway.find([create])
        sandbox.faults.add("superoffice", "reset_before", path="AssignTo")
        assert linda.do(create) == [Unsure()]
        sandbox.faults.clear()
        if again == "create":
            found = done(linda.do(create)[0])
        else:
            lookup = create if again == "find" else Lookup("lost", "ical")
            (found,) = linda.gateway.find([lookup])["lost"]
        assert content(found).answer is answer

    def test_an_answer_given_since_is_left_alone(self, linda: Diary) -> None:
        create = Create("c", invited(by=CLARA), "e", uid="ical")
        seen = done(linda.do(create)[0])
        linda.beside.post("/v1/Agents/Appointment/Accept", json={"AppointmentId": int(seen.id)})
        (found,) = linda.gateway.find([create])["c"]
        assert content(found).answer is Answer.ACCEPTED
