"""Persons become contacts: whoever a reason asks for, once, followed, and gone with the last reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlmodel import col

from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.report import Report
from backend.store import mailboxes
from backend.store.database import session
from backend.store.person_tables import PersonCursor, PersonLink, PersonProposal, PersonSource
from backend.store.tables import Mailbox
from backend.sync.persons.proposals import proposals
from tests.card_file import CATEGORY, CLARA, HAVBRIS, AddressBook, CardFile, address_book, card_file
from tests.company import Company, at
from tests.product import Sosync


def mailbox_of(company: Company, key: str = "linda") -> Mailbox:
    """The mailbox of a person."""
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company[key].address)
    assert mailbox is not None
    return mailbox


def prefer(company: Company, **preferences: Any) -> None:
    """Linda wants persons, and sets further preferences."""
    with session(company.product.engine) as work:
        mailbox = work.get_one(Mailbox, mailbox_of(company).id)
        mailbox.preferences = {**mailbox.preferences, "sync_persons": True, **preferences}
        work.commit()


def run(company: Company) -> Report:
    """A run of Linda's mailbox that goes well."""
    report = company.run("linda")
    assert report.outcome == "ok", report.as_json()
    return report


def settles(company: Company) -> None:
    """Another run writes nothing."""
    report = run(company)
    assert report.writes == 0, report.as_json()


@pytest.fixture
def persons(company: Company) -> CardFile:
    """SuperOffice's persons, as Linda handles them."""
    return card_file(company)


@pytest.fixture
def contacts(company: Company) -> AddressBook:
    """Linda's contacts."""
    return address_book(company)


@pytest.fixture
def ola(persons: CardFile) -> int:
    """A customer with an address and a telephone."""
    return persons.adds(
        "Ola", "Nordmann", Emails=[{"Value": "ola@havbris.example"}], MobilePhones=[{"Value": "+47 900 11 222"}]
    )


@pytest.fixture
def friends(company: Company, persons: CardFile, ola: int) -> int:
    """A selection with Ola, who has become a contact."""
    selection = persons.selects(ola)
    prefer(company, selections=[selection])
    run(company)
    company.sandbox.advance(60)
    return selection


def proposed(company: Company) -> dict[str, object]:
    """By field what people wrote that was put back."""
    return {one.field: one.value for one in proposals(company.product, mailbox_of(company))}


# -- reasons


def test_nobody_becomes_a_contact_unasked(company: Company, contacts: AddressBook) -> None:
    company["linda"].in_superoffice.adds("Visit", Person={"PersonId": CLARA}, Contact={"ContactId": HAVBRIS})
    run(company)
    assert contacts.contacts() == []


def test_the_person_of_an_appointment_is_a_contact_while_it_is_in_the_window(
    company: Company, contacts: AddressBook
) -> None:
    prefer(company)
    company["linda"].in_superoffice.adds(
        "Visit", at(1), Person={"PersonId": CLARA}, Contact={"ContactId": HAVBRIS}
    )
    assert run(company).created[Side.CALENDAR] == 2
    assert contacts.names() == ["Clara Customer"]
    assert contacts.contact("Clara Customer")["categories"] == [CATEGORY]
    settles(company)
    company.run("linda", now=at(10))
    assert contacts.contacts() == []


def test_who_takes_part_is_a_contact_and_the_owner_himself_is_not(company: Company, contacts: AddressBook) -> None:
    prefer(company)
    run(company)
    # what is made in the second of linking counts as there before, and invites nobody
    company.sandbox.advance(5)
    julie, linda = company["julie"].in_superoffice.associate_id, company["linda"].in_superoffice.associate_id
    participants = [{"AssociateId": linda}, {"AssociateId": julie}, {"PersonId": CLARA}]
    company["linda"].in_superoffice.adds("Workshop", at(2), Participants=participants)
    company.run("linda")
    names = contacts.names()
    assert names == ["Clara Customer", "Julie Juul"]


