"""What the gateway sees of a real calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from backend.core.items import AllDay, Appointment, Busy, Importance, Timed, Window
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.sides import CursorLost, Unavailable
from backend.core.values import replace
from backend.core.writes import Done, Gone, Refused, Update
from tests.graph.conftest import WINDOW, Mailbox, item_of, seen

pytestmark = pytest.mark.company("empty")


def test_an_event_is_read_with_all_that_syncs(mailbox: Mailbox) -> None:
    event = mailbox.enter(
        subject="Planning",
        body={"contentType": "html", "content": "<p>Bring <b>ideas</b></p><p>and time</p>"},
        location={"displayName": "Fjord"},
        showAs="tentative",
        sensitivity="private",
        importance="high",
        isReminderOn=True,
        reminderMinutesBeforeStart=30,
        categories=["Blue category"],
    )
    assert seen(mailbox.round())[event["id"]].item == Appointment(
        title="Planning",
        body="<p>Bring <b>ideas</b></p><p>and time</p>",
        place="Fjord",
        span=Timed(datetime(2026, 12, 1, 11, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)),
        busy=Busy.TENTATIVE,
        private=True,
        importance=Importance.HIGH,
        alarm=30,
        categories=("Blue category",),
    )


def test_the_zone_of_entry_is_kept(mailbox: Mailbox) -> None:
    event = mailbox.enter(
        start={"dateTime": "2026-12-01T12:00:00", "timeZone": "Tokyo Standard Time"},
        end={"dateTime": "2026-12-01T13:00:00", "timeZone": "Tokyo Standard Time"},
    )
    item = seen(mailbox.round())[event["id"]].item
    assert isinstance(item, Appointment)
    assert isinstance(item.span, Timed)
    assert (item.span.zone, item.span.start) == ("Asia/Tokyo", datetime(2026, 12, 1, 3, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["W. Europe Standard Time", "Pacific Standard Time", "New Zealand Standard Time"])
def test_an_all_day_event_keeps_its_days_in_every_zone(mailbox: Mailbox, zone: str) -> None:
    event = mailbox.enter(
        isAllDay=True,
        start={"dateTime": "2026-12-24T00:00:00", "timeZone": zone},
        end={"dateTime": "2026-12-27T00:00:00", "timeZone": zone},
    )
    item = seen(mailbox.round())[event["id"]].item
    assert isinstance(item, Appointment)
    assert item.span == AllDay(date(2026, 12, 24), date(2026, 12, 26))


def test_only_the_first_round_is_whole_and_only_its_last_page_has_a_cursor(mailbox: Mailbox) -> None:
    for number in range(205):
        mailbox.enter(subject=f"Nr {number}")
    first = mailbox.round()
    assert len(first) > 1
    assert [page.cursor is not None for page in first] == [False] * (len(first) - 1) + [True]
    assert all(page.whole for page in first)
    assert len(seen(first)) == 205
    later = mailbox.round(first[-1].cursor)
    assert not seen(later)
    assert not any(page.whole for page in later)


def test_a_quiet_round_is_one_request(mailbox: Mailbox) -> None:
    cursor = mailbox.cursor()
    before = mailbox.gateway.requests
    mailbox.round(cursor)
    assert mailbox.gateway.requests - before == 1


def test_a_round_brings_what_changed_and_rumours_of_what_went(mailbox: Mailbox) -> None:
    stays, moves, goes = (mailbox.enter(subject=name)["id"] for name in ("Stays", "Moves", "Goes"))
    cursor = mailbox.cursor()
    mailbox.change(moves, subject="Moved")
    mailbox.remove(goes)
    pages = mailbox.round(cursor)
    assert set(seen(pages)) == {moves}
    assert [one for page in pages for one in page.rumoured_gone] == [goes]
    assert stays not in seen(pages)


def test_a_window_that_moved_on_is_read_whole(mailbox: Mailbox) -> None:
    event = mailbox.enter()
    tomorrow = Window(WINDOW.first + timedelta(days=1), WINDOW.last + timedelta(days=1))
    pages = mailbox.round(mailbox.cursor(), tomorrow)
    assert pages[0].whole
    assert event["id"] in seen(pages)


def test_a_cursor_that_nobody_can_read_is_read_whole(mailbox: Mailbox) -> None:
    assert mailbox.round("no cursor of ours")[0].whole


def test_an_expired_cursor_is_said_to_be_lost(mailbox: Mailbox) -> None:
    cursor = mailbox.cursor()
    mailbox.sandbox.faults.add("graph", "410", count=1)
    with pytest.raises(CursorLost):
        mailbox.round(cursor)


def test_a_throttled_reading_waits_and_goes_on(mailbox: Mailbox) -> None:
    mailbox.sandbox.faults.add("graph", "429", count=1, retry_after=0)
    assert mailbox.round()[-1].cursor


def test_a_reading_that_is_throttled_for_long_gives_up_and_says_until_when(mailbox: Mailbox) -> None:
    mailbox.sandbox.faults.add("graph", "429", count=10, retry_after=120)
    with pytest.raises(Unavailable) as error:
        mailbox.round()
    assert error.value.retry_after == pytest.approx(120, abs=2)


def test_read_tells_what_is_there_and_what_is_gone(mailbox: Mailbox) -> None:
    here, gone = mailbox.enter()["id"], mailbox.enter()["id"]
    mailbox.remove(gone)
    found = mailbox.gateway.read([here, gone])
    assert isinstance(found[here], Seen)
    assert found[gone] == Gone()


def test_reading_forty_events_takes_two_requests(mailbox: Mailbox) -> None:
    ids = [mailbox.enter()["id"] for _ in range(40)]
    before = mailbox.gateway.requests
    found = mailbox.gateway.read(ids)
    assert mailbox.gateway.requests - before == 2
    assert all(isinstance(found[one], Seen) for one in ids)


def test_the_version_is_the_same_from_every_way_of_reading(mailbox: Mailbox) -> None:
    event = mailbox.enter()
    listed = seen(mailbox.round())[event["id"]]
    read = mailbox.gateway.read([event["id"]])[event["id"]]
    assert isinstance(read, Seen)
    assert listed.version == read.version != ""
    assert listed.item == read.item
    assert listed.uid == read.uid != ""


def test_a_forbidden_event_is_not_gone(mailbox: Mailbox) -> None:
    event = mailbox.enter()
    mailbox.sandbox.faults.add("graph", "403", count=1, path="/me/events/")
    assert mailbox.gateway.read([event["id"]])[event["id"]] == Refused(Reason.NO_ACCESS, "ErrorAccessDenied")


def test_back_pointers_of_an_empty_calendar_are_not_asked_for(mailbox: Mailbox) -> None:
    before = mailbox.gateway.requests
    assert not seen(mailbox.round())
    assert mailbox.gateway.requests - before == 1


def test_back_pointers_are_found_by_a_whole_reading_and_by_read(mailbox: Mailbox) -> None:
    pointed, plain = mailbox.enter()["id"], mailbox.enter()["id"]
    mailbox.gateway.point({pointed: "591"})
    found = seen(mailbox.round())
    assert (found[pointed].pointer, found[plain].pointer) == ("591", "")
    read = mailbox.gateway.read([pointed])[pointed]
    assert isinstance(read, Seen)
    assert read.pointer == "591"


@pytest.mark.parametrize("read_by", ["changes", "read"])
def test_an_online_meeting_tells_where_to_join(mailbox: Mailbox, read_by: str) -> None:
    entered = mailbox.enter(isOnlineMeeting=True, onlineMeetingProvider="teamsForBusiness")
    event_id = entered["id"]
    found = seen(mailbox.round()) if read_by == "changes" else mailbox.gateway.read([event_id])
    one = found[event_id]
    assert isinstance(one, Seen)
    url = item_of(one).join_url
    assert url.startswith("https://teams.microsoft.com/")
    assert mailbox.event(event_id)["onlineMeeting"]["joinUrl"] == url


def test_a_link_is_never_written(mailbox: Mailbox) -> None:
    event_id = mailbox.enter()["id"]
    one = mailbox.gateway.read([event_id])[event_id]
    assert isinstance(one, Seen)
    item = replace(item_of(one), join_url="https://elsewhere.example", title="x")
    outcome = mailbox.write(Update("u", event_id, one.version, item, frozenset({"title", "join_url"})))
    assert isinstance(outcome, Done)
    event = mailbox.event(event_id)
    assert (event["subject"], event["onlineMeeting"], event["onlineMeetingUrl"]) == ("x", None, None)
