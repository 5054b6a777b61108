"""What the gateway tells of a diary: everything at first, then exactly what changed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from backend.core.items import AllDay, Timed, Window
from backend.core.seen import Seen
from backend.core.sides import CursorLost
from backend.core.writes import Delete, Done, Gone, Update
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import WINDOW, Diary, DiaryOf, meeting


def remember(diary: Diary, *seen: Seen) -> None:
    diary.links.update({item.id: item.version for item in seen})


def test_a_first_reading_shows_the_window(linda: Diary) -> None:
    inside = linda.make("inside")
    linda.make("next year", span=Timed(datetime(2028, 1, 1, tzinfo=UTC), datetime(2028, 1, 2, tzinfo=UTC)))
    seen, _ = linda.whole()
    assert inside.id in seen
    assert seen[inside.id].item == inside.item
    assert seen[inside.id].version == inside.version
    assert "next year" not in {item.item.title for item in seen.values() if hasattr(item.item, "title")}


def test_a_first_reading_tells_uid_and_back_pointer(linda: Diary) -> None:
    made = linda.make("with pointer", intent="i1")
    linda.gateway.point({made.id: "AAMk-Event"})
    seen, _ = linda.whole()
    assert (seen[made.id].uid, seen[made.id].pointer) == ("sosync-i1", "AAMk-Event")


def test_nothing_changed_takes_two_requests_however_many_items(linda: Diary) -> None:
    for count in (3, 20):
        for number in range(count):
            linda.make(f"{count}/{number}")
        seen, cursor = linda.whole()
        remember(linda, *seen.values())
        before = linda.gateway.requests
        assert linda.since(cursor)[:2] == ({}, set())
        assert linda.gateway.requests - before == 2


def test_rows_are_not_told_again_once_no_late_write_can_appear(linda: Diary, sandbox: SandboxClient) -> None:
    linda.make("old")
    _, cursor = linda.whole()
    assert json.loads(cursor)["margin"] == -10
    waited = json.loads(cursor)
    waited["since_at"] -= 11  # as if the server's clock had gone on
    _, _, cursor = linda.since(json.dumps(waited))
    assert json.loads(cursor)["margin"] == 1
    sandbox.advance(2)
    new = linda.make("new")
    seen, _, cursor = linda.since(cursor)
    assert set(seen) == {new.id}
    assert json.loads(cursor)["margin"] == -10


def test_a_write_in_the_second_of_the_last_one_is_seen(linda: Diary, sandbox: SandboxClient) -> None:
    sandbox.set_clock("2026-11-20T08:00:00Z")
    made = linda.make("quiet")
    sandbox.set_clock("2026-11-20T09:00:00Z")
    _, cursor = linda.whole()
    assert json.loads(cursor)["margin"] == 0  # the server's two clocks say that it was long ago
    sandbox.set_clock("2026-11-20T08:00:00Z")
    linda.edit(made.id, Location="in the same second")
    assert set(linda.since(cursor)[0]) == {made.id}


def test_edits_new_rows_and_deletions_arrive(linda: Diary, sandbox: SandboxClient) -> None:
    kept, edited, deleted = linda.make("kept"), linda.make("edited"), linda.make("deleted")
    seen, cursor = linda.whole()
    remember(linda, *seen.values())
    sandbox.advance(60)
    linda.edit(edited.id, Location="Oslo")
    linda.beside.delete(f"/v1/Appointment/{deleted.id}").raise_for_status()
    new = linda.beside.post(
        "/v1/Appointment",
        json={"Title": "by hand", "StartDate": "2026-12-02T09:00:00Z", "EndDate": "2026-12-02T10:00:00Z"},
    ).json()
    seen, gone, cursor = linda.since(cursor)
    assert set(seen) == {edited.id, str(new["AppointmentId"])}
    assert getattr(seen[edited.id].item, "place", "") == "Oslo"
    assert gone == {deleted.id}
    assert kept.id not in seen
    assert isinstance(linda.gateway.read([deleted.id])[deleted.id], Gone)
    assert linda.since(cursor)[1] == set()


def test_our_own_writes_are_recognised_and_not_read_again(linda: Diary, sandbox: SandboxClient) -> None:
    made = linda.make("echo")
    _, cursor = linda.whole()
    sandbox.advance(5)
    (changed,) = linda.do(Update("u", made.id, made.version, meeting("echo 2"), frozenset({"title"})))
    assert isinstance(changed, Done) and changed.seen
    created = linda.make("another")
    remember(linda, changed.seen, created)
    before = linda.gateway.requests
    assert linda.since(cursor)[0] == {}
    assert linda.gateway.requests - before == 2


def test_a_row_given_to_a_colleague_is_gone_from_this_diary(linda: Diary, diary_of: DiaryOf) -> None:
    julie = diary_of("julie")
    given = linda.make("handed over")
    _, cursor = linda.whole()
    _, cursor_of_julie = julie.whole()
    linda.edit(given.id, Associate={"AssociateId": julie.signed_in.associate_id})
    _, gone, _ = linda.since(cursor)
    assert gone == {given.id}
    assert isinstance(linda.gateway.read([given.id])[given.id], Gone)
    assert given.id in julie.since(cursor_of_julie)[0]


def test_rows_of_new_days_are_read_as_the_window_moves_on(linda: Diary) -> None:
    far = AllDay(WINDOW.last + timedelta(days=3), WINDOW.last + timedelta(days=3))
    made = linda.make("far away", span=far)
    seen, cursor = linda.whole()
    assert made.id not in seen
    cursor_seen, _, cursor = linda.since(cursor)
    assert made.id not in cursor_seen
    later = Window(WINDOW.first + timedelta(days=5), WINDOW.last + timedelta(days=5))
    seen, _, _ = linda.since(cursor, later)
    assert made.id in seen


def test_rows_far_outside_the_window_are_left_alone_unless_linked(linda: Diary, sandbox: SandboxClient) -> None:
    linda.make("inside")
    _, cursor = linda.whole()
    times = {"StartDate": "2030-01-01T09:00:00Z", "EndDate": "2030-01-01T10:00:00Z"}
    far = linda.beside.post("/v1/Appointment", json={"Title": "far", "Type": "inChecklist", **times}).json()
    before = linda.gateway.requests
    seen, _, _ = linda.since(cursor)
    assert str(far["AppointmentId"]) not in seen
    assert linda.gateway.requests - before == 2
    moved = linda.make("moves out")
    remember(linda, moved)
    sandbox.advance(2)
    linda.edit(moved.id, **times)
    assert moved.id in linda.since(cursor)[0]


def test_an_edit_of_the_text_alone_is_found_the_next_day(linda: Diary, sandbox: SandboxClient) -> None:
    sandbox.switch(superoffice_text_edit_bumps="no")
    made = linda.make("silent")
    seen, cursor = linda.whole()
    remember(linda, *seen.values())
    sandbox.advance(3600)
    linda.edit(made.id, Title="silently changed")
    seen, _, cursor = linda.since(cursor)
    assert seen == {}
    tomorrow = Window(WINDOW.first + timedelta(days=1), WINDOW.last + timedelta(days=1))
    seen, _, cursor = linda.since(cursor, tomorrow)
    assert getattr(seen[made.id].item, "title", "") == "silently changed"
    assert seen[made.id].version == ""


@pytest.mark.parametrize("zone", ["utc", "base"])
def test_filters_are_written_in_the_zone_that_superoffice_reads(
    linda: Diary, sandbox: SandboxClient, zone: str
) -> None:
    sandbox.switch(superoffice_filter_zone=zone)
    first = linda.make("first")
    before = linda.gateway.requests
    seen, cursor = linda.whole()
    # the log, back pointers, rows and their content; each zone that is tried takes one more
    assert linda.gateway.requests - before == {"utc": 5, "base": 6}[zone]
    remember(linda, *seen.values())
    assert json.loads(cursor)["literal_zone"] == {"utc": "UTC", "base": "Europe/Oslo"}[zone]
    sandbox.advance(5)
    linda.edit(first.id, Location="here")
    assert set(linda.since(cursor)[0]) == {first.id}


def test_an_empty_diary_begins_without_a_zone_and_learns_it(linda: Diary) -> None:
    seen, cursor = linda.whole()
    assert not seen and json.loads(cursor)["literal_zone"] == ""
    made = linda.make("the first ever")
    seen, _, cursor = linda.since(cursor)
    assert set(seen) == {made.id}
    assert json.loads(cursor)["literal_zone"] == "UTC"


def test_without_the_log_the_window_is_compared(linda: Diary, sandbox: SandboxClient) -> None:
    sandbox.switch(superoffice_transaction_log="refused")
    kept, deleted = linda.make("kept"), linda.make("deleted")
    seen, cursor = linda.whole()
    remember(linda, *seen.values())
    linda.beside.delete(f"/v1/Appointment/{deleted.id}").raise_for_status()
    seen, gone, _ = linda.since(cursor)
    assert gone == {deleted.id} and kept.id not in seen


def test_without_log_and_links_everything_is_read_again(diary_of: DiaryOf, sandbox: SandboxClient) -> None:
    sandbox.switch(superoffice_transaction_log="refused")
    linda = diary_of("linda", remembering=False)
    made = linda.make("kept")
    _, cursor = linda.whole()
    pages = list(linda.gateway.changes(cursor, WINDOW))
    assert all(page.whole for page in pages)
    assert made.id in {seen.id for page in pages for seen in page.seen}


OLD_FORMAT = '{"first":"2026-01-01","last":"2026-02-01","format":0}'


@pytest.mark.parametrize("cursor", ["", "{}", "null", '{"first": 1}', OLD_FORMAT])
def test_a_cursor_of_another_making_is_lost(linda: Diary, cursor: str) -> None:
    with pytest.raises(CursorLost):
        list(linda.gateway.changes(cursor, WINDOW))


def test_many_rows_come_in_pages(linda: Diary, sandbox: SandboxClient) -> None:
    made = {
        str(
            linda.beside.post(
                "/v1/Appointment",
                json={"Title": f"n{n}", "StartDate": "2026-12-02T09:00:00Z", "EndDate": "2026-12-02T10:00:00Z"},
            ).json()["AppointmentId"]
        )
        for n in range(510)
    }
    pages = list(linda.gateway.changes(None, WINDOW))
    assert [len(page.seen) for page in pages] == [500, 10, 0]
    assert {seen.id for page in pages for seen in page.seen} == made


def test_a_deletion_leaves_the_diary_of_the_window(linda: Diary) -> None:
    made = linda.make("short-lived")
    assert linda.do(Delete("d", made.id, made.version))[0].seen is None  # type: ignore[union-attr]
    seen, _ = linda.whole()
    assert made.id not in seen


def test_dates_of_all_day_rows(linda: Diary) -> None:
    holiday = meeting("holiday", span=AllDay(date(2026, 12, 24), date(2026, 12, 26)))
    made = linda.make("holiday", span=holiday.span)
    assert linda.whole()[0][made.id].item == made.item == holiday
