"""`job_title_field`, `title_field`, `department_field`: which field of a card fills one of the contact."""

from __future__ import annotations

import pytest

from tests.card_file import Json
from tests.preferences.persons import Office, office_of
from tests.scenarios.cast import Person
from tests.scenarios.company import Company

#: the user-defined field of persons in the sandbox
ASSISTANT = "SuperOffice:1"
SHOWN = {"job_title_field": "jobTitle", "title_field": "title", "department_field": "department"}
STANDARD = {"job_title_field": "Captain", "title_field": "Mr.", "department_field": "Sales"}
OTHERS = {"job_title_field": "personContact/department", "title_field": "title", "department_field": "mrMrs"}
OF_OTHERS = {"job_title_field": "Sales", "title_field": "Captain", "department_field": "Mr."}

every_key = pytest.mark.parametrize("key", list(SHOWN))


@pytest.fixture
def office(company: Company, linda: Person) -> Office:
    """Linda's cards and contacts, with a selection of one who has all fields; she wants him."""
    made = office_of(company, linda)
    fjord = made.cards.adds_company("Fjord Line", Department="Sales")
    ola = made.cards.adds(
        "Ola", "Nordmann", fjord, Title="Captain", Mrmrs="Mr.", CustomFields={ASSISTANT: "Eva Strand"}
    )
    made.prefers(sync_persons=True, selections=[made.cards.selects(ola)])
    return made


def ola(office: Office) -> Json:
    """His contact."""
    return office.contact("Ola Nordmann")


def changes_title(office: Office) -> None:
    """Something else of his card changes."""
    (row,) = office.cards.http.get("/v1/Person?$select=personId&$filter=lastName = 'Nordmann'").json()["value"]
    office.cards.changes(int(row["PrimaryKey"]), MobilePhones=[{"Value": "+47 1"}])


@every_key
def test_by_default_the_standard_field_fills_it(office: Office, key: str) -> None:
    office.runs()
    assert ola(office)[SHOWN[key]] == STANDARD[key]


@every_key
def test_a_user_defined_field_fills_it(office: Office, key: str) -> None:
    office.prefers(**{key: ASSISTANT})
    office.runs()
    assert ola(office)[SHOWN[key]] == "Eva Strand"
    others = {name: STANDARD[name] for name in SHOWN if name != key}
    assert {name: ola(office)[SHOWN[name]] for name in others} == others


@every_key
def test_another_standard_field_fills_it(office: Office, key: str) -> None:
    office.prefers(**{key: OTHERS[key]})
    office.runs()
    assert ola(office)[SHOWN[key]] == OF_OTHERS[key]


@every_key
def test_changing_it_leaves_contacts_as_they_are(office: Office, key: str) -> None:
    office.runs()
    office.prefers(**{key: ASSISTANT})
    changes_title(office)
    office.runs()
    assert (ola(office)["mobilePhone"], ola(office)[SHOWN[key]]) == ("+47 1", STANDARD[key])


@every_key
def test_a_field_that_is_gone_leaves_the_contact_without_harm(office: Office, key: str) -> None:
    office.prefers(**{key: "SuperOffice:99"})
    office.runs()
    assert ola(office)["surname"] == "Nordmann"
