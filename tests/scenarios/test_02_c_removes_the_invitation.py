"""Scenario 2: C removes the invitation without answering."""

from __future__ import annotations

import pytest

from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.shown import A, T


@pytest.mark.changed_over
@pytest.mark.parametrize("system", ["superoffice", "outlook"])
@pytest.mark.parametrize("answered", [T, A])
def test_2_the_meeting_stays_with_the_last_known_answer(
    company: Company, linda: Person, c: Person, system: str, answered: str
) -> None:
    """2a it stays in both; 2b C's answer is the last known, equal in both; 2c no decline is invented."""
    where = linda.in_superoffice if system == "superoffice" else linda.in_outlook
    meeting = where.invites("Offer", c)
    company.runs()
    if answered == A:
        c.in_outlook.accepts(meeting)
    before = company.post.sent()
    c.in_outlook.removes_without_answering(meeting)
    company.runs()
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event
    assert row.answer_of(c) == event.answer_of(c) == answered
    assert company.post.sent() == before
