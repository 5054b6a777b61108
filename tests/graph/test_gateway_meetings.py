"""Meetings as the gateway sees them, and who is told when it writes them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.core.items import ALONE, Answer, Appointment, Guest, Meeting, Role, Timed
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Create, Done, Stale, Update
from backend.graph.profile import addresses
from tests.graph.conftest import Mailbox, item_of, seen
from tests.sandbox.graph_calendar import OutlookCalendar, attendees, meeting

pytestmark = pytest.mark.company("empty")

CLARA, JULIE, JOHN, XAVIER = (
    "clara@havbris.example",
    "julie@nordlys.example",
    "john@nordlys.example",
    "xavier@xylo.example",
)
ORGANISER = Guest(address=CLARA, name="Clara Customer", answer=Answer.ACCEPTED)
SPAN = Timed(datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC))


def only(mailbox: Mailbox) -> Seen:
    [one] = seen(mailbox.round()).values()
    return one


def invited(clara: OutlookCalendar, *others: str, **more: Any) -> dict[str, Any]:
    """Clara invites Linda, by one of her addresses, and others."""
    return clara.create(meeting("Offer", attendees=attendees("Linda.Lund@nordlys.example", *others), **more))


def update(found: Seen, *fields: str, intent: str = "update", **content: Any) -> Update:
    item = item_of(found)
    if "answer" in content:
        content["meeting"] = replace(item.meeting, answer=content.pop("answer"))
    return Update(intent, found.id, found.version, replace(item, **content), frozenset(fields))


def with_guests(found: Seen, *guests: Guest, **content: Any) -> Update:
    chosen = replace(item_of(found).meeting, guests=guests)
    return update(found, "guests", *content, meeting=chosen, **content)


# -- reading


def test_an_appointment_without_others_is_nobodys_meeting(mailbox: Mailbox) -> None:
    mailbox.enter()
    assert item_of(only(mailbox)).meeting == ALONE


def test_an_own_meeting_names_its_guests_by_address_each_once(mailbox: Mailbox) -> None:
    mailbox.enter(
        attendees=[
            {"emailAddress": {"address": "Xavier@XYLO.example", "name": "Xavier"}, "type": "optional"},
            *attendees("linda.lund@nordlys.example", JULIE, "JULIE@nordlys.example"),
            {"emailAddress": {"address": "fjord@nordlys.example", "name": "Fjord"}, "type": "resource"},
        ]
    )
    assert item_of(only(mailbox)).meeting == Meeting(
        guests=(
            Guest(address="fjord@nordlys.example", name="Fjord", role=Role.RESOURCE, answer=Answer.ACCEPTED),
            Guest(address=JULIE, name=JULIE),
            Guest(address=XAVIER, name="Xavier", role=Role.OPTIONAL),
        )
    )


def test_an_invitation_names_who_invites_and_waits_for_an_answer(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    invited(clara, JULIE)
    assert item_of(only(mailbox)).meeting == Meeting(
        organiser=ORGANISER, guests=(Guest(address=JULIE, name=JULIE),), answer=Answer.NONE
    )


@pytest.mark.parametrize(
    ("action", "answer"), [("accept", Answer.ACCEPTED), ("tentativelyAccept", Answer.TENTATIVE)]
)
def test_an_answer_is_read_on_both_sides_of_the_invitation(
    mailbox: Mailbox, clara: OutlookCalendar, julie: OutlookCalendar, action: str, answer: Answer
) -> None:
    invited(clara)
    event = mailbox.enter(subject="Mine", attendees=attendees(JULIE))
    copy = next(iter(seen(mailbox.round()).keys() - {event["id"]}))
    mailbox.outlook.post(f"/me/events/{copy}/{action}", json={})
    theirs = julie.only()
    assert theirs
    julie.act(theirs, action)
    found = seen(mailbox.round())
    assert item_of(found[copy]).answer is answer
    assert [guest.answer for guest in item_of(found[event["id"]]).guests] == [answer]


def test_a_guest_who_declines_stays_a_guest(mailbox: Mailbox, julie: OutlookCalendar) -> None:
    mailbox.enter(attendees=attendees(JULIE))
    theirs = julie.only()
    assert theirs
    julie.act(theirs, "decline")
    assert [guest.answer for guest in item_of(only(mailbox)).guests] == [Answer.DECLINED]


def test_a_cancelled_meeting_says_so(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    event = invited(clara)
    clara.act(event, "cancel", comment="")
    assert item_of(only(mailbox)).meeting.cancelled


def test_an_occurrence_that_somebody_alone_is_invited_to_is_an_event_by_itself(
    mailbox: Mailbox, clara: OutlookCalendar
) -> None:
    series = clara.create(
        meeting(
            recurrence={
                "pattern": {"type": "daily", "interval": 1},
                "range": {"type": "numbered", "startDate": "2026-12-01", "numberOfOccurrences": 3},
            }
        )
    )
    [_, second, _] = clara.all(f"{clara.path(series)}/instances?startDateTime=2026-12-01&endDateTime=2026-12-05")
    clara.patch(second, {"attendees": attendees("linda@nordlys.example")})
    found = only(mailbox)
    assert found.place is None
    assert item_of(found).meeting.organiser == ORGANISER


def test_the_addresses_of_a_mailbox_are_all_that_graph_tells(mailbox: Mailbox) -> None:
    assert addresses(mailbox.client) == {"linda@nordlys.example", "linda.lund@nordlys.example"}


# -- inviting


def test_a_create_with_guests_invites_each_of_them_once(mailbox: Mailbox, julie: OutlookCalendar) -> None:
    guests = (Guest(address=CLARA, name="Clara", role=Role.OPTIONAL), Guest(address=JULIE, name="Julie"))
    item = Appointment(
        title="Plan", span=SPAN, meeting=Meeting(guests=(*guests, Guest(address="", name="Nobody")))
    )
    outcome = mailbox.write(Create("make", item, "1"))
    assert isinstance(outcome, Done)
    assert outcome.seen
    assert item_of(outcome.seen).meeting == Meeting(guests=guests)
    assert mailbox.mails() == {(CLARA, "REQUEST"): 1, (JULIE, "REQUEST"): 1}
    theirs = julie.only()
    assert theirs
    assert theirs["subject"] == "Plan"


def test_other_fields_never_mail_what_is_not_theirs(mailbox: Mailbox) -> None:
    mailbox.enter(attendees=attendees(JULIE, CLARA))
    before = mailbox.mails()
    outcome = mailbox.write(update(only(mailbox), "alarm", "private", "busy", "answers", alarm=5, private=True))
    assert isinstance(outcome, Done)
    assert mailbox.mails() == before


def test_a_new_title_is_one_mail_each(mailbox: Mailbox) -> None:
    mailbox.enter(attendees=attendees(JULIE, CLARA))
    before = mailbox.mails()
    assert isinstance(mailbox.write(update(only(mailbox), "title", title="New")), Done)
    assert mailbox.mails() - before == Counter({(JULIE, "REQUEST"): 1, (CLARA, "REQUEST"): 1})


def test_whoever_comes_or_goes_is_told_and_nobody_else(mailbox: Mailbox, julie: OutlookCalendar) -> None:
    event = mailbox.enter(attendees=attendees("linda.lund@nordlys.example", JULIE, JOHN))
    theirs = julie.only()
    assert theirs
    julie.act(theirs, "accept")
    before = mailbox.mails()
    found = only(mailbox)
    guests = {guest.address: guest for guest in item_of(found).guests}
    # the role is the organiser's business in Outlook
    stays = replace(guests[JULIE], role=Role.OPTIONAL)
    outcome = mailbox.write(with_guests(found, stays, Guest(address=CLARA, name="Clara")))
    assert mailbox.mails() - before == Counter({(CLARA, "REQUEST"): 1, (JOHN, "CANCEL"): 1})
    assert isinstance(outcome, Done)
    assert outcome.seen
    assert {guest.address: guest.answer for guest in item_of(outcome.seen).guests} == {
        CLARA: Answer.NONE,
        JULIE: Answer.ACCEPTED,
    }
    entries = {a["emailAddress"]["address"]: a["type"] for a in mailbox.event(event["id"])["attendees"]}
    assert entries == {"linda.lund@nordlys.example": "required", JULIE: "required", CLARA: "required"}


def test_guests_and_other_fields_leave_in_one_mail(mailbox: Mailbox) -> None:
    mailbox.enter(attendees=attendees(JULIE))
    before = mailbox.mails()
    found = only(mailbox)
    [guest] = item_of(found).guests
    outcome = mailbox.write(with_guests(found, guest, Guest(address=CLARA), title="New"))
    assert isinstance(outcome, Done)
    assert mailbox.mails() - before == Counter({(JULIE, "REQUEST"): 1, (CLARA, "REQUEST"): 1})


def test_guests_who_are_there_already_are_not_sent(mailbox: Mailbox) -> None:
    mailbox.enter(attendees=attendees(JULIE))
    found, before = only(mailbox), mailbox.mails()
    assert mailbox.write(with_guests(found, *item_of(found).guests)) == Done(found)
    assert mailbox.mails() == before


def test_guests_of_what_has_changed_are_stale(mailbox: Mailbox) -> None:
    event = mailbox.enter(attendees=attendees(JULIE))
    found = only(mailbox)
    mailbox.change(event["id"], attendees=attendees(JULIE, JOHN))
    before = mailbox.mails()
    assert mailbox.write(with_guests(found)) == Stale()
    assert mailbox.mails() == before