def test_one_contact_however_many_reasons_and_gone_with_the_last(
    company: Company, persons: CardFile, contacts: AddressBook, ola: int
) -> None:
    selection = persons.selects(ola)
    appointment = company["linda"].in_superoffice.adds("Visit", at(1), Person={"PersonId": ola})
    prefer(company, selections=[selection])
    run(company)
    assert contacts.names() == ["Ola Nordmann"]
    company["linda"].in_superoffice.deletes(appointment)
    run(company)
    assert contacts.names() == ["Ola Nordmann"]
    company.sandbox.advance(60)
    persons.excludes(selection, ola)
    run(company)
    assert contacts.contacts() == []
    settles(company)


# -- following SuperOffice


def test_a_change_of_the_person_or_of_his_company_reaches_the_contact(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int
) -> None:
    persons.changes(ola, Title="Captain", MobilePhones=[{"Value": "+47 911"}])
    persons.changes_company(HAVBRIS, Name="Havbris Rederi")
    assert run(company).updated[Side.CALENDAR] == 1
    contact = contacts.contact("Ola Nordmann")
    assert (contact["jobTitle"], contact["mobilePhone"]) == ("Captain", "+47 911")
    assert contact["companyName"] == "Havbris Rederi"
    settles(company)


def test_a_person_who_changes_to_another_company_takes_the_contact_along(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int
) -> None:
    persons.moves(ola, persons.adds_company("Fjord Line"))
    run(company)
    assert contacts.contact("Ola Nordmann")["companyName"] == "Fjord Line"
    settles(company)


def test_a_deleted_person_takes_the_contact_away(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int
) -> None:
    persons.deletes(ola)
    run(company)
    assert contacts.contacts() == []
    settles(company)


def test_a_merged_person_keeps_the_contact(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int
) -> None:
    before = contacts.contact("Ola Nordmann")["id"]
    stays = persons.adds("Ola", "Nordmann", Title="Captain")
    persons.merges(ola, stays)
    run(company)
    contact = contacts.contact("Ola Nordmann")
    assert (contact["id"], contact["jobTitle"]) == (before, "Captain")
    assert contacts.names() == ["Ola Nordmann"]
    settles(company)


def test_a_person_merged_into_one_who_has_a_contact_leaves_one(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int
) -> None:
    twin = persons.adds("Ola", "Nordmann jr.", Emails=[{"Value": "ola@home.example"}])
    persons.includes(friends, twin)
    run(company)
    assert len(contacts.names()) == 2
    persons.merges(ola, twin)
    run(company)
    assert contacts.names() == ["Ola Nordmann jr."]
    settles(company)


# -- one way only


@pytest.mark.parametrize("direction", ["two-way", "none", "calendar-to-superoffice"])
def test_an_edit_is_put_back_once_and_proposed(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int, direction: str
) -> None:
    prefer(company, direction=direction)
    contacts.changes("Ola Nordmann", mobilePhone="+47 123", personalNotes="Likes golf", categories=["Friends"])
    assert run(company).updated[Side.CALENDAR] == 1
    contact = contacts.contact("Ola Nordmann")
    assert contact["mobilePhone"] == "+47 900 11 222"
    assert (contact["personalNotes"], contact["categories"]) == ("Likes golf", ["Friends"])
    assert proposed(company) == {"mobile_phone": "+47 123"}
    assert persons.http.get(f"/v1/Person/{ola}").json()["MobilePhones"][0]["Value"] == "+47 900 11 222"
    settles(company)


def test_proposals_are_listed_on_the_command_line(
    company: Company, contacts: AddressBook, friends: int, ola: int, sosync: Sosync
) -> None:
    address = company["linda"].address
    assert "Nobody wrote" in sosync("proposals", address).output
    contacts.changes("Ola Nordmann", mobilePhone="+47 123")
    run(company)
    assert f'person {ola}  mobile_phone: "+47 123"' in sosync("proposals", address).output
    (listed,) = json.loads(sosync("proposals", address, "--json").output)["proposals"]
    assert (listed["person"], listed["field"], listed["value"]) == (ola, "mobile_phone", "+47 123")


def test_nothing_of_a_card_is_stored_in_plain(company: Company, contacts: AddressBook, friends: int) -> None:
    contacts.changes("Ola Nordmann", mobilePhone="+47 123")
    run(company)
    with company.product.engine.connect() as connection:
        rows = [
            str(row)
            for table in (PersonLink, PersonSource, PersonProposal)
            for row in connection.execute(select(table))
        ]
    assert rows and not any(text in row for row in rows for text in ("Ola", "Nordmann", "+47", "havbris"))


