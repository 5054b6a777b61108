"""Meetings changed, answered and deleted through the gateway, and nobody who is mailed."""

from __future__ import annotations

import pytest

from backend.core.items import Answer, Busy
from backend.core.reasons import Reason
from backend.core.seen import Booking, Seen
from backend.core.values import replace
from backend.core.writes import Delete, Done, Gone, Refused, Stale
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import Diary, DiaryOf, meeting
from tests.superoffice.meeting_items import (
    CLARA,
    JULIE,
    LATER,
    LINDA,
    ROOM,
    XAVIER,
    answered,
    answers,
    changed,
    content,
    done,
    invited,
    made,
    row_of,
)

SAVE_MAILS = ["never", "when_asked"]


class TestChanging:
    """Fields of meetings of the owner's own, and what may be changed of others'."""

    @pytest.mark.parametrize("save_mails", SAVE_MAILS)
    def test_content_changes_and_people_stay(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, save_mails: str
    ) -> None:
        sandbox.switch(superoffice_save_mails=save_mails)
        seen = made(linda, invited(CLARA, JULIE))
        theirs = row_of(julie)
        wanted = invited(CLARA, JULIE, title="Other", body="<p>x</p><p>y</p>", place="Room 2", span=LATER,
                         busy=Busy.FREE, private=True)  # fmt: skip
        now = done(changed(linda, seen, wanted, "title", "body", "place", "span", "busy", "private"))
        assert content(now) == wanted
        assert row_of(julie).id == theirs.id and content(row_of(julie)).title == "Other"
        assert sandbox.mail() == []

    def test_guests_whom_a_colleague_invited_with_mail_hear_nothing_from_us(
        self, linda: Diary, sandbox: SandboxClient
    ) -> None:
        seen = made(linda, invited(CLARA))
        clara = linda.entity(seen.id)["Person"]["PersonId"]  # type: ignore[index]
        people = [{"AssociateId": 6, "SendEmail": True}, {"PersonId": clara, "SendEmail": True}]
        linda.edit(seen.id, Participants=people)
        now = linda.gateway.read([seen.id])[seen.id]
        assert isinstance(now, Seen)
        before = len(sandbox.mail())
        wanted = replace(content(now), span=LATER)
        done(changed(linda, now, wanted, "span"))
        now = linda.gateway.read([seen.id])[seen.id]
        assert isinstance(now, Seen)
        assert linda.do(Delete("d", now.id, now.version)) == [Done(None)]
        assert len(sandbox.mail()) == before

    def test_guests_come_and_go(self, linda: Diary, julie: Diary, sandbox: SandboxClient) -> None:
        seen = made(linda, meeting())
        for guests in [(CLARA,), (CLARA, JULIE, XAVIER), (JULIE,), (XAVIER,), (CLARA, JULIE), ()]:
            wanted = invited(*guests)
            seen = done(changed(linda, seen, wanted, "guests", "answers"))
            assert content(seen) == wanted
        assert all(content(left).meeting.cancelled for left in julie.whole()[0].values())
        assert sandbox.mail() == []

    def test_who_has_a_row_keeps_it_when_others_come(self, linda: Diary, julie: Diary) -> None:
        seen = made(linda, invited(JULIE))
        theirs = row_of(julie)
        done(changed(julie, theirs, answered(content(theirs), Answer.ACCEPTED), "answer"))
        done(changed(linda, seen, invited(JULIE, CLARA), "guests"))
        assert row_of(julie).id == theirs.id and content(row_of(julie)).answer is Answer.ACCEPTED

    def test_who_has_no_address_stays(self, linda: Diary) -> None:
        seen = made(linda, meeting())
        linda.edit(seen.id, Participants=[{"AssociateId": 5}, {"AssociateId": 41}])
        now = linda.gateway.read([seen.id])[seen.id]
        assert isinstance(now, Seen) and [guest.address for guest in content(now).guests] == [""]
        room = content(now).guests
        now = done(changed(linda, now, invited(CLARA, *room), "guests"))
        assert {guest.address for guest in content(now).guests} == {"", CLARA.address}

    def test_answers_of_others_are_shown(self, linda: Diary) -> None:
        seen = made(linda, invited(CLARA, XAVIER))
        wanted = invited(replace(CLARA, answer=Answer.ACCEPTED), replace(XAVIER, answer=Answer.DECLINED))
        assert content(done(changed(linda, seen, wanted, "answers"))) == wanted

    def test_answers_invite_nobody_and_disinvite_nobody(self, linda: Diary) -> None:
        seen = made(linda, invited(CLARA, JULIE))
        wanted = invited(replace(CLARA, answer=Answer.DECLINED), XAVIER)
        now = content(done(changed(linda, seen, wanted, "answers")))
        assert answers(now) == {CLARA.address: Answer.DECLINED, JULIE.address: Answer.NONE}

    def test_a_change_since_is_stale(self, linda: Diary, sandbox: SandboxClient) -> None:
        seen = made(linda, invited(CLARA))
        sandbox.advance(5)
        linda.edit(seen.id, Location="moved")
        assert changed(linda, seen, invited(CLARA, title="mine"), "title") == Stale()
        assert linda.do(Delete("d", seen.id, seen.version)) == [Stale()]
        assert linda.entity(seen.id)["Title"] == "Lunch"

    def test_a_meeting_that_is_gone_is_gone(self, linda: Diary) -> None:
        seen = made(linda, invited(CLARA))
        assert linda.do(Delete("d", seen.id, seen.version)) == [Done(None)]
        assert changed(linda, seen, invited(CLARA, title="mine"), "title") == Gone()
        assert linda.do(Delete("d", seen.id, seen.version)) == [Gone()]

    def test_a_completed_meeting_is_left_alone(
        self, linda: Diary, diary_of: DiaryOf, sandbox: SandboxClient
    ) -> None:
        seen = made(linda, invited(CLARA))
        linda.edit(seen.id, Completed="Completed")
        unknowing = diary_of("linda")
        assert changed(unknowing, replace(seen, version=""), invited(CLARA, title="x"), "title") == Refused(
            Reason.COMPLETED
        )
        assert unknowing.do(Delete("d", seen.id, "")) == [Refused(Reason.COMPLETED)]

    def test_images_in_an_agenda_survive_an_edit_of_the_text(self, linda: Diary) -> None:
        seen = made(linda, invited(CLARA))
        linda.edit(seen.id, Agenda='<p>old</p><img src="cid:1">')
        now = linda.gateway.read([seen.id])[seen.id]
        assert isinstance(now, Seen)
        done(changed(linda, now, invited(CLARA, body="new"), "body"))
        assert linda.entity(seen.id)["Agenda"] == 'new<img src="cid:1">'

    def test_an_answer_does_not_make_an_organiser_decline(self, linda: Diary) -> None:
        seen = made(linda, invited(CLARA))
        assert content(done(changed(linda, seen, invited(CLARA), "answer"))).answer is Answer.ACCEPTED


