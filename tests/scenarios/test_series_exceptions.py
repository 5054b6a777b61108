"""An occurrence that differs from its series follows the series all the same in what it does not differ in."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.test_16_times_and_zones import weekly_rows

pytestmark = pytest.mark.one_pace("at_the_end")


def test_an_occurrence_with_its_own_text_turns_public_with_its_series(company: Company, linda: Person) -> None:
    """Outlook leaves the privacy of an occurrence that was changed as it is when the series changes."""
    start = at(2, 10)
    meeting = linda.in_superoffice.invites_to_series("Sprint", recurrence=weekly_rows(start, 5), start=start)
    company.runs()
    linda.in_superoffice.marks_private(meeting)
    linda.in_superoffice.writes(meeting, "<p>About the offer</p>", occurrence=3)
    company.runs()
    assert [one.private for one in linda.in_outlook.shows(meeting)] == [True] * 5
    linda.in_superoffice.marks_public(meeting)
    company.runs()
    assert [one.private for one in linda.in_outlook.shows(meeting)] == [False] * 5
    assert "About the offer" in linda.in_outlook.shows(meeting)[2].text
