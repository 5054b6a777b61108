"""What the gateway tells of series: every row with its place, and the rule behind them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from backend.core.items import AllDay, Appointment, Timed
from backend.core.recurrence.rule import Count, Daily, Dates, Series, Weekday, Weekly
from backend.core.seen import Booking, Place, Seen
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import Diary, DiaryOf, meeting

RULE = {
    "IsRecurrence": True, "Pattern": "Weekly", "RecurrenceEndType": "Counter", "RecurrenceCounter": 4,
    "StartDate": "2026-11-23T00:00:00Z", "WeekPattern": {"Weekdays": "Monday", "Cycle": 1},
}  # fmt: skip
DAYS = ("2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14")
OSLO = 261
WEEKLY = Series(
    rule=Weekly(1, frozenset({Weekday.MONDAY})), range=Count(4), first=datetime(2026, 11, 23, 10),
    zone="Europe/Oslo", duration=timedelta(hours=1),
)  # fmt: skip


def series(diary: Diary, **values: Any) -> list[str]:
    """The rows of four Mondays, ten to eleven in Oslo, made by a person; by time."""
    body = {
        "Title": "Weekly", "StartDate": f"{DAYS[0]}T09:00:00Z", "EndDate": f"{DAYS[0]}T10:00:00Z",
        "PreferredTZLocation": OSLO, "Recurrence": RULE, **values,
    }  # fmt: skip
    answer = diary.beside.post("/v1/Appointment", json=body)
    answer.raise_for_status()
    rule = answer.json()["Recurrence"]["RecurrenceId"]
    rows = diary.beside.post(
        "/v1/Agents/Appointment/GetAppointmentRecords", json={"MotherId": 0, "RecurrenceRuleId": rule}
    ).json()
    own = [row for row in rows if row["AssociateId"] == diary.signed_in.associate_id]
    return [str(row["AppointmentId"]) for row in sorted(own, key=lambda row: row["StartDate"])]


def in_order(seen: dict[str, Seen]) -> list[Seen]:
    return sorted(seen.values(), key=lambda one: one.place.original if one.place else "")


def originals(seen: dict[str, Seen]) -> list[str]:
    return [one.place.original for one in in_order(seen) if one.place]


def rule_of(diary: Diary, *seen: Seen) -> Any:
    found = diary.gateway.rules(seen)
    assert len(found) == 1, found
    return next(iter(found.values()))


def test_every_row_knows_its_place(linda: Diary) -> None:
    rows = series(linda)
    seen = linda.whole()[0]
    assert [one.id for one in in_order(seen)] == rows
    assert originals(seen) == [f"{day}T09:00:00Z" for day in DAYS]
    assert len({one.place.series for one in seen.values() if one.place}) == 1
    assert linda.gateway.read(rows) == seen
    assert all(isinstance(one.item, Appointment) and one.booking is None for one in seen.values())


def test_rows_of_a_series_are_read_in_bulk(linda: Diary) -> None:
    linda.make("plain")
    linda.whole()
    before = linda.gateway.requests
    linda.whole()
    plain = linda.gateway.requests - before
    series(linda)
    before = linda.gateway.requests
    linda.whole()
    assert linda.gateway.requests - before == plain


def test_a_row_that_was_moved_keeps_its_place(linda: Diary, sandbox: SandboxClient) -> None:
    rows = series(linda)
    seen, cursor = linda.whole()
    linda.links.update({one.id: one.version for one in seen.values()})
    sandbox.advance(60)
    linda.edit(rows[1], StartDate="2026-12-03T12:00:00Z", EndDate="2026-12-03T14:00:00Z")
    (moved,) = linda.since(cursor)[0].values()
    assert moved.id == rows[1] and moved.place and moved.place.original == "2026-11-30T09:00:00Z"
    assert isinstance(moved.item, Appointment) and isinstance(moved.item.span, Timed)
    assert moved.item.span.start.isoformat() == "2026-12-03T12:00:00+00:00"
    assert linda.gateway.read([moved.id]) == {moved.id: moved}


def test_whole_days_have_days_for_places(linda: Diary) -> None:
    rows = series(linda, IsAlldayEvent=True, StartDate="2026-11-23T07:00:00Z", EndDate="2026-11-24T15:00:00Z")
    linda.edit(rows[2], StartDate="2026-12-09T07:00:00Z", EndDate="2026-12-10T15:00:00Z")
    seen = linda.whole()[0]
    assert originals(seen) == list(DAYS)
    moved = seen[rows[2]].item
    assert isinstance(moved, Appointment) and moved.span == AllDay(date(2026, 12, 9), date(2026, 12, 10))
    found = rule_of(linda, *seen.values())
    assert (found.rule, found.first, found.duration, found.all_day) == (
        WEEKLY.rule, datetime(2026, 11, 23), timedelta(days=2), True,
    )  # fmt: skip


def test_a_series_of_meetings_is_a_booking_each_time(linda: Diary, diary_of: DiaryOf) -> None:
    julie = diary_of("julie")
    rows = series(linda, Participants=[{"AssociateId": 5}, {"AssociateId": 6}])
    mine, hers = linda.whole()[0], julie.whole()[0]
    assert [one.booking for one in in_order(mine)] == [Booking(row, 5) for row in rows]
    assert [one.booking for one in in_order(hers)] == [Booking(row, 5) for row in rows]
    assert originals(mine) == originals(hers)
    assert rule_of(linda, *mine.values()) == rule_of(julie, *hers.values()) == WEEKLY


def test_the_rule_of_a_series_however_little_of_it_is_seen(linda: Diary) -> None:
    series(linda)
    seen = in_order(linda.whole()[0])
    before = linda.gateway.requests
    assert rule_of(linda, *seen) == WEEKLY
    assert linda.gateway.requests - before == 2
    assert rule_of(linda, seen[2]) == WEEKLY
    assert linda.gateway.rules([]) == {}


def test_rows_that_were_moved_do_not_change_the_rule(linda: Diary) -> None:
    rows = series(linda)
    linda.edit(rows[0], StartDate="2026-11-24T12:00:00Z", EndDate="2026-11-24T15:00:00Z")
    linda.edit(rows[2], StartDate="2026-12-07T06:00:00Z", EndDate="2026-12-07T07:00:00Z")
    seen = linda.whole()[0]
    assert rule_of(linda, *seen.values()) == WEEKLY
    alone: Series = rule_of(linda, seen[rows[0]])
    assert (alone.rule, alone.first) == (WEEKLY.rule, WEEKLY.first)


def test_a_series_with_a_row_deleted_is_one_of_dates(linda: Diary) -> None:
    rows = series(linda)
    linda.beside.delete(f"/v1/Appointment/{rows[1]}").raise_for_status()
    found = rule_of(linda, *linda.whole()[0].values())
    assert found.rule == Dates(tuple(date.fromisoformat(DAYS[n]) for n in (0, 2, 3)))


def test_several_series_and_one_that_is_gone(linda: Diary) -> None:
    weekly = series(linda)
    daily = RULE | {"Pattern": "Daily", "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 2}}
    series(linda, Title="Every other day", Recurrence=daily)
    single = linda.make("single")
    seen = linda.whole()[0]
    gone = linda.gateway.rules([seen[weekly[1]]])
    assert list(gone.values()) == [WEEKLY]
    linda.beside.post(
        "/v1/Agents/Appointment/Delete", json={"AppointmentId": int(weekly[0]), "UpdateMode": "ThisAndForward"}
    ).raise_for_status()
    (left,) = linda.gateway.rules([*seen.values(), single]).values()
    assert isinstance(left, Series) and left.rule == Daily(2)


def test_a_series_that_was_stopped_is_none(linda: Diary) -> None:
    rows = series(linda)
    seen = linda.whole()[0]
    body = {"AppointmentEntity": linda.entity(rows[0]), "UpdateMode": "StopRecurrence"}
    linda.beside.post("/v1/Agents/Appointment/Save", json=body).raise_for_status()
    assert linda.gateway.rules(list(seen.values())) == {}
    assert linda.gateway.read([rows[0]])[rows[0]].place is None  # type: ignore[union-attr]


def test_an_item_that_is_no_row_of_a_series_has_no_rule(linda: Diary) -> None:
    stray = Seen("7", "", meeting("stray"), place=Place("not-ours", "2026-12-01T09:00:00Z"))
    assert linda.gateway.rules([stray]) == {}