ORDER = [Answer.ACCEPTED, Answer.DECLINED, Answer.ACCEPTED, Answer.NONE, Answer.DECLINED, Answer.TENTATIVE]


class TestAnswering:
    """The own answer, in the own row and in an invitation."""

    def test_in_the_own_row_every_answer_follows_every_other(self, linda: Diary, sandbox: SandboxClient) -> None:
        seen = made(linda, invited(XAVIER, by=CLARA))
        for answer in ORDER:
            seen = done(changed(linda, seen, invited(XAVIER, by=CLARA, answer=answer), "answer"))
            shown = Answer.NONE if answer is Answer.TENTATIVE else answer
            assert content(seen).answer is shown
            assert set(answers(content(seen))) == {XAVIER.address}
        own = next(one for one in linda.entity(seen.id)["Participants"] if one["EmailAddress"] == LINDA.address)  # type: ignore[attr-defined]
        assert own["ExternallyOwnedStatus"] == "TentativelyAccepted"
        assert sandbox.mail() == []

    def test_an_invitation_is_accepted_and_declined(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient
    ) -> None:
        made(linda, invited(JULIE, CLARA))
        seen = row_of(julie)
        for answer in (Answer.TENTATIVE, Answer.ACCEPTED, Answer.DECLINED, Answer.ACCEPTED):
            item = answered(content(seen), answer)
            seen = done(changed(julie, seen, item, "answer"))
            shown = Answer.NONE if answer is Answer.TENTATIVE else answer
            assert content(seen).answer is shown
            assert answers(content(row_of(linda)))[JULIE.address] is shown
        assert sandbox.mail() == []

    def test_an_invitations_alarm_and_importance_are_personal(self, linda: Diary, julie: Diary) -> None:
        made(linda, invited(JULIE))
        seen = row_of(julie)
        item = replace(content(seen), alarm=30)
        now = done(changed(julie, seen, item, "alarm"))
        assert content(now).alarm == 30 and content(row_of(linda)).alarm is None
        item = replace(answered(content(now), Answer.ACCEPTED), alarm=45)
        now = done(changed(julie, now, item, "alarm", "answer"))
        assert (content(now).alarm, content(now).answer) == (45, Answer.ACCEPTED)

    def test_an_invitations_content_is_not_the_guests(self, linda: Diary, julie: Diary) -> None:
        made(linda, invited(JULIE))
        seen = row_of(julie)
        item = replace(content(seen), title="mine")
        assert changed(julie, seen, item, "title") == Refused(Reason.NO_ACCESS, "ChildRow")
        assert content(row_of(linda)).title == "Lunch"