def test_an_edit_of_notes_alone_writes_nothing(company: Company, contacts: AddressBook, friends: int) -> None:
    contacts.changes("Ola Nordmann", personalNotes="Likes golf")
    settles(company)
    assert proposed(company) == {}


def test_an_edit_that_says_what_superoffice_says_by_now_is_no_proposal(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int
) -> None:
    contacts.changes("Ola Nordmann", mobilePhone="+47 77")
    persons.changes(ola, MobilePhones=[{"Value": "+47 77"}])
    settles(company)
    assert proposed(company) == {}


def test_a_deleted_contact_is_made_again(company: Company, contacts: AddressBook, friends: int) -> None:
    contacts.deletes("Ola Nordmann")
    assert run(company).created[Side.CALENDAR] == 1
    assert contacts.names() == ["Ola Nordmann"]
    settles(company)


def test_notes_on_a_contact_that_goes_are_kept(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int
) -> None:
    contacts.changes("Ola Nordmann", personalNotes="Likes golf", mobilePhone="+47 123")
    persons.excludes(friends, ola)
    run(company)
    assert contacts.contacts() == []
    assert proposed(company) == {"mobile_phone": "+47 123", "notes": "Likes golf"}


# -- the user's own contacts


def test_a_contact_of_the_user_for_the_same_person_is_joined_and_never_deleted(
    company: Company, persons: CardFile, contacts: AddressBook, ola: int
) -> None:
    own = contacts.adds(
        givenName="Ola", surname="NORDMANN", mobilePhone="+47 1", nickName="Oli", department="Bridge",
        emailAddresses=[{"address": "OLA@havbris.example"}], categories=["Friends"],
    )  # fmt: skip
    selection = persons.selects(ola)
    prefer(company, selections=[selection])
    run(company)
    (contact,) = contacts.contacts()
    assert (contact["id"], contact["nickName"]) == (own, "Oli")
    assert contact["mobilePhone"] == "+47 900 11 222"
    assert contact["categories"] == ["Friends", CATEGORY]
    assert proposed(company)["mobile_phone"] == "+47 1"
    settles(company)
    company.sandbox.advance(60)
    persons.excludes(selection, ola)
    run(company)
    assert [one["id"] for one in contacts.contacts()] == [own]


def test_what_the_user_only_spelled_otherwise_is_written_and_not_proposed(
    company: Company, persons: CardFile, contacts: AddressBook, ola: int
) -> None:
    home = {"Address1": "Fjellveien 3", "City": "Voss", "Zipcode": "5700"}
    persons.changes(ola, Country={"CountryId": 578}, Address={"Street": home})
    contacts.adds(
        givenName="Ola", surname="NORDMANN", mobilePhone="+4790011222",
        emailAddresses=[{"address": "OLA@havbris.example"}],
        homeAddress={"street": "Fjellveien 3", "city": "VOSS", "postalCode": "5700", "countryOrRegion": "Norway"},
    )  # fmt: skip
    prefer(company, selections=[persons.selects(ola)])
    run(company)
    (contact,) = contacts.contacts()
    assert (contact["surname"], contact["mobilePhone"]) == ("Nordmann", "+47 900 11 222")
    assert (contact["homeAddress"]["city"], contact["homeAddress"]["countryOrRegion"]) == ("Voss", "Norge")
    assert proposed(company) == {}
    settles(company)


@pytest.mark.parametrize(
    "other", [{"givenName": "Kari", "surname": "Nordmann"}, {"emailAddresses": [{"address": "ola@home.example"}]}]
)
def test_a_contact_of_somebody_else_is_left_alone(
    company: Company, persons: CardFile, contacts: AddressBook, ola: int, other: dict[str, Any]
) -> None:
    same = {"givenName": "Ola", "surname": "Nordmann", "emailAddresses": [{"address": "ola@havbris.example"}]}
    contacts.adds(**{**same, **other})
    (before,) = contacts.contacts()
    prefer(company, selections=[persons.selects(ola)])
    run(company)
    assert before in contacts.contacts()
    assert len(contacts.contacts()) == 2


