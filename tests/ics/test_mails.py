"""Mails that Outlook's server really sends about meetings, read from the sandbox's post."""

from __future__ import annotations

import pytest

from backend.core.items import Answer, Importance
from backend.core.recurrence.rule import Count, Daily, Series
from backend.ics.reading import read
from backend.ics.values import Cancellation, Invitation, Reply
from tests.sandbox.graph_calendar import OutlookCalendar, at, attendees, every, meeting
from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.company("empty")

CLARA, LINDA, STRANGER = "clara@havbris.example", "linda@nordlys.example", "nobody@elsewhere.example"
DECEMBER = ("2026-12-01", "2027-01-01")


@pytest.fixture
def clara(sandbox: SandboxClient) -> OutlookCalendar:
    return OutlookCalendar(sandbox, "c")


@pytest.fixture
def linda(sandbox: SandboxClient) -> OutlookCalendar:
    return OutlookCalendar(sandbox, "linda")


def mails(sandbox: SandboxClient, to: str) -> list[Invitation | Reply | Cancellation]:
    """What the mails to somebody say, oldest first."""
    return [read(mail["calendar"].encode(), {to}) for mail in sandbox.mail(to)]


def test_an_invitation(sandbox: SandboxClient, clara: OutlookCalendar) -> None:
    original = clara.create(
        meeting("Offer", attendees=attendees(LINDA, STRANGER), location={"displayName": "Quay 1"},
                body={"contentType": "html", "content": "<p>One</p><p>Two</p>"}, importance="high")
    )  # fmt: skip
    (said,) = mails(sandbox, LINDA)
    assert isinstance(said, Invitation)
    assert (said.uid, said.rule, said.occurrence) == (original["iCalUId"], None, "")
    item = said.item
    assert (item.title, item.place, item.importance) == ("Offer", "Quay 1", Importance.HIGH)
    assert "One" in item.body
    assert item.meeting.organiser
    assert item.meeting.organiser.address == CLARA
    assert [guest.address for guest in item.guests] == [STRANGER]
    assert item.answer is Answer.NONE


@pytest.mark.parametrize(
    ("act", "answer"),
    [("accept", Answer.ACCEPTED), ("tentativelyAccept", Answer.TENTATIVE), ("decline", Answer.DECLINED)],
)
def test_an_answer(
    sandbox: SandboxClient, clara: OutlookCalendar, linda: OutlookCalendar, act: str, answer: Answer
) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA)))
    linda.act(linda.view(*DECEMBER)[0], act, comment="Well, yes; or no")
    assert mails(sandbox, CLARA) == [
        Reply(uid=original["iCalUId"], address=LINDA, answer=answer, comment="Well, yes; or no")
    ]


def test_a_cancellation(sandbox: SandboxClient, clara: OutlookCalendar) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA)))
    clara.act(original, "cancel")
    assert mails(sandbox, LINDA)[1] == Cancellation(uid=original["iCalUId"])


@pytest.mark.parametrize("all_day", [False, True])
def test_a_series_and_its_occurrences(
    sandbox: SandboxClient, clara: OutlookCalendar, linda: OutlookCalendar, *, all_day: bool
) -> None:
    times = {"isAllDay": True, "start": at("2026-12-01T00:00:00"), "end": at("2026-12-02T00:00:00")}
    event = meeting(attendees=attendees(LINDA), recurrence=every("daily", "2026-12-01", count=4))
    series = clara.create(event | (times if all_day else {}))
    linda.act(linda.view(*DECEMBER)[1], "decline")
    third = clara.view(*DECEMBER)[2]
    clara.patch(third, {"subject": "Special"})
    clara.act(third, "cancel")
    invited, changed, cancelled = mails(sandbox, LINDA)
    (declined,) = mails(sandbox, CLARA)
    second, third_day = (
        ("2026-12-02", "2026-12-03") if all_day else ("2026-12-02T09:00:00Z", "2026-12-03T09:00:00Z")
    )
    assert isinstance(invited, Invitation)
    assert isinstance(changed, Invitation)
    assert isinstance(invited.rule, Series)
    assert (invited.rule.rule, invited.rule.range, invited.rule.all_day) == (Daily(1), Count(4), all_day)
    assert (changed.item.title, changed.occurrence, changed.rule) == ("Special", third_day, None)
    assert cancelled == Cancellation(uid=series["iCalUId"], occurrence=third_day)
    assert declined == Reply(
        uid=series["iCalUId"], address=LINDA, answer=Answer.DECLINED, occurrence=second
    )  # fmt: skip
