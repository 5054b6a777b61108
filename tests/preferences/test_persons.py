"""`sync_persons`, `personal_phone_primary`, `outgoing_category_person`: shown by the contacts in Outlook."""

from __future__ import annotations

import pytest

from tests.card_file import CATEGORY, CLARA, FAX, OTHER_PHONE, PNG, Json, extended
from tests.preferences.persons import Office, office_of
from tests.scenarios.cast import Person
from tests.scenarios.company import Company

OWN, COMPANYS = "+47 55 11 11 11", "+47 55 00 00 00"
STREET = {"Address1": "Strandkaien 1", "Address2": "2nd floor", "City": "Bergen", "Zipcode": "5013"}
POSTAL = {"Address1": "PO box 9", "City": "Oslo", "Zipcode": "0101"}
HOME = {"Address1": "Fjellveien 3", "City": "Voss", "Zipcode": "5700", "State": "Vestland"}


@pytest.fixture
def office(company: Company, linda: Person) -> Office:
    """Linda's cards and contacts."""
    return office_of(company, linda)


def one(*values: str) -> list[Json]:
    """A list of a card."""
    return [{"Value": value} for value in values]


def full_card(office: Office) -> int:
    """Somebody of whom everything is known."""
    company = office.cards.adds_company(
        "Fjord Line", Department="Sales", Phones=one(COMPANYS), Urls=one("https://fjord.example"),
        Country={"CountryId": 578}, Address={"Street": STREET, "Postal": POSTAL},
    )  # fmt: skip
    return office.cards.adds(
        "Kari", "Nordmann", company, MiddleName="Anne", Mrmrs="Ms.", Title="Captain",
        BirthDate="1984-06-17T00:00:00Z", Emails=one("a@x.example", "b@x.example", "c@x.example", "d@x.example"),
        OfficePhones=one(OWN), MobilePhones=one("+47 900 00 001"), PrivatePhones=one("+47 900 00 002"),
        OtherPhones=one("+47 900 00 003"), Faxes=one("+47 900 00 004"),
        Country={"CountryId": 578}, Address={"Street": HOME},
    )  # fmt: skip


def test_by_default_there_are_no_contacts(office: Office) -> None:
    office.prefers(selections=[office.cards.selects(CLARA)])
    office.runs()
    assert office.contacts.contacts() == []


def test_switched_on_every_field_of_the_card_is_in_the_contact(office: Office) -> None:
    person = full_card(office)
    office.cards.pictures(person, PNG)
    office.prefers(sync_persons=True, selections=[office.cards.selects(person)])
    office.runs()
    contact = office.contact("Kari Anne Nordmann")
    assert (contact["givenName"], contact["middleName"], contact["surname"]) == ("Kari", "Anne", "Nordmann")
    assert (contact["title"], contact["jobTitle"], contact["department"]) == ("Ms.", "Captain", "Sales")
    assert (contact["companyName"], contact["businessHomePage"]) == ("Fjord Line", "https://fjord.example")
    assert contact["birthday"][:10] == "1984-06-17"
    addresses = [address["address"] for address in contact["emailAddresses"]]
    assert addresses == ["a@x.example", "b@x.example", "c@x.example"]
    assert contact["businessPhones"] == [OWN, COMPANYS]
    assert (contact["mobilePhone"], contact["homePhones"]) == ("+47 900 00 001", ["+47 900 00 002"])
    assert (extended(contact, OTHER_PHONE), extended(contact, FAX)) == ("+47 900 00 003", "+47 900 00 004")
    business, other, home = (contact[f"{kind}Address"] for kind in ("business", "other", "home"))
    assert (business["street"], business["city"], business["postalCode"]) == (
        "Strandkaien 1\n2nd floor",
        "Bergen",
        "5013",
    )
    assert (other["street"], other["countryOrRegion"]) == ("PO box 9", business["countryOrRegion"])
    assert (home["street"], home["state"], home["city"]) == ("Fjellveien 3", "Vestland", "Voss")
    assert office.contacts.photo("Kari Anne Nordmann") == PNG


def test_a_picture_that_changes_is_set_again_and_no_other(office: Office) -> None:
    person = full_card(office)
    office.prefers(sync_persons=True, selections=[office.cards.selects(person)])
    office.runs()
    assert office.contacts.photo("Kari Anne Nordmann") is None
    office.cards.pictures(person)
    office.runs()
    office.company.sandbox.advance(60)
    office.cards.pictures(person, PNG)
    office.runs()
    assert office.contacts.photo("Kari Anne Nordmann") == PNG


def test_fields_that_become_empty_are_emptied(office: Office) -> None:
    person = full_card(office)
    office.prefers(sync_persons=True, selections=[office.cards.selects(person)])
    office.runs()
    office.cards.changes(
        person, Title="", BirthDate="0001-01-01T00:00:00Z", Emails=[], OfficePhones=[], PrivatePhones=[], Faxes=[],
        MiddleName="",
    )  # fmt: skip
    office.runs()
    contact = office.contact("Kari Nordmann")
    assert (contact["jobTitle"], contact["birthday"], contact["emailAddresses"]) == ("", None, [])
    assert (contact["businessPhones"], contact["homePhones"], extended(contact, FAX)) == ([COMPANYS], [], "")


@pytest.mark.parametrize(("own_first", "phones"), [(True, [OWN, COMPANYS]), (False, [COMPANYS, OWN])])
def test_personal_phone_primary_says_which_business_phone_is_first(
    office: Office, own_first: bool, phones: list[str]
) -> None:
    person = full_card(office)
    selection = office.cards.selects(person)
    office.prefers(sync_persons=True, selections=[selection], personal_phone_primary=own_first)
    office.runs()
    assert office.contact("Kari Anne Nordmann")["businessPhones"] == phones


def test_changing_personal_phone_primary_leaves_contacts_until_a_phone_changes(office: Office) -> None:
    person = full_card(office)
    office.prefers(sync_persons=True, selections=[office.cards.selects(person)])
    office.runs()
    office.prefers(personal_phone_primary=False)
    office.cards.changes(person, Title="Owner")
    office.runs()
    contact = office.contact("Kari Anne Nordmann")
    assert (contact["jobTitle"], contact["businessPhones"]) == ("Owner", [OWN, COMPANYS])
    office.company.sandbox.advance(60)
    office.cards.changes(person, OfficePhones=one("+47 1"))
    office.runs()
    assert office.contact("Kari Anne Nordmann")["businessPhones"] == [COMPANYS, "+47 1"]


@pytest.mark.parametrize("category", [CATEGORY, "Customers"])
def test_the_category_is_put_on_what_is_made_and_stays_when_the_preference_changes(
    office: Office, category: str
) -> None:
    chosen = {} if category == CATEGORY else {"outgoing_category_person": category}
    office.prefers(sync_persons=True, selections=[office.cards.selects(CLARA)], **chosen)
    office.runs()
    office.prefers(outgoing_category_person="Others")
    office.cards.changes(CLARA, Title="Owner")
    office.runs()
    contact = office.contact("Clara Customer")
    assert (contact["categories"], contact["jobTitle"]) == ([category], "Owner")


def test_switched_off_contacts_stay_as_they_are(office: Office) -> None:
    office.prefers(sync_persons=True, selections=[office.cards.selects(CLARA)])
    office.runs()
    before = office.contacts.contacts()
    office.prefers(sync_persons=False)
    office.cards.changes(CLARA, Title="Owner")
    office.runs()
    assert office.contacts.contacts() == before
