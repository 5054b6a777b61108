"""What people wrote into contacts, taken over into SuperOffice or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from tests.api.v1.conftest import Pane
from tests.card_file import AddressBook, CardFile
from tests.company import Company
from tests.jobs.test_worker import working
from tests.sync.test_persons import contacts, friends, ola, persons, run

__all__ = ["contacts", "friends", "ola", "persons"]


@pytest.fixture
def edited(company: Company, contacts: AddressBook, friends: int) -> None:
    """Linda wrote another telephone number, a second address and a company into Ola's contact."""
    addresses = [{"address": "ola@havbris.example"}, {"address": "ola@home.example"}]
    contacts.changes("Ola Nordmann", mobilePhone="+47 123", companyName="<b>Nord</b>", emailAddresses=addresses)
    run(company)


def _proposals(pane: Pane) -> dict[str, Mapping[str, Any]]:
    answer = pane.get("/proposals")
    assert answer.status_code == 200, answer.get_json()
    return {one["field"]: one for one in answer.get_json()["items"]}


@pytest.mark.usefixtures("edited")
def test_a_proposal_is_taken_over_and_stays_in_the_contact(
    company: Company, linda: Pane, persons: CardFile, contacts: AddressBook, ola: int
) -> None:
    before = persons.http.get(f"/v1/Person/{ola}").json()
    found = _proposals(linda)
    assert set(found) == {"mobile_phone", "company", "emails"}
    phone = found["mobile_phone"]
    assert (phone["person_id"], phone["name"], phone["can_take"]) == (ola, "Ola Nordmann", True)
    assert (phone["proposed"], phone["known"]) == (["+47 123"], ["+47 900 11 222"])
    for field in ("mobile_phone", "emails"):
        assert linda.post(f"/proposals/{found[field]['id']}/take").status_code == 202
    with working(company.product):
        pass
    card = persons.http.get(f"/v1/Person/{ola}").json()
    assert [one["Value"] for one in card["MobilePhones"]] == ["+47 123"]
    assert [one["Value"] for one in card["Emails"]] == ["ola@havbris.example", "ola@home.example"]
    assert card["Contact"]["ContactId"] == before["Contact"]["ContactId"]
    assert contacts.contact("Ola Nordmann")["mobilePhone"] == "+47 123"
    assert set(_proposals(linda)) == {"company"}
    again = linda.post(f"/proposals/{phone['id']}/take")
    assert (again.status_code, again.get_json()["code"]) == (404, "proposal_not_found")


@pytest.mark.usefixtures("edited")
def test_what_is_not_the_persons_own_is_refused_and_dropped(
    company: Company, linda: Pane, julie: Pane, persons: CardFile, ola: int
) -> None:
    one = _proposals(linda)["company"]
    assert (one["proposed"], one["can_take"]) == (["<b>Nord</b>"], False)
    refused = linda.post(f"/proposals/{one['id']}/take")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "cannot_take")
    unknown = julie.post(f"/proposals/{uuid4()}/drop")
    for act in ("take", "drop"):
        foreign = julie.post(f"/proposals/{one['id']}/{act}")
        assert (foreign.status_code, foreign.get_json()) == (404, unknown.get_json())
    assert _proposals(julie) == {}
    company.sandbox.faults.add("superoffice", "403", count=1, method="PATCH")
    kept = _proposals(linda)["mobile_phone"]
    assert linda.post(f"/proposals/{kept['id']}/take").get_json()["code"] == "cannot_take"
    assert linda.post(f"/proposals/{one['id']}/drop").status_code == 200
    assert set(_proposals(linda)) == {"mobile_phone", "emails"}
    assert persons.http.get(f"/v1/Person/{ola}").json()["MobilePhones"][0]["Value"] == "+47 900 11 222"
