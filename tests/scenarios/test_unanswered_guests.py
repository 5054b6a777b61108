"""Guests whom SuperOffice accepts by itself have not answered: both systems say so (scenario 1, I3)."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.shown import A, T

pytestmark = pytest.mark.changed_over


@pytest.mark.every_switch
def test_a_guest_without_a_card(company: Company, linda: Person, x: Person) -> None:
    meeting = linda.in_superoffice.invites("Offer", x, start=at(3, 9))
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.answer_of(x) == T
    x.in_outlook.accepts(meeting)
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.answer_of(x) == A


@pytest.mark.every_switch
def test_a_guest_who_is_added_later(company: Company, linda: Person, x: Person, c: Person) -> None:
    meeting = linda.in_superoffice.invites("Offer", x, start=at(3, 9))
    company.runs()
    x.in_outlook.accepts(meeting)
    company.runs()
    linda.in_superoffice.invites_also(meeting, c)
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and (row.answer_of(x), row.answer_of(c)) == (A, T)