class TestThrough:
    """A meeting whose row lies in a colleague's diary, changed by the system user."""

    @pytest.fixture
    def shared(self, linda: Diary, julie: Diary) -> tuple[Seen, Seen]:
        """Clara's meeting in Julie's diary, and Linda's row of it."""
        theirs = made(julie, invited(replace(LINDA, is_user=True), XAVIER, by=CLARA, answer=Answer.ACCEPTED))
        return theirs, row_of(linda)

    def test_content_and_people_go_to_the_row_that_is_the_meeting(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, shared: tuple[Seen, Seen]
    ) -> None:
        mine = shared[1]
        there = invited(replace(XAVIER, answer=Answer.ACCEPTED), ROOM, JULIE, by=CLARA, answer=Answer.ACCEPTED,
                        title="Moved", span=LATER, alarm=20)  # fmt: skip
        outcome = changed(linda, mine, there, "title", "span", "guests", "answers", "answer", "alarm",
                          through=mine.booking)  # fmt: skip
        now = content(done(outcome))
        assert (now.title, now.span, now.alarm, now.answer) == ("Moved", LATER, 20, Answer.ACCEPTED)
        assert done(outcome).id == mine.id
        other = content(row_of(julie))
        assert (other.title, other.span, other.alarm, other.answer) == ("Moved", LATER, None, Answer.ACCEPTED)
        assert answers(other) == dict.fromkeys((LINDA.address, XAVIER.address, ROOM.address), Answer.ACCEPTED)
        assert other.meeting.organiser and other.meeting.organiser.address == CLARA.address
        assert sandbox.mail() == []

    def test_without_a_system_user_only_what_is_personal_can_be_written(
        self, diary_of: DiaryOf, shared: tuple[Seen, Seen]
    ) -> None:
        mine, linda = shared[1], diary_of("linda", system=False)
        item = replace(answered(content(mine), Answer.DECLINED), title="x")
        refused = changed(linda, mine, item, "title", through=mine.booking)
        assert refused == Refused(Reason.NO_ACCESS, "NoSystemUser")
        assert content(done(changed(linda, mine, item, "answer", through=mine.booking))).answer is Answer.DECLINED

    def test_a_change_since_is_stale(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, shared: tuple[Seen, Seen]
    ) -> None:
        theirs, mine = shared
        sandbox.advance(5)
        julie.edit(theirs.id, Location="moved")
        item = replace(content(mine), title="x")
        assert changed(linda, mine, item, "title", through=mine.booking) == Stale()

    def test_the_meeting_itself_goes(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, shared: tuple[Seen, Seen]
    ) -> None:
        mine = shared[1]
        assert linda.do(Delete("d", mine.id, mine.version, mine.booking)) == [Done(None)]
        assert linda.whole()[0] == {} == julie.whole()[0]
        assert sandbox.mail() == []

    def test_what_is_left_of_a_meeting_that_is_gone_is_cleared_away(
        self, linda: Diary, julie: Diary, diary_of: DiaryOf, shared: tuple[Seen, Seen]
    ) -> None:
        theirs, mine = shared
        assert julie.do(Delete("d", theirs.id, theirs.version)) == [Done(None)]
        assert diary_of("linda", system=False).do(Delete("d", mine.id, mine.version, mine.booking)) == [Done(None)]
        assert linda.whole()[0] == {}

    def test_without_a_system_user_the_meeting_stays(
        self, julie: Diary, diary_of: DiaryOf, shared: tuple[Seen, Seen]
    ) -> None:
        mine, linda = shared[1], diary_of("linda", system=False)
        refused = linda.do(Delete("d", mine.id, mine.version, mine.booking))
        assert refused == [Refused(Reason.NO_ACCESS, "NoSystemUser")]
        assert not content(row_of(linda)).meeting.cancelled
        assert not content(row_of(julie)).meeting.cancelled

    def test_a_deletion_of_what_changed_since_is_stale(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, shared: tuple[Seen, Seen]
    ) -> None:
        theirs, mine = shared
        sandbox.advance(5)
        julie.edit(theirs.id, Location="moved")
        assert linda.do(Delete("d", mine.id, mine.version, mine.booking)) == [Stale()]
        elsewhere = replace(row_of(linda), booking=Booking("77", 5))
        assert linda.do(Delete("e", elsewhere.id, elsewhere.version, elsewhere.booking)) == [Stale()]

    def test_a_completed_meeting_stays(self, linda: Diary, julie: Diary, shared: tuple[Seen, Seen]) -> None:
        theirs, mine = shared
        julie.edit(theirs.id, Completed="Completed")
        outcome = linda.do(Delete("d", mine.id, "", mine.booking))
        assert outcome == [Refused(Reason.COMPLETED)]


