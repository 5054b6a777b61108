"""The category of what we make in Outlook shows whether an item is kept equal, without the pane."""

from __future__ import annotations

from tests.api.v1.acts import accepted, prefer, stays
from tests.api.v1.conftest import Pane
from tests.api.v1.test_series import arranges, items_of
from tests.company import Company, at


def categories(company: Company) -> list[str]:
    """Those of the one event in Linda's Outlook."""
    (event,) = company["linda"].in_outlook.items()
    return list(event["categories"])


def test_the_category_goes_with_an_item_that_is_taken_out_and_comes_back(company: Company, linda: Pane) -> None:
    prefer(company, outgoing_category_appointment="CRM")
    people = company["linda"]
    row = people.in_superoffice.adds("Offer", at(2))
    company.run("linda")
    assert categories(company) == ["CRM"]
    people.in_outlook.changes(people.in_outlook.item("Offer")["id"], categories=["CRM", "Blue"])
    company.run("linda")
    accepted(linda.post(f"/items/{row}/unlink"))
    assert categories(company) == ["Blue"]
    stays(company)
    accepted(linda.post(f"/items/{row}/include"))
    company.run("linda")
    assert categories(company) == ["Blue", "CRM"]
    stays(company)


def test_a_series_shows_it_as_a_whole(company: Company, linda: Pane) -> None:
    arranges(company, 3)
    company.run("linda")
    mails = len(company.sandbox.mail())
    (master,) = company["linda"].in_outlook.items()
    accepted(linda.post(f"/items/{items_of(company, master['id'])[0]}/unlink-series"))
    assert categories(company) == []
    accepted(linda.post(f"/items/{master['id']}/include-series", {}))
    assert categories(company) == ["SuperOffice Appointment"]
    stays(company)
    assert len(company.sandbox.mail()) == mails


def test_what_we_did_not_make_keeps_its_own(company: Company, linda: Pane) -> None:
    event = company["linda"].in_outlook.adds("Lunch", at(2, 11), categories=["SuperOffice Appointment"])
    company.run("linda")
    accepted(linda.post(f"/items/{event}/unlink"))
    assert categories(company) == ["SuperOffice Appointment"]
