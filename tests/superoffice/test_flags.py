"""The warning by which people see that a row could not be joined with an event."""

from __future__ import annotations

import pytest

from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import Diary, DiaryOf
from tests.superoffice.meeting_items import CLARA, JULIE, content, invited, made, row_of


def warning(diary: Diary, item: str) -> object:
    return diary.entity(item)["CautionWarning"]


@pytest.mark.parametrize("save_mails", ["never", "when_asked"])
def test_a_warning_comes_and_goes_and_nobody_is_told(
    linda: Diary, sandbox: SandboxClient, save_mails: str
) -> None:
    sandbox.switch(superoffice_save_mails=save_mails)
    alone, meeting = linda.make(), made(linda, invited(JULIE, CLARA))
    people = linda.entity(meeting.id)["Participants"]
    for wanted, shown in ((True, "NotInSync"), (False, "OK")):
        linda.gateway.flag({alone.id: wanted, meeting.id: wanted})
        assert [warning(linda, one.id) for one in (alone, meeting)] == [shown, shown]
    assert linda.entity(meeting.id)["Participants"] == people
    assert sandbox.mail() == []


def test_an_invitation_is_marked_by_the_system_user_and_not_without(
    linda: Diary, julie: Diary, diary_of: DiaryOf
) -> None:
    meeting = made(linda, invited(JULIE))
    theirs = row_of(julie)
    diary_of("julie", system=False).gateway.flag({theirs.id: True})
    assert warning(julie, theirs.id) == "OK"
    julie.gateway.flag({theirs.id: True})
    assert warning(julie, theirs.id) == "NotInSync"
    assert warning(linda, meeting.id) == "OK"
    assert content(row_of(julie)) == content(theirs)


def test_a_row_that_is_gone_or_completed_does_not_keep_the_others_from_their_warning(linda: Diary) -> None:
    gone, completed, stays = (linda.make(title) for title in ("gone", "completed", "stays"))
    linda.beside.delete(f"/v1/Appointment/{gone.id}").raise_for_status()
    linda.edit(completed.id, Completed="Completed")
    linda.gateway.flag(dict.fromkeys((gone.id, completed.id, stays.id), True))
    assert warning(linda, stays.id) == "NotInSync"
