"""From a mail about a meeting to the meeting: by its time and a person, as mails are not ours to read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.v1.acts import refusal
from tests.api.v1.conftest import Pane
from tests.company import Company, Outlook, at

_CLARA = "clara@havbris.example"


def asked(**changed: Any) -> dict[str, Any]:
    """The meeting of two days from now at nine, as a mail of Clara's tells of it."""
    known = {"start": f"{at(2):%Y-%m-%dT%H:%M:%S}.000Z", "end": f"{at(2, 10):%Y-%m-%dT%H:%M:%S}.000Z"}
    return known | {"address": _CLARA} | changed


@pytest.fixture
def invited(company: Company) -> str:
    """Linda's copy of Clara's meeting, as Outlook's own script names it; Linda has something else at that time."""
    people = company["linda"]
    clara = Outlook(company.sandbox.graph_session("c"))
    clara.adds("Course", at(2, 9), attendees=[{"emailAddress": {"address": people.address}}])
    people.in_outlook.adds("Lunch", at(2, 9))
    event = next(one for one in people.in_outlook.items() if "Course" in one["subject"])
    return str(event["id"]).replace("-", "/").replace("_", "+")


def test_the_meeting_of_an_invitation_is_found(company: Company, linda: Pane, invited: str) -> None:
    found = linda.get("/meetings/outlook-id", **asked(address="Clara@Havbris.example"))
    assert found.get_json() == {"id": invited}
    for other in ({"address": "nobody@havbris.example"}, {"end": f"{at(2, 11):%Y-%m-%dT%H:%M:%S}Z"}):
        assert refusal(linda.get("/meetings/outlook-id", **asked(**other))) == (404, "meeting_not_found", "")
    # of two one cannot be told from the other
    clara = Outlook(company.sandbox.graph_session("c"))
    clara.adds("Again", at(2, 9), attendees=[{"emailAddress": {"address": company["linda"].address}}])
    assert refusal(linda.get("/meetings/outlook-id", **asked())) == (404, "meeting_not_found", "")


def test_a_whole_day_is_found_from_whichever_zone_the_mail_is_read(company: Company, linda: Pane) -> None:
    guest = {"emailAddress": {"address": company["linda"].address}}
    Outlook(company.sandbox.graph_session("c")).adds_days("Fair", at(3), attendees=[guest])
    start, end = (f"{at(day, 22):%Y-%m-%dT%H:%M:%S}Z" for day in (2, 3))
    assert linda.get("/meetings/outlook-id", **asked(start=start, end=end)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"start": "2026-03-02T09:00:00"}, "start"),
        ({"start": "0001-01-01T00:00:00Z"}, "start"),
        ({"end": "2026-01-01T09:00:00Z"}, "end"),
        ({"end": "9999-01-01T09:00:00Z"}, "end"),
        ({"address": ""}, "address"),
        ({"address": "x" * 10_000}, "address"),
    ],
)
def test_bad_questions_name_the_field(linda: Pane, changed: dict[str, str], field: str) -> None:
    status, _, wrong = refusal(linda.get("/meetings/outlook-id", **asked(**changed)))
    assert (status, wrong) == (400, field)