def test_a_copy_that_a_person_made_is_his_own(company: Company, contacts: AddressBook, friends: int) -> None:
    pointer = "String {8f5e6f2a-3b1d-4c57-9a64-51c0e7d2b9a3} Name sosync-person"
    listed = contacts.http.get(
        f"/me/contacts?$expand=singleValueExtendedProperties($filter=id eq '{pointer}')"
    ).json()["value"]
    (ours,) = listed
    contacts.adds(
        givenName="Ola", surname="Nordmann", singleValueExtendedProperties=ours["singleValueExtendedProperties"]
    )
    settles(company)
    assert contacts.names() == ["Ola Nordmann", "Ola Nordmann"]


# -- bad weather


def test_a_create_whose_answer_was_lost_makes_no_second_contact(
    company: Company, persons: CardFile, contacts: AddressBook, ola: int
) -> None:
    prefer(company, selections=[persons.selects(ola)])
    company.sandbox.faults.add("graph", "reset_after", count=1, path="batch", method="POST")
    company.run("linda")
    company.run("linda")
    assert contacts.names() == ["Ola Nordmann"]
    settles(company)


def test_links_that_were_lost_are_found_again(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int
) -> None:
    with company.product.engine.begin() as connection:
        for table in (PersonLink, PersonSource, PersonCursor):
            connection.execute(delete(table).where(col(table.mailbox_id) == mailbox_of(company).id))
    settles(company)
    assert contacts.names() == ["Ola Nordmann"]
    persons.excludes(friends, ola)
    run(company)
    assert contacts.contacts() == []


def test_many_removals_at_once_wait_for_a_person(
    company: Company, persons: CardFile, contacts: AddressBook, ola: int
) -> None:
    crowd = [persons.adds("Guest", f"No {number:02}") for number in range(12)]
    selection = persons.selects(*crowd)
    prefer(company, selections=[selection])
    run(company)
    company.sandbox.advance(60)
    persons.excludes(selection, *crowd)
    report = company.run("linda")
    assert (report.outcome, report.deleted[Side.CALENDAR]) == ("held", 0)
    assert len(contacts.names()) == 12
    with session(company.product.engine) as work:
        assert mailboxes.confirm(work, mailbox_of(company).id, Reason.MASS_DELETION)
        work.commit()
    run(company)
    assert contacts.contacts() == []


def test_contacts_that_are_wanted_again_wait_no_longer(
    company: Company, persons: CardFile, contacts: AddressBook, ola: int
) -> None:
    crowd = [persons.adds("Guest", f"No {number:02}") for number in range(12)]
    selection = persons.selects(*crowd)
    prefer(company, selections=[selection])
    run(company)
    company.sandbox.advance(60)
    persons.excludes(selection, *crowd)
    assert company.run("linda").outcome == "held"
    company.sandbox.advance(60)
    persons.includes(selection, *crowd)
    run(company)
    assert len(contacts.names()) == 12
    with session(company.product.engine) as work:
        assert not mailboxes.confirm(work, mailbox_of(company).id, Reason.MASS_DELETION)


def test_a_cursor_that_outlook_forgot_is_read_anew(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int
) -> None:
    company.sandbox.faults.add("graph", "expired_delta", count=1, path="contacts/delta")
    contacts.changes("Ola Nordmann", mobilePhone="+47 123")
    run(company)
    assert contacts.contact("Ola Nordmann")["mobilePhone"] == "+47 900 11 222"
    settles(company)


def test_persons_switched_off_stay_and_come_back_once(
    company: Company, persons: CardFile, contacts: AddressBook, friends: int, ola: int
) -> None:
    prefer(company, sync_persons=False)
    persons.changes(ola, Title="Captain")
    settles(company)
    assert contacts.contact("Ola Nordmann")["jobTitle"] is None
    prefer(company, sync_persons=True)
    run(company)
    assert contacts.contact("Ola Nordmann")["jobTitle"] == "Captain"
    assert contacts.names() == ["Ola Nordmann"]
