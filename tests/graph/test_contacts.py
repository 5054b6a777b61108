"""The contacts gateway against the sandbox, and against a Graph that answers nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from backend.core.person_sides import (
    ChangeContact,
    ContactOutcome,
    MakeContact,
    RemoveContact,
    SeenContact,
    Written,
)
from backend.core.persons import CONTACT_FIELDS, Contact, PostalAddress
from backend.core.reasons import Reason
from backend.core.sides import CursorLost, Unavailable
from backend.core.values import replace
from backend.core.writes import Gone, Refused, Stale, Unsure
from backend.graph.contacts import GraphContacts
from tests.card_file import JPEG
from tests.graph.conftest import CONTEXT, Mailbox
from tests.graph.nonsense import Nonsense

CLARA = Contact(
    given_name="Clara", middle_name="Anne", surname="Holm", title="Ms.", job_title="Buyer", department="Sales",
    company="Havbris", birthday=date(1984, 6, 17), emails=("clara@x.example", "c@y.example"),
    business_phones=("1", "2"), mobile_phone="3", home_phones=("4",), other_phone="5", fax="6",
    business_address=PostalAddress(street="Quay 1\nHouse 2", city="Bergen", postal_code="5013", country="Norway"),
    other_address=PostalAddress(street="Box 2"), home_address=PostalAddress(city="Voss", state="Vestland"),
    web_page="https://x.example",
)  # fmt: skip
MAKE = MakeContact(17, CLARA, "SuperOffice Person")


@pytest.fixture
def contacts(mailbox: Mailbox) -> GraphContacts:
    """The contacts of a mailbox."""
    return GraphContacts(mailbox.client, CONTEXT)


@pytest.fixture
def hostile(nonsense: Nonsense) -> Iterator[GraphContacts]:
    """The contacts of a Graph that answers what a test says."""
    yield nonsense.gateway.contacts


def do(contacts: GraphContacts, *writes: Any) -> list[ContactOutcome]:
    """Outcomes in the order of the writes."""
    outcomes = {id(write): outcome for write, outcome in contacts.write(writes)}
    return [outcomes[id(write)] for write in writes]


def made(contacts: GraphContacts, contact: Contact = CLARA, person: int = 17) -> SeenContact:
    """A contact made through the gateway."""
    (outcome,) = do(contacts, replace(MAKE, contact=contact, person_id=person))
    assert isinstance(outcome, Written) and outcome.seen, outcome
    return outcome.seen


def read(contacts: GraphContacts, one: str) -> SeenContact:
    """A contact as it is now."""
    seen = contacts.read([one])[one]
    assert isinstance(seen, SeenContact)
    return seen


def test_a_contact_reads_back_as_written(contacts: GraphContacts) -> None:
    seen = made(contacts)
    again = read(contacts, seen.id)
    assert seen.contact == again.contact == CLARA
    assert (again.person_id, again.categories, again.version) == (17, ("SuperOffice Person",), seen.version)


@pytest.mark.parametrize("field", CONTACT_FIELDS)
def test_each_field_is_written_and_emptied_by_itself(contacts: GraphContacts, field: str) -> None:
    seen = made(contacts)
    empty = replace(CLARA, **{field: getattr(Contact(), field)})
    (outcome,) = do(contacts, ChangeContact(17, seen.id, seen.version, empty, frozenset({field})))
    assert isinstance(outcome, Written)
    assert read(contacts, seen.id).contact == empty


def test_delta_tells_edits_deletions_and_nothing_twice(contacts: GraphContacts, mailbox: Mailbox) -> None:
    seen, other = made(contacts), made(contacts, replace(CLARA, surname="Hansen"), 18)
    *_, last = contacts.changes(None)
    mailbox.outlook.patch(f"/me/contacts/{seen.id}", json={"jobTitle": "Owner"})
    mailbox.outlook.delete(f"/me/contacts/{other.id}")
    (page,) = contacts.changes(last.cursor)
    assert [one.id for one in page.seen] == [seen.id]
    assert page.seen[0].version != seen.version
    assert page.rumoured_gone == (other.id,)
    (page,) = contacts.changes(page.cursor)
    assert (page.seen, page.rumoured_gone) == ((), ())


def test_contacts_are_found_by_person_and_by_address(contacts: GraphContacts, mailbox: Mailbox) -> None:
    ours = made(contacts, replace(CLARA, emails=()))
    own = mailbox.outlook.post(
        "/me/contacts", json={"givenName": "C", "emailAddresses": [{"address": "Clara@X.example"}]}
    ).json()["id"]
    found = contacts.find({17: CLARA, 18: Contact(emails=("it's@x.example",))})
    assert {one.id for one in found[17]} == {ours.id, read(contacts, own).id}
    assert found[18] == ()
    assert contacts.pointers() == {ours.id: 17}


def test_a_contact_moved_to_another_folder_is_there_and_a_deleted_one_is_gone(
    contacts: GraphContacts, mailbox: Mailbox
) -> None:
    folder = mailbox.outlook.post("/me/contactFolders", json={"displayName": "Old"}).json()["id"]
    moved = mailbox.outlook.post(
        f"/me/contactFolders/{folder}/contacts",
        json={"givenName": "C"},
        headers={"Prefer": 'IdType="ImmutableId"'},
    )
    seen = made(contacts)
    assert do(contacts, RemoveContact(17, seen.id, seen.version)) == [Written(None)]
    found = contacts.read([moved.json()["id"], seen.id])
    assert isinstance(found[moved.json()["id"]], SeenContact)
    assert found[seen.id] == Gone()
    assert do(contacts, RemoveContact(17, seen.id, "")) == [Gone()]


def test_what_was_written_meanwhile_is_not_overwritten(contacts: GraphContacts, mailbox: Mailbox) -> None:
    seen = made(contacts)
    mailbox.outlook.patch(f"/me/contacts/{seen.id}", json={"jobTitle": "Owner"})
    change = ChangeContact(17, seen.id, seen.version, CLARA, frozenset({"job_title"}))
    assert do(contacts, change, RemoveContact(17, seen.id, seen.version)) == [Stale(), Stale()]


def test_pictures_are_taken_and_what_is_none_is_not(contacts: GraphContacts) -> None:
    seen, other = made(contacts), made(contacts, person=18)
    assert contacts.put_photos({seen.id: JPEG, other.id: b"II*\0 a tiff"}) == {seen.id: True, other.id: False}
    assert contacts.with_photo([seen.id, other.id]) == {seen.id}


def test_a_lost_cursor_is_told(contacts: GraphContacts, mailbox: Mailbox) -> None:
    *_, last = contacts.changes(None)
    mailbox.sandbox.faults.add("graph", "expired_delta", count=1)
    with pytest.raises(CursorLost):
        list(contacts.changes(last.cursor))


@pytest.mark.parametrize("status", ["403", "404", "503"])
def test_contacts_that_may_not_be_read_end_the_pass(
    contacts: GraphContacts, mailbox: Mailbox, status: str
) -> None:
    mailbox.sandbox.faults.add("graph", status, rate=1.0, path="contacts", retry_after=1000)
    for ask in (lambda: list(contacts.changes(None)), lambda: contacts.find({17: CLARA})):
        with pytest.raises(Unavailable):
            ask()


@pytest.mark.parametrize(
    "page", [b"<html>", b"[]", {"value": 5}, {"value": []}, {"value": [], "@odata.deltaLink": 5}]
)
def test_a_page_that_is_none_ends_the_reading(nonsense: Nonsense, hostile: GraphContacts, page: object) -> None:
    nonsense.answer(page)
    with pytest.raises(Unavailable):
        list(hostile.changes(None))


def test_one_broken_contact_does_not_hide_the_others(nonsense: Nonsense, hostile: GraphContacts) -> None:
    entries = [5, {}, {"id": 7}, {"id": "half", "emailAddresses": 5, "givenName": ["x"]}, {"id": "whole"}]
    nonsense.answer({"value": entries, "@odata.deltaLink": f"{nonsense.base}/next"})
    (page,) = hostile.changes(None)
    assert [one.id for one in page.seen] == ["half", "whole"]


@pytest.mark.parametrize(
    "broken",
    [
        {"givenName": 5}, {"emailAddresses": [5]}, {"emailAddresses": [{"address": 5}]}, {"businessPhones": "1"},
        {"homeAddress": []}, {"birthday": "soon"}, {"birthday": 5}, {"categories": "a"}, {"surname": "\ud83d"},
    ],
)  # fmt: skip
def test_a_contact_that_cannot_be_read_is_told_as_such(
    nonsense: Nonsense, hostile: GraphContacts, broken: dict[str, Any]
) -> None:
    nonsense.answer({"responses": [{"id": "0", "status": 200, "body": {"id": "c", **broken}}]})
    seen = hostile.read(["c"])["c"]
    assert isinstance(seen, SeenContact) and seen.contact is None


@pytest.mark.parametrize(
    "answers", [{}, {"responses": []}, {"responses": [{"id": "0", "status": 200, "body": []}]}]
)
def test_a_contact_without_a_clear_answer_is_not_gone(
    nonsense: Nonsense, hostile: GraphContacts, answers: object
) -> None:
    nonsense.answer(answers)
    with pytest.raises(Unavailable):
        hostile.read(["c"])


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"status": 201, "body": {"no": "id"}}, Unsure()),
        ({"status": 502, "body": "<html>"}, Unsure()),
        ({"status": 400, "body": {"error": {"code": "X"}}}, Refused(Reason.REFUSED, "X")),
        ({"status": 403}, Refused(Reason.NO_ACCESS)),
    ],
)
def test_a_write_without_a_clear_answer_is_never_taken_for_done(
    nonsense: Nonsense, hostile: GraphContacts, answer: dict[str, Any], outcome: ContactOutcome
) -> None:
    nonsense.answer({"responses": [{"id": "0", **answer}]})
    assert do(hostile, MAKE) == [outcome]
