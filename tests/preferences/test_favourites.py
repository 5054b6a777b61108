"""`favourite_companies` and `favourite_persons`: whom a user marked with a star."""

from __future__ import annotations

import pytest

from tests.preferences.persons import Office, office_of
from tests.scenarios.cast import Person
from tests.scenarios.company import Company


@pytest.fixture
def office(company: Company, linda: Person) -> Office:
    """Linda's cards and contacts; she wants persons."""
    made = office_of(company, linda)
    made.prefers(sync_persons=True)
    return made


@pytest.fixture
def fjord(office: Office) -> int:
    """A company with somebody, and somebody who has left it."""
    company = office.cards.adds_company("Fjord Line")
    office.cards.adds("Ola", "Nordmann", company)
    office.cards.adds("Per", "Hansen", company, Retired=True)
    return company


def test_by_default_favourites_are_no_contacts(office: Office, fjord: int) -> None:
    office.stars(company=fjord)
    office.stars(person=office.cards.adds("Kari", "Nordmann"))
    office.runs()
    assert office.contacts.contacts() == []


def test_persons_of_favourite_companies_are_contacts_former_employees_are_not(office: Office, fjord: int) -> None:
    office.stars(company=fjord)
    office.stars(person=office.cards.adds("Kari", "Nordmann"))
    office.prefers(favourite_companies=True)
    office.runs()
    assert office.contacts.names() == ["Ola Nordmann"]


def test_favourite_persons_are_contacts_and_those_of_colleagues_are_not(
    office: Office, fjord: int, julie: Person
) -> None:
    office.stars(person=office.cards.adds("Kari", "Nordmann", fjord))
    office.cards.stars(julie.associate_id, person=office.cards.adds("Eva", "Strand", fjord))
    office.prefers(favourite_persons=True)
    office.runs()
    assert office.contacts.names() == ["Kari Nordmann"]


def test_who_joins_or_leaves_a_favourite_company_is_followed(office: Office, fjord: int) -> None:
    office.stars(company=fjord)
    office.prefers(favourite_companies=True)
    office.runs()
    office.cards.adds("Kari", "Nordmann", fjord)
    (ola,) = (
        int(row["PrimaryKey"])
        for row in office.cards.http.get(
            "/v1/Person?$select=personId&$filter=lastName = 'Nordmann' and firstName = 'Ola'"
        ).json()["value"]
    )
    office.cards.changes(ola, Retired=True)
    office.runs()
    assert office.contacts.names() == ["Kari Nordmann"]


def test_a_star_that_is_taken_away_takes_the_contact_away(office: Office, fjord: int) -> None:
    mark = office.stars(person=office.cards.adds("Kari", "Nordmann", fjord))
    office.prefers(favourite_persons=True)
    office.runs()
    office.cards.unstars(mark)
    office.runs()
    assert office.contacts.contacts() == []


@pytest.mark.parametrize("key", ["favourite_companies", "favourite_persons"])
def test_switching_off_leaves_contacts(office: Office, fjord: int, key: str) -> None:
    office.stars(company=fjord)
    office.stars(person=office.cards.adds("Kari", "Nordmann", fjord))
    office.prefers(**{key: True})
    office.runs()
    before = office.contacts.names()
    assert before
    office.prefers(**{key: False})
    office.runs()
    assert office.contacts.names() == before
