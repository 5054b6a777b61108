"""Scenario 14: both sides changed between two runs: nothing is lost, and no clock decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.core.items import Side
from backend.sync.history import Entry, history_of, undo
from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.memory import loses_links
from tests.scenarios.shown import Shown
from tests.scenarios.weather import between_two_runs, mailbox_of, prefers

Json = dict[str, Any]
SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


@pytest.fixture(params=["appointment", "meeting"])
def guests(request: pytest.FixtureRequest, c: Person) -> list[Person]:
    """Nobody else, or C."""
    return [c] if request.param == "meeting" else []


@pytest.fixture(params=["in_outlook", "in_superoffice"])
def lunch(request: pytest.FixtureRequest, company: Company, linda: Person, guests: list[Person]) -> Meeting:
    """Linda's own, born on either side, in step."""
    made: Meeting = getattr(linda, request.param).invites("Lunch", *guests, start=at(3, 11))
    company.runs()
    return made


def seen(linda: Person, meeting: Meeting) -> tuple[Shown, Shown]:
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event
    return row, event


# -- different fields


def test_time_in_outlook_and_text_in_superoffice(company: Company, linda: Person, lunch: Meeting) -> None:
    with between_two_runs(company):
        linda.in_outlook.moves(lunch, at(4, 12))
        linda.in_superoffice.writes(lunch, "<p>Bring <b>cake</b></p>")
    row, event = seen(linda, lunch)
    assert row.start == event.start == at(4, 12)
    assert "<b>cake</b>" in row.text
    assert "<b>cake</b>" in event.text


def test_time_in_superoffice_and_place_in_outlook(company: Company, linda: Person, lunch: Meeting) -> None:
    with between_two_runs(company):
        linda.in_outlook.places(lunch, "Quay 1")
        linda.in_superoffice.moves(lunch, at(4, 12))
    row, event = seen(linda, lunch)
    assert row.start == event.start == at(4, 12)
    assert row.place == event.place == "Quay 1"


def test_every_field_but_one_in_superoffice(company: Company, linda: Person, lunch: Meeting) -> None:
    with between_two_runs(company):
        linda.in_outlook.sets_alarm(lunch, 90)
        linda.in_superoffice.moves(lunch, at(4, 12))
        linda.in_superoffice.retitles(lunch, "Long lunch")
        linda.in_superoffice.places(lunch, "Quay 1")
        linda.in_superoffice.marks_private(lunch)
    for shown in seen(linda, lunch):
        assert (shown.place, shown.start, shown.private, shown.alarm) == ("Quay 1", at(4, 12), True, 90)


# -- the same field