class TestDeleting:
    """Deletions mail nobody and decline nothing."""

    @pytest.mark.parametrize("save_mails", SAVE_MAILS)
    def test_a_deleted_meeting_is_cancelled_for_its_guests(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, save_mails: str
    ) -> None:
        sandbox.switch(superoffice_save_mails=save_mails)
        seen = made(linda, invited(JULIE, CLARA))
        assert linda.do(Delete("d", seen.id, seen.version)) == [Done(None)]
        left = row_of(julie)
        assert content(left).meeting.cancelled
        assert julie.do(Delete("d", left.id, left.version)) == [Done(None)]
        assert julie.whole()[0] == {}
        assert sandbox.mail() == []

    def test_an_invitation_is_never_deleted(self, linda: Diary, julie: Diary) -> None:
        made(linda, invited(JULIE))
        seen = row_of(julie)
        assert julie.do(Delete("d", seen.id, seen.version)) == [Refused(Reason.REFUSED, "ChildRow")]
        assert answers(content(row_of(linda))) == {JULIE.address: Answer.NONE}

    def test_a_row_that_was_read_without_guests_goes_in_one_request(self, linda: Diary) -> None:
        seen = linda.make()
        (seen,) = linda.whole()[0].values()
        before = linda.gateway.requests
        assert linda.do(Delete("d", seen.id, seen.version)) == [Done(None)]
        assert linda.gateway.requests == before + 1

    def test_a_row_that_got_guests_since_it_was_read_is_not_taken_for_one_without(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient
    ) -> None:
        linda.make()
        alone = row_of(linda)
        sandbox.advance(5)
        linda.edit(alone.id, Participants=[{"AssociateId": 5}, {"AssociateId": 6}])
        assert linda.do(Delete("d", alone.id, alone.version)) == [Stale()]
        now = linda.gateway.read([alone.id])[alone.id]
        assert isinstance(now, Seen)
        assert linda.do(Delete("e", now.id, now.version)) == [Done(None)]
        assert content(row_of(julie)).meeting.cancelled
        assert sandbox.mail() == []
