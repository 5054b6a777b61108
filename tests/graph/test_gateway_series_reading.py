"""Series as the gateway sees them: every occurrence an item, whatever form Graph gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.core.items import AllDay, Answer, Timed, Window
from backend.core.reasons import Reason
from backend.core.seen import Changes, Place, Seen, Whole
from backend.core.writes import Gone, Refused
from tests.graph.conftest import WINDOW, Mailbox, item_of, seen
from tests.sandbox.graph_calendar import OSLO, OutlookCalendar, at, attendees, every, meeting

pytestmark = pytest.mark.company("empty")

LINDA, JULIE = "linda@nordlys.example", "julie@nordlys.example"
TUESDAYS = every("weekly", "2026-12-01", count=4, daysOfWeek=["tuesday"], firstDayOfWeek="monday")
#: 11:00 in Oslo
ORIGINALS = ["2026-12-01T10:00:00Z", "2026-12-08T10:00:00Z", "2026-12-15T10:00:00Z", "2026-12-22T10:00:00Z"]
both_shapes = pytest.mark.parametrize("shape", ["stubs", "full"])


def enter_series(mailbox: Mailbox, **more: Any) -> str:
    event = {**meeting("Tuesdays", hour=11), "recurrence": TUESDAYS, "location": {"displayName": "Fjord"}}
    return str(mailbox.enter(**{**event, **more})["id"])


def by_original(pages: Sequence[Changes]) -> dict[str, Seen]:
    return {one.place.original: one for one in seen(list(pages)).values() if one.place}


def original(found: Seen | Gone | Refused) -> str:
    assert isinstance(found, Seen)
    assert found.place
    return found.place.original


@both_shapes
def test_each_occurrence_is_an_item_and_the_master_none(mailbox: Mailbox, shape: str) -> None:
    mailbox.sandbox.switch(graph_delta_shape=shape)
    master = enter_series(mailbox, body={"contentType": "html", "content": "<p>Bring <b>ideas</b></p>"})
    pages = mailbox.round()
    found = by_original(pages)
    assert sorted(found) == ORIGINALS
    assert len(seen(pages)) == 4
    assert {one.place.series for one in found.values() if one.place} == {master}
    second = item_of(found[ORIGINALS[1]])
    begins = datetime(2026, 12, 8, 10, tzinfo=UTC)
    assert second.span == Timed(begins, begins + timedelta(hours=1))
    assert (second.title, second.body, second.place) == ("Tuesdays", "Bring <b>ideas</b>", "Fjord")


@both_shapes
def test_an_occurrence_has_answer_alarm_and_people_from_its_master(
    mailbox: Mailbox, clara: OutlookCalendar, shape: str
) -> None:
    mailbox.sandbox.switch(graph_delta_shape=shape)
    clara.create(meeting("Series", recurrence=TUESDAYS, attendees=attendees(LINDA, JULIE)))
    [master] = {one.place.series for one in seen(mailbox.round()).values() if one.place}
    mailbox.outlook.post(f"/me/events/{master}/accept", json={})
    mailbox.change(master, reminderMinutesBeforeStart=25, sensitivity="private")
    items = [item_of(one) for one in seen(mailbox.round()).values()]
    assert len(items) == 4
    assert {(one.answer, one.alarm, one.private) for one in items} == {(Answer.ACCEPTED, 25, True)}
    assert {one.meeting.organiser.address for one in items if one.meeting.organiser} == {"clara@havbris.example"}
    assert {guest.address for one in items for guest in one.guests} == {JULIE}


@both_shapes
@pytest.mark.parametrize("uids", ["per_series", "per_occurrence"])
def test_every_occurrence_has_the_uid_of_the_series(mailbox: Mailbox, shape: str, uids: str) -> None:
    mailbox.sandbox.switch(graph_delta_shape=shape, graph_ical_uid=uids)
    uid = mailbox.event(enter_series(mailbox))["iCalUId"]
    found = seen(mailbox.round())
    read = mailbox.gateway.read(list(found))
    assert {one.uid for one in found.values()} == {uid}
    assert {one.uid for one in read.values() if isinstance(one, Seen)} == {uid}


@both_shapes
def test_an_exception_has_its_own_values_and_its_old_place(mailbox: Mailbox, shape: str) -> None:
    mailbox.sandbox.switch(graph_delta_shape=shape)
    enter_series(mailbox)
    found = by_original(mailbox.round())
    moved, renamed, removed, plain = (found[one].id for one in ORIGINALS)
    cursor = mailbox.cursor()
    mailbox.change(moved, start=at("2026-12-03T15:00:00"), end=at("2026-12-03T15:30:00"))
    mailbox.change(renamed, subject="Special", isReminderOn=False)
    mailbox.remove(removed)
    pages = mailbox.round(cursor)
    after = by_original(pages)
    assert {one: after[one].id for one in after} == {
        ORIGINALS[0]: moved,
        ORIGINALS[1]: renamed,
        ORIGINALS[3]: plain,
    }
    assert item_of(after[ORIGINALS[0]]).span == Timed(
        datetime(2026, 12, 3, 14, tzinfo=UTC), datetime(2026, 12, 3, 14, 30, tzinfo=UTC)
    )
    assert item_of(after[ORIGINALS[0]]).title == "Tuesdays"
    assert (item_of(after[ORIGINALS[1]]).title, item_of(after[ORIGINALS[1]]).alarm) == ("Special", None)
    assert (item_of(after[ORIGINALS[3]]).title, item_of(after[ORIGINALS[3]]).alarm) == ("Tuesdays", 15)
    [series] = [series for page in pages for series in page.series]
    assert series.items == {moved, renamed, plain}


@both_shapes
def test_an_exception_is_another_when_its_master_changes(mailbox: Mailbox, shape: str) -> None:
    mailbox.sandbox.switch(graph_delta_shape=shape)
    master = enter_series(mailbox)
    second = by_original(mailbox.round())[ORIGINALS[1]].id
    mailbox.change(second, isReminderOn=False)
    before = seen(mailbox.round())[second]
    mailbox.change(master, subject="Renamed")
    after = seen(mailbox.round())[second]
    assert (item_of(after).title, item_of(after).alarm) == ("Renamed", None)
    assert after.version != before.version


def test_an_occurrence_is_the_same_by_every_way_of_reading(mailbox: Mailbox) -> None:
    enter_series(mailbox)
    first = by_original(mailbox.round())[ORIGINALS[0]]
    mailbox.change(first.id, start=at("2026-12-02T15:00:00"), end=at("2026-12-02T15:30:00"))
    found = seen(mailbox.round())
    assert mailbox.gateway.read(list(found)) == found


def test_the_occurrences_of_a_series_are_read_with_their_master_once(mailbox: Mailbox) -> None:
    enter_series(mailbox)
    enter_series(mailbox)
    ids = list(seen(mailbox.round()))
    before = mailbox.gateway.requests
    assert all(isinstance(one, Seen) for one in mailbox.gateway.read(ids).values())
    assert mailbox.gateway.requests - before == 2


def test_an_occurrence_that_was_removed_is_gone(mailbox: Mailbox) -> None:
    master = enter_series(mailbox)
    found = by_original(mailbox.round())
    first, second = (found[one].id for one in ORIGINALS[:2])
    mailbox.remove(first)
    read = mailbox.gateway.read([first, second])
    assert read[first] == Gone()
    assert original(read[second]) == ORIGINALS[1]
    mailbox.remove(master)
    assert mailbox.gateway.read([second]) == {second: Gone()}


def test_a_round_tells_of_each_series_what_is_left_of_it(mailbox: Mailbox) -> None:
    one, other = enter_series(mailbox), enter_series(mailbox)
    cursor = mailbox.cursor()
    found = [item for item in seen(mailbox.round()).values() if item.place and item.place.series == one]
    for item in found[1:]:
        mailbox.remove(item.id)
    pages = mailbox.round(cursor)
    assert [series for page in pages for series in page.series] == [Whole(one, frozenset({found[0].id}))]
    mailbox.remove(other)
    [page] = mailbox.round(pages[-1].cursor)
    assert page.rumoured_gone == (other,)
    assert page.series == (Whole(other, frozenset()),)


def test_a_series_whose_pattern_moved_on_has_new_items_only(mailbox: Mailbox) -> None:
    master = enter_series(mailbox)
    pages = mailbox.round()
    mailbox.change(
        master,
        start=at("2026-12-02T11:00:00"),
        end=at("2026-12-02T12:00:00"),
        recurrence=every("weekly", "2026-12-02", count=4, daysOfWeek=["wednesday"]),
    )
    after = mailbox.round(pages[-1].cursor)
    assert not seen(after).keys() & seen(pages).keys()
    assert [series.items for page in after for series in page.series] == [frozenset(seen(after))]


def test_an_event_that_became_a_series_is_gone(mailbox: Mailbox) -> None:
    event = mailbox.enter(**meeting(hour=11))
    pages = mailbox.round()
    mailbox.change(event["id"], recurrence=TUESDAYS)
    [page] = mailbox.round(pages[-1].cursor)
    assert page.rumoured_gone == (event["id"],)
    assert len(page.seen) == 4
    assert mailbox.gateway.read([event["id"]]) == {event["id"]: Gone()}


def test_a_series_that_began_before_the_window_is_told_with_its_items_in_it(mailbox: Mailbox) -> None:
    daily = every("daily", "2026-01-01")
    enter_series(mailbox, start=at("2026-01-01T11:00:00"), end=at("2026-01-01T12:00:00"), recurrence=daily)
    window = Window(date(2026, 12, 1), date(2026, 12, 8))
    found = by_original(mailbox.round(window=window))
    assert sorted(found) == [f"2026-12-0{day}T10:00:00Z" for day in range(1, 8)]


@pytest.mark.parametrize(
    "zone", [OSLO, "Pacific Standard Time", "Tokyo Standard Time", "New Zealand Standard Time"]
)
@both_shapes
def test_a_series_of_whole_days_keeps_its_days_in_every_zone(mailbox: Mailbox, zone: str, shape: str) -> None:
    mailbox.sandbox.switch(graph_delta_shape=shape)
    enter_series(
        mailbox,
        isAllDay=True,
        start=at("2026-12-01T00:00:00", zone),
        end=at("2026-12-02T00:00:00", zone),
    )
    days = ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"]
    found = by_original(mailbox.round())
    assert sorted(found) == days
    mailbox.change(found[days[1]].id, subject="Special")
    moved = {"start": at("2026-12-17T00:00:00", zone), "end": at("2026-12-18T00:00:00", zone)}
    mailbox.change(found[days[2]].id, **moved)
    after = by_original(mailbox.round())
    assert {day: one.id for day, one in after.items()} == {day: one.id for day, one in found.items()}
    assert item_of(after[days[2]]).span == AllDay(date(2026, 12, 17), date(2026, 12, 17))
    assert {original(one) for one in mailbox.gateway.read([one.id for one in found.values()]).values()} == set(
        days
    )


def test_an_occurrence_of_whole_days_may_get_a_time_and_keeps_its_place(mailbox: Mailbox) -> None:
    enter_series(mailbox, isAllDay=True, start=at("2026-12-01T00:00:00"), end=at("2026-12-02T00:00:00"))
    second = by_original(mailbox.round())["2026-12-08"]
    times = {"start": at("2026-12-08T09:00:00"), "end": at("2026-12-08T10:00:00")}
    mailbox.change(second.id, isAllDay=False, **times)
    after = by_original(mailbox.round())["2026-12-08"]
    assert after.id == second.id
    begins = datetime(2026, 12, 8, 8, tzinfo=UTC)
    assert item_of(after).span == Timed(begins, begins + timedelta(hours=1))


def test_places_follow_the_clock_through_summer_time(mailbox: Mailbox) -> None:
    weekly = every("weekly", "2027-03-23", count=2, daysOfWeek=["tuesday"])
    enter_series(mailbox, start=at("2027-03-23T11:00:00"), end=at("2027-03-23T12:00:00"), recurrence=weekly)
    assert sorted(by_original(mailbox.round())) == ["2027-03-23T10:00:00Z", "2027-03-30T09:00:00Z"]


def test_pages_and_pointers_stay_as_they_were(mailbox: Mailbox) -> None:
    for number in range(60):
        enter_series(mailbox, subject=f"Nr {number}")
    single = mailbox.enter()["id"]
    mailbox.gateway.point({single: "591"})
    pages = mailbox.round()
    assert len(pages) > 1
    assert all(page.whole for page in pages)
    assert sum(len(page.series) for page in pages) == 60
    assert all(len(series.items) == 4 for page in pages for series in page.series)
    assert {one.pointer for one in seen(pages).values() if one.place} == {""}
    assert seen(pages)[single].pointer == "591"


def test_an_occurrence_that_may_not_be_read_is_not_gone(mailbox: Mailbox) -> None:
    enter_series(mailbox)
    [first, *_] = seen(mailbox.round())
    mailbox.sandbox.faults.add("graph", "403", count=1, path="/me/events/")
    assert mailbox.gateway.read([first]) == {first: Refused(Reason.NO_ACCESS, "ErrorAccessDenied")}


def test_a_window_without_items_of_a_series_knows_none(mailbox: Mailbox) -> None:
    enter_series(mailbox)
    later = Window(WINDOW.last, WINDOW.last + timedelta(days=30))
    assert not seen(mailbox.round(window=later))


def test_places_tell_series_and_original_start(mailbox: Mailbox) -> None:
    master = enter_series(mailbox)
    assert {one.place for one in seen(mailbox.round()).values()} == {Place(master, one) for one in ORIGINALS}
