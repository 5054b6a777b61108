"""A series that a run writes as a whole, while somebody is at it in Outlook."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from backend.store.tables import History
from tests.chaos.trouble import Killed, Point, tapped
from tests.company import Colleague, Company, Json, at

#: a run that writes a series on one side makes fewer commits than this
COMMITS = 7
#: and fewer requests than this, the last of which write
REQUESTS = 17
#: the request by which a run moves a series of Outlook
MOVED = 9


def _lost_titles(company: Company) -> list[str]:
    query = select(col(History.lost)).where(col(History.action) == "conflict", col(History.field) == "title")
    with company.product.engine.connect() as connection:
        return [json.loads(company.product.vault.unlock(lost)) for lost in connection.scalars(query)]


def _lunches(linda: Colleague, times: int, *, every: int = 1, **more: Any) -> str:
    """A series that she arranges in Outlook, so many times with so many days from one to the next; its id."""
    pattern = {"type": "daily", "interval": every}
    limits = {"type": "numbered", "startDate": f"{at(2):%Y-%m-%d}", "numberOfOccurrences": times}
    return linda.in_outlook.adds("Lunch", at(2, 11), recurrence={"pattern": pattern, "range": limits}, **more)


def _titles_of_days(linda: Colleague) -> list[list[tuple[str, str]]]:
    """Day and title of each item, in SuperOffice and in Outlook."""
    rows = [(row["StartDate"][:10], row["Title"]) for row in linda.in_superoffice.items()]
    return [
        sorted(rows),
        sorted((one["start"]["dateTime"][:10], one["subject"]) for one in _events(linda)),
    ]


def _events(linda: Colleague) -> list[Json]:
    """What Outlook shows, by time."""
    shown = linda.in_outlook.http.get(f"/me/calendarView?startDateTime={at(0):%FT%T}&endDateTime={at(30):%FT%T}")
    return sorted(shown.json()["value"], key=lambda event: str(event["start"]["dateTime"]))


def _later(linda: Colleague, days: int = 1, but: int = 0) -> None:
    """She moves each row by so many days in SuperOffice."""
    for row in linda.in_superoffice.items():
        if row["AppointmentId"] != but:
            start = datetime.fromisoformat(row["StartDate"])
            linda.in_superoffice.moves(row["AppointmentId"], start + timedelta(days=days))


@pytest.mark.parametrize("number", range(1, COMMITS))
def test_what_somebody_writes_into_a_series_while_a_run_does_stands_or_is_told(
    company: Company, number: int
) -> None:
    linda = company["linda"]
    master = _lunches(linda, 3)
    company.settles("linda")
    for row in linda.in_superoffice.items():
        linda.in_superoffice.changes(row["AppointmentId"], Title="SuperOffice's lunch")

    def edit() -> None:
        linda.in_outlook.changes(master, subject="Outlook's lunch")

    with tapped(company.product.engine) as tap:
        tap.arm({("commit", number, True): edit})
        company.run("linda")
        assert not tap.hooks
    company.settles("linda")
    titles = set(linda.in_superoffice.titles()) | set(linda.in_outlook.subjects())
    assert len(titles) == 1
    assert "Outlook's lunch" in titles | set(_lost_titles(company))


@pytest.mark.parametrize("number", range(8, REQUESTS))
def test_guests_are_told_once_although_somebody_else_edits_a_series_while_a_run_writes_it(
    company: Company, number: int
) -> None:
    linda, sandbox = company["linda"], company.sandbox
    master = _lunches(
        linda, 4, attendees=[{"emailAddress": {"address": "carl@havbris.example"}, "type": "required"}]
    )
    company.settles("linda")
    for row in linda.in_superoffice.items():
        linda.in_superoffice.changes(row["AppointmentId"], Title="SuperOffice's lunch")
    own: list[int] = []

    def edit() -> None:
        before = len(sandbox.mail())
        linda.in_outlook.changes(master, importance="high")
        own.append(len(sandbox.mail()) - before)

    before = len(sandbox.mail())
    with tapped(company.product.engine) as tap:
        tap.arm({("request", number, False): edit})
        company.run("linda")
        assert not tap.hooks
    company.settles("linda")
    assert len(sandbox.mail()) - before - own[0] == 1
    assert set(linda.in_outlook.subjects()) == {"SuperOffice's lunch"}


@pytest.mark.parametrize(
    ("interval", "number", "kept"),
    [
        *((1, number, "dropped") for number in range(MOVED - 1, MOVED + 4)),
        *((2, number, "dropped") for number in (None, MOVED)),
        *((1, number, "kept") for number in (None, MOVED)),
        (1, None, "dropped"),
    ],
)
def test_an_exception_stays_one_when_its_series_goes_to_other_days_wherever_the_run_dies(
    company: Company, number: int | None, interval: int, kept: str
) -> None:
    linda = company["linda"]
    company.sandbox.switch(graph_exceptions_after_master_change=kept)
    _lunches(linda, 4, every=interval)
    company.settles("linda")
    linda.in_superoffice.changes(linda.in_superoffice.items()[2]["AppointmentId"], Title="Special lunch")
    company.settles("linda")
    _later(linda)
    moved, _ = _titles_of_days(linda)
    with tapped(company.product.engine) as tap:
        tap.arm({("request", number, True): tap.kill} if number else {})
        with suppress(Killed):
            company.run("linda")
        assert tap.dead is (number is not None)
    company.restart()
    company.settles("linda")
    assert _titles_of_days(linda) == [moved, moved]


@pytest.mark.parametrize("number", range(MOVED, MOVED + 3))
def test_items_that_all_have_a_place_of_their_own_keep_it_on_other_days_wherever_the_run_dies(
    company: Company, number: int
) -> None:
    linda = company["linda"]
    _lunches(linda, 3, location={"displayName": "Canteen"})
    first, *others = _events(linda)
    linda.in_outlook.deletes(first["id"])
    for room, event in enumerate(others):
        linda.in_outlook.changes(event["id"], location={"displayName": f"Room {room}"})
    company.settles("linda")
    _later(linda)
    with tapped(company.product.engine) as tap:
        tap.arm({("request", number, True): tap.kill})
        with suppress(Killed):
            company.run("linda")
        assert tap.dead
    company.restart()
    company.settles("linda")
    assert [row["Location"] for row in linda.in_superoffice.items()] == ["Room 0", "Room 1"]
    assert [event["location"]["displayName"] for event in _events(linda)] == ["Room 0", "Room 1"]


@pytest.mark.parametrize("again", [("request", 5), ("request", 8), ("commit", 1), ("commit", 2), ("commit", 3)])
def test_an_exception_stays_one_when_its_series_goes_to_other_days_and_the_next_run_dies_as_well(
    company: Company, again: tuple[Point, int]
) -> None:
    linda = company["linda"]
    _lunches(linda, 4)
    company.settles("linda")
    linda.in_superoffice.changes(linda.in_superoffice.items()[2]["AppointmentId"], Title="Special lunch")
    company.settles("linda")
    _later(linda)
    moved, _ = _titles_of_days(linda)
    deaths: list[tuple[Point, int]] = [("request", MOVED), again]
    for point, number in deaths:
        with tapped(company.product.engine) as tap:
            tap.arm({(point, number, True): tap.kill})
            with suppress(Killed):
                company.run("linda")
            assert tap.dead
        company.restart()
    company.settles("linda")
    assert _titles_of_days(linda) == [moved, moved]


@pytest.mark.parametrize("number", range(MOVED - 1, MOVED + 3))
def test_what_somebody_removes_while_its_series_goes_to_other_days_is_twice_nowhere(
    company: Company, number: int
) -> None:
    linda = company["linda"]
    _lunches(linda, 5, every=2)
    company.settles("linda")
    third = linda.in_superoffice.items()[2]["AppointmentId"]
    linda.in_superoffice.moves(third, at(7, 11))
    company.settles("linda")
    events = linda.in_outlook.http.get(f"/me/calendarView?startDateTime={at(0):%FT%T}&endDateTime={at(30):%FT%T}")
    event = events.json()["value"][2]["id"]
    _later(linda, days=2, but=third)
    with tapped(company.product.engine) as tap:
        tap.arm({("request", number, False): lambda: linda.in_outlook.deletes(event)})
        company.run("linda")
    company.settles("linda")
    rows, shown = _titles_of_days(linda)
    assert rows == shown
    assert len(rows) <= 5


@pytest.mark.parametrize("kept", ["dropped", "kept"])
def test_a_series_goes_to_other_days_and_gets_another_title_but_where_it_has_its_own(
    company: Company, kept: str
) -> None:
    linda = company["linda"]
    company.sandbox.switch(graph_exceptions_after_master_change=kept)
    _lunches(linda, 4)
    company.settles("linda")
    third = linda.in_superoffice.items()[2]["AppointmentId"]
    linda.in_superoffice.changes(third, Title="Special lunch")
    company.settles("linda")
    for row in linda.in_superoffice.items():
        linda.in_superoffice.changes(
            row["AppointmentId"], Title="Brunch" if row["AppointmentId"] != third else "Very special lunch"
        )
    _later(linda)
    moved, _ = _titles_of_days(linda)
    company.settles("linda")
    assert _titles_of_days(linda) == [moved, moved]
    assert not _lost_titles(company)


def test_a_series_of_superoffice_gets_a_day_again_whose_occurrence_has_a_row_of_its_own(company: Company) -> None:
    linda = company["linda"]
    master = _lunches(linda, 4)
    company.settles("linda")
    first, *_, last = sorted(row["AppointmentId"] for row in linda.in_superoffice.items())
    linda.in_outlook.changes(master, subject="Brunch")
    with tapped(company.product.engine) as tap:
        tap.arm({("write", 1, False): lambda: linda.in_superoffice.deletes(last)})
        company.run("linda")
    assert [row["Recurrence"]["IsRecurrence"] for row in linda.in_superoffice.items()].count(False) == 1
    entity = linda.in_superoffice.http.get(f"/v1/Appointment/{first}").json()
    entity["Recurrence"] |= {"RecurrenceCounter": 5, "RecurrenceEndType": "Counter", "Dates": []}
    again = {"AppointmentEntity": entity, "UpdateMode": "ThisAndForward"}
    assert linda.in_superoffice.http.post("/v1/Agents/Appointment/Save", json=again).ok
    rows, _ = _titles_of_days(linda)
    assert len(rows) == 6
    company.settles("linda")
    assert _titles_of_days(linda) == [rows, rows]
