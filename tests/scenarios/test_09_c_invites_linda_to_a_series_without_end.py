"""Scenario 9: C invites Linda to a daily series without end."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import AHEAD, Company
from tests.scenarios.meeting import Meeting

pytestmark = pytest.mark.one_pace("at_the_end")
#: days before today on which it begins, inside the window
BEGAN = 5


@pytest.fixture
def meeting(company: Company, linda: Person, c: Person) -> Meeting:
    meeting = c.in_outlook.invites_to_series("Stand-up", linda, pattern="daily", start=at(-BEGAN, 8), hours=0.25)
    company.runs()
    return meeting


def _rows(company: Company, person: Person) -> list[datetime]:
    return [row.start for row in company.superoffice(person)]


def test_9a_every_occurrence_of_the_window_is_there(company: Company, linda: Person, meeting: Meeting) -> None:
    rows = _rows(company, linda)
    assert len(rows) == BEGAN + AHEAD > 180
    assert rows == meeting.starts[: BEGAN + AHEAD]


def test_9b_a_day_later_there_is_one_more(company: Company, linda: Person, meeting: Meeting) -> None:
    company.days_pass(1)
    company.runs()
    assert _rows(company, linda) == meeting.starts[: BEGAN + AHEAD + 1]


def test_9c_what_fell_out_of_the_window_stays(company: Company, linda: Person, meeting: Meeting) -> None:
    company.days_pass(30)
    company.runs()
    assert _rows(company, linda) == meeting.starts[: BEGAN + AHEAD + 30]


def test_9d_c_ends_the_series(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    c.in_outlook.ends_series(meeting, after=20)
    company.runs()
    assert _rows(company, linda) == meeting.starts
    assert len(meeting.starts) == 20


def test_9f_another_window_doubles_and_deletes_nothing(company: Company, linda: Person, meeting: Meeting) -> None:
    company.prefer(window_ahead_days=AHEAD + 20)
    company.runs()
    assert _rows(company, linda) == meeting.starts[: BEGAN + AHEAD + 20]
    company.prefer(window_ahead_days=AHEAD - 80)
    company.runs()
    assert _rows(company, linda) == meeting.starts[: BEGAN + AHEAD + 20]
    company.prefer(window_ahead_days=AHEAD)
    company.runs()
    assert _rows(company, linda) == meeting.starts[: BEGAN + AHEAD + 20]