def wire_time(start: Any, end: Any) -> tuple[Json, Json]:
    """A time as Outlook and as SuperOffice write it."""
    outlook = {
        name: {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
        for name, moment in (("start", start), ("end", end))
    }
    return outlook, {"StartDate": f"{start:%Y-%m-%dT%H:%M:%SZ}", "EndDate": f"{end:%Y-%m-%dT%H:%M:%SZ}"}


def html(text: str) -> Json:
    return {"body": {"contentType": "html", "content": text}}


TO_OUTLOOK, _ = wire_time(at(4, 9), at(4, 10))
_, TO_SUPEROFFICE = wire_time(at(5, 15), at(5, 16))
PLACE = {"location": {"displayName": "Quay 1"}}
#: field, Outlook's edit, SuperOffice's, who wins, what is then shown
CONFLICTS: list[tuple[str, Json, Json, Side | None, Callable[[Shown], Any], dict[Side, Any]]] = [
    ("title", {"subject": "Outlook's"}, {"Title": "SuperOffice's", "Description": "SuperOffice's"}, SO,
     lambda shown: shown.title, {CAL: "Outlook's", SO: "SuperOffice's"}),
    ("body", html("<p>Outlook's</p>"), {"Agenda": "<p>SuperOffice's</p>"}, SO,
     lambda shown: "SuperOffice's" in shown.text, {CAL: False, SO: True}),
    ("span", TO_OUTLOOK, TO_SUPEROFFICE, None, lambda shown: shown.start, {CAL: at(4, 9), SO: at(5, 15)}),
    ("place", PLACE, {"Location": "Room 2"}, None, lambda shown: shown.place, {CAL: "Quay 1", SO: "Room 2"}),
    ("alarm", {"isReminderOn": True, "reminderMinutesBeforeStart": 30},
     {"HasAlarm": True, "AlarmLeadTime": "00:45:00"}, SO, lambda shown: shown.alarm, {CAL: 30, SO: 45}),
]  # fmt: skip


def edits(linda: Person, lunch: Meeting, outlook: Json, superoffice: Json) -> None:
    """Both are written past the ledger of mails: what a change that loses would have owed is not owed."""
    event, row = linda.in_outlook.event_of(lunch), linda.in_superoffice.row_of(lunch)
    with linda.in_outlook.company.post.of_outlook():
        linda.in_outlook.calendar.changes(event["id"], **outlook)
    linda.in_superoffice.diary.changes(row["AppointmentId"], **superoffice)
    linda.in_outlook.company.acted()


def kept_of(company: Company, linda: Person, lunch: Meeting) -> list[Entry]:
    """What can be put back."""
    row = str(linda.in_superoffice.row_of(lunch)["AppointmentId"])
    return [entry for entry in history_of(company.product, mailbox_of(company, linda), row) if entry.can_undo]


@pytest.mark.parametrize(
    ("field", "outlook", "superoffice", "winner", "look", "values"), CONFLICTS, ids=[one[0] for one in CONFLICTS]
)
def test_the_rule_of_the_field_decides_and_the_loser_can_be_put_back(
    company: Company,
    linda: Person,
    lunch: Meeting,
    guests: list[Person],
    field: str,
    outlook: Json,
    superoffice: Json,
    winner: Side | None,
    look: Callable[[Shown], Any],
    values: dict[Side, Any],
) -> None:
    winner = winner or (SO if lunch.born_in_superoffice else CAL)
    with between_two_runs(company):
        edits(linda, lunch, outlook, superoffice)
        if winner is SO and guests and field != "alarm":
            company.post.owes_update(lunch, moved=field == "span")
        lunch.title = values[winner] if field == "title" else lunch.title
        lunch.starts = [values[winner]] if field == "span" else lunch.starts
    row, event = seen(linda, lunch)
    assert look(row) == look(event) == values[winner]
    (kept,) = kept_of(company, linda, lunch)
    assert (kept.action, kept.field, kept.side) == ("conflict", field, winner.other)
    with company.post.of_outlook():
        undo(company.product, mailbox_of(company, linda), kept.id)
    if winner is CAL and guests and field != "alarm":
        company.post.owes_update(lunch, moved=field == "span")
    lunch.title = values[winner.other] if field == "title" else lunch.title
    lunch.starts = [values[winner.other]] if field == "span" else lunch.starts
    company.acted()
    company.runs()
    row, event = seen(linda, lunch)
    assert look(row) == look(event) == values[winner.other]


@pytest.mark.parametrize("private_in", list(Side))
def test_the_stricter_privacy_wins(company: Company, linda: Person, lunch: Meeting, private_in: Side) -> None:
    """Nobody knows any more what was agreed, and the two sides differ."""
    prefers(company, private="yes")
    with between_two_runs(company):
        loses_links(company)
        (linda.in_outlook if private_in is CAL else linda.in_superoffice).marks_private(lunch)
    row, event = seen(linda, lunch)
    assert (row.private, event.private) == (True, True)


# -- guests are a set


def test_a_guest_is_added_on_each_side(
    company: Company, linda: Person, julie: Person, c: Person, x: Person
) -> None:
    meeting = linda.in_outlook.invites("Offer", c, start=at(3, 11))
    with between_two_runs(company):
        linda.in_outlook.invites_also(meeting, x)
        linda.in_superoffice.invites_also(meeting, julie)
    row, event = seen(linda, meeting)
    assert set(row.participants) == set(event.participants) == {"linda", "julie", "c", "x"}
    assert julie.in_outlook.sees(meeting)
    assert julie.in_superoffice.sees(meeting)


def test_a_guest_is_taken_off_on_one_side_and_one_added_on_the_other(
    company: Company, linda: Person, julie: Person, c: Person, x: Person
) -> None:
    meeting = linda.in_superoffice.invites("Offer", c, x, start=at(3, 11))
    with between_two_runs(company):
        linda.in_outlook.uninvites(meeting, x)
        linda.in_superoffice.invites_also(meeting, julie)
    row, event = seen(linda, meeting)
    assert set(row.participants) == set(event.participants) == {"linda", "julie", "c"}


# -- series


def test_one_occurrence_in_outlook_and_the_whole_series_in_superoffice(company: Company, linda: Person) -> None:
    meeting = linda.in_outlook.invites_to_series("Weekly", count=4, start=at(3, 11))
    with between_two_runs(company):
        linda.in_outlook.moves(meeting, at(11, 15), occurrence=2)
        linda.in_superoffice.places(meeting, "Quay 1")
    for shown in (linda.in_superoffice.shows(meeting), linda.in_outlook.shows(meeting)):
        assert [one.start for one in shown] == sorted(meeting.starts)
        assert {one.place for one in shown} == {"Quay 1"}
