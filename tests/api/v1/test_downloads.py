"""Items downloaded as calendar files."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.core.items import AllDay, Timed
from backend.ics.reading import read
from backend.ics.values import Invitation
from tests.api.v1.conftest import Pane
from tests.company import Company, at

OWN = {"linda@nordlys.example"}


def downloaded(pane: Pane, item_id: object) -> Invitation:
    answer = pane.get(f"/items/{item_id}/calendar.ics")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    said = read(answer.data, OWN)
    assert isinstance(said, Invitation)
    return said


def test_an_item_of_either_side(company: Company, linda: Pane) -> None:
    body = {"contentType": "html", "content": "<p>Soup</p><p>Bread</p>"}
    event = company["linda"].in_outlook.adds("Lunch", at(2, 11), location={"displayName": "Fjord"}, body=body)
    company.run("linda")
    from_outlook = downloaded(linda, event)
    row = company["linda"].in_superoffice.item("Lunch")["AppointmentId"]
    from_superoffice = downloaded(linda, row)
    for said in (from_outlook, from_superoffice):
        assert (said.item.title, said.item.place) == ("Lunch", "Fjord")
        assert said.item.span == Timed(at(2, 11), at(2, 12))
        assert said.occurrence == ""
    assert from_outlook.uid


def test_whole_days(company: Company, linda: Pane) -> None:
    event = company["linda"].in_outlook.adds_days("Fair", at(2), days=2)
    first = at(2).date()
    assert downloaded(linda, event).item.span == AllDay(first, first + timedelta(days=1))


@pytest.mark.parametrize("item_id", ["999999999", "AAMk", "x" * 1025])
def test_what_is_not_there(linda: Pane, item_id: str) -> None:
    answer = linda.get(f"/items/{item_id}/calendar.ics")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "item_not_found")


def test_nobody_downloads_what_is_in_another_mailbox(company: Company, linda: Pane, julie: Pane) -> None:
    event = company["linda"].in_outlook.adds("Linda's", at(2, 11))
    company.runs()
    own = linda.get(f"/items/{event}").get_json()
    for item_id in (event, own["calendar_id"], own["superoffice_id"]):
        assert julie.get(f"/items/{item_id}/calendar.ics").status_code == 404


def test_what_is_no_appointment_says_why(company: Company, linda: Pane) -> None:
    task = company["linda"].in_superoffice.adds("Call back", Type="inChecklist")
    answer = linda.get(f"/items/{task}/calendar.ics")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "todo")
    assert answer.get_json()["detail"]
