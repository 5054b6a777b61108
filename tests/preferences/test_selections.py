"""`selections`: members of chosen static selections are contacts."""

from __future__ import annotations

import pytest

from tests.card_file import CLARA, HAVBRIS
from tests.preferences.persons import Office, office_of
from tests.scenarios.cast import Person
from tests.scenarios.company import Company


@pytest.fixture
def office(company: Company, linda: Person) -> Office:
    """Linda's cards and contacts; she wants persons."""
    made = office_of(company, linda)
    made.prefers(sync_persons=True)
    return made


def test_by_default_no_selection_counts(office: Office) -> None:
    office.cards.selects(CLARA)
    office.runs()
    assert office.contacts.contacts() == []


def test_members_of_every_chosen_selection_are_contacts_once(office: Office) -> None:
    ola, kari = office.cards.adds("Ola", "Nordmann"), office.cards.adds("Kari", "Nordmann")
    left_out = office.cards.adds("Per", "Hansen")
    chosen = [office.cards.selects(ola, name="One"), office.cards.selects(ola, kari, name="Two")]
    office.cards.selects(left_out, name="Three")
    office.prefers(selections=chosen)
    office.runs()
    assert office.contacts.names() == ["Kari Nordmann", "Ola Nordmann"]


def test_a_company_without_a_person_is_nobody(office: Office) -> None:
    selection = office.cards.selects(name="Companies")
    path = f"/v1/Selection/{selection}/Members/AddPerson"
    assert office.cards.http.post(path, json=[{"ContactId": HAVBRIS}]).ok
    office.prefers(selections=[selection])
    office.runs()
    assert office.contacts.contacts() == []


def test_members_come_and_go(office: Office) -> None:
    ola, kari = office.cards.adds("Ola", "Nordmann"), office.cards.adds("Kari", "Nordmann")
    selection = office.cards.selects(ola)
    office.prefers(selections=[selection])
    office.runs()
    office.cards.includes(selection, kari)
    office.cards.excludes(selection, ola)
    office.runs()
    assert office.contacts.names() == ["Kari Nordmann"]


def test_a_second_change_within_the_same_second_is_seen(office: Office) -> None:
    ola, kari = office.cards.adds("Ola", "Nordmann"), office.cards.adds("Kari", "Nordmann")
    office.company.sandbox.set_clock("2026-12-01T08:00:00Z")
    selection = office.cards.selects(ola)
    office.company.prefer(selections=[selection])
    office.runs()
    office.company.sandbox.set_clock("2026-12-01T08:00:00Z")
    office.cards.excludes(selection, ola)
    office.cards.includes(selection, kari)
    office.runs()
    assert office.contacts.names() == ["Kari Nordmann"]


def test_a_selection_that_is_no_longer_chosen_leaves_its_contacts_and_they_are_followed(office: Office) -> None:
    ola = office.cards.adds("Ola", "Nordmann")
    selection = office.cards.selects(ola)
    office.prefers(selections=[selection])
    office.runs()
    office.prefers(selections=[])
    office.cards.changes(ola, Title="Captain")
    office.runs()
    assert office.contact("Ola Nordmann")["jobTitle"] == "Captain"
    office.contacts.deletes("Ola Nordmann")
    office.runs()
    assert office.contacts.contacts() == []


def test_a_selection_that_is_gone_asks_for_nobody(office: Office) -> None:
    selection = office.cards.selects(office.cards.adds("Ola", "Nordmann"))
    office.prefers(selections=[selection])
    office.runs()
    assert office.cards.http.delete(f"/v1/Selection/{selection}").ok
    office.runs()
    assert office.contacts.contacts() == []
