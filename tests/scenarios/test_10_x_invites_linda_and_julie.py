"""Scenario 10: X, whom SuperOffice does not know, invites Linda and Julie."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person, card_of
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, D, T

pytestmark = pytest.mark.changed_over
EITHER = pytest.mark.parametrize("system", ["outlook", "superoffice"])


@pytest.fixture
def meeting(company: Company, linda: Person, julie: Person, x: Person) -> Meeting:
    meeting = x.in_outlook.invites("Design", linda, julie, start=at(2, 10))
    company.runs()
    return meeting


@pytest.mark.either_first
def test_10a_x_is_there_by_name_and_address(
    company: Company, linda: Person, julie: Person, x: Person, meeting: Meeting
) -> None:
    for person in (linda, julie):
        row = person.in_superoffice.sees(meeting)
        assert row and row.own == T
        assert row.participants == {"x": A, "linda": T, "julie": T}
        (entry,) = [info for info in row.wire["Participants"] if info["EmailAddress"] == x.address]
        assert (entry["Description"], entry["PersonId"], entry["ContactId"]) == (x.name, 0, 0)
        assert row.wire["Contact"] is None and row.wire["Person"] is None
    assert card_of(linda.in_superoffice, x.address) == 0


@EITHER
def test_10b_julie_accepts(
    company: Company, linda: Person, julie: Person, x: Person, meeting: Meeting, system: str
) -> None:
    (julie.in_outlook if system == "outlook" else julie.in_superoffice).accepts(meeting)
    company.runs()
    row, event, original = (
        julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting), x.in_outlook.sees(meeting),
    )  # fmt: skip
    assert row and event and original
    assert (row.own, event.own, original.answer_of(julie)) == (A, A, A)
    assert [mail["method"] for mail in company.sandbox.mail("x")] == ["REPLY"]


@EITHER
@pytest.mark.every_switch
def test_10b_10d_julie_declines(
    company: Company, linda: Person, julie: Person, x: Person, meeting: Meeting, system: str
) -> None:
    (julie.in_outlook if system == "outlook" else julie.in_superoffice).declines(meeting)
    company.runs()
    assert julie.in_superoffice.sees(meeting) is None
    assert julie.in_outlook.sees(meeting) is None
    row, original = linda.in_superoffice.sees(meeting), x.in_outlook.sees(meeting)
    assert row and original
    assert (row.answer_of(julie), original.answer_of(julie)) == (D, D)
    assert [mail["method"] for mail in company.sandbox.mail("x")] == ["REPLY"]


def test_10c_once_x_has_a_card_the_meeting_gets_company_and_person(
    company: Company, linda: Person, julie: Person, x: Person, meeting: Meeting
) -> None:
    linda.in_superoffice.adds_card(x, "Xylo Design")
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.wire["Person"] and row.wire["Contact"]
    assert row.wire["Person"]["PersonId"] == x.person_id
    assert row.wire["Contact"]["Name"] == "Xylo Design"
    assert row.participants == {"x": A, "linda": T, "julie": T}
