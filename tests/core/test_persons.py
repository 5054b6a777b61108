"""Persons and contacts as values: what a contact shows, what counts as a change, and whose it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backend.core.items import AllDay, Appointment
from backend.core.person_marks import Birthdays, PersonMarker, changed_facts, changed_fields, may_be_one
from backend.core.persons import (
    CONTACT_FIELDS,
    Contact,
    PersonCard,
    PostalAddress,
    contact_of,
    facts_of,
    field_of,
    is_same_person,
)
from backend.core.preferences import Preferences
from backend.core.spelling import tells
from backend.core.values import replace

MARKER = PersonMarker(b"salt")
CARD = PersonCard(
    person_id=17, given_name="Clara", middle_name="Anne", surname="Holm", title="Ms.", job_title="Buyer",
    department="Sales", company="Havbris", birth_date=date(1984, 6, 17), emails=("c@x.example", "c@y.example"),
    own_phone="1", company_phone="2", mobile_phone="3", private_phone="4", other_phone="5", fax="6",
    visit_address=PostalAddress(street="Quay 1"), postal_address=PostalAddress(street="Box 2"),
    own_address=PostalAddress(street="Hill 3"), web_page="https://x.example",
)  # fmt: skip
PLAIN = Preferences()


def test_every_field_of_a_contact_has_a_fact() -> None:
    assert {field_of(key) for key in facts_of(CARD, PLAIN)} == set(CONTACT_FIELDS)


def test_a_full_card_fills_every_field() -> None:
    contact = contact_of(CARD, PLAIN)
    assert all(getattr(contact, name) for name in CONTACT_FIELDS)


def test_a_phone_that_person_and_company_share_is_there_once() -> None:
    assert contact_of(replace(CARD, company_phone="1"), PLAIN).business_phones == ("1",)


@pytest.mark.parametrize(
    "preferences",
    [
        Preferences(birthdays=False),
        Preferences(personal_phone_primary=False),
        Preferences(job_title_field="SuperOffice:1"),
        Preferences(title_field="title"),
        Preferences(department_field="position"),
    ],
)
def test_a_preference_alone_changes_no_fact(preferences: Preferences) -> None:
    before = MARKER.of_facts(facts_of(CARD, PLAIN))
    assert changed_facts(before, MARKER.of_facts(facts_of(CARD, preferences))) == frozenset()


def test_what_changed_on_a_card_is_told_by_field() -> None:
    before = MARKER.of_facts(facts_of(CARD, PLAIN))
    after = MARKER.of_facts(facts_of(replace(CARD, company_phone="9", birth_date=None), PLAIN))
    assert changed_facts(before, after) == {"business_phones", "birthday"}


def test_marks_hold_nothing_of_the_card() -> None:
    marks = MARKER.of_contact(contact_of(CARD, PLAIN))
    assert not {"Clara", "Holm", "c@x.example", "1984-06-17"} & set(marks.values())
    assert marks != PersonMarker(b"other").of_contact(contact_of(CARD, PLAIN))
    assert changed_fields(marks, marks | {"fax": "x"}) == {"fax"}
    assert set(MARKER.of_contact(Contact()).values()) == {""}


def test_the_same_name_and_an_address_in_common_are_one_person() -> None:
    own = Contact(given_name="CLARA", middle_name="Anne", surname="holm", emails=("C@Y.example",))
    clara = contact_of(CARD, PLAIN)
    assert is_same_person(clara, own)
    assert not is_same_person(clara, replace(own, surname="Hansen"))
    assert not is_same_person(clara, replace(own, emails=("c@z.example",)))
    assert not is_same_person(Contact(emails=("a@x.example",)), Contact(emails=("a@x.example",)))


HOME = PostalAddress(street="Quay 1", city="Bergen", postal_code="5013", country="Norge")


@pytest.mark.parametrize(
    ("field", "value", "other", "told"),
    [
        ("business_address", HOME, replace(HOME, country="Norway", city="BERGEN"), True),
        ("business_address", HOME, replace(HOME, country="NO", street="Quay  1"), True),
        ("business_address", HOME, replace(HOME, country="Sverige"), False),
        ("business_address", replace(HOME, country="Narnia"), replace(HOME, country="Utopia"), False),
        ("business_address", HOME, replace(HOME, street="Quay 2"), False),
        ("mobile_phone", "+47 900 00 001", "+47 (90) 000-001", True),
        ("mobile_phone", "+47 900 00 001", "+47 900 00 002", False),
        ("business_phones", ("1 1", "2"), ("11",), True),
        ("business_phones", ("1",), ("1", "2"), False),
        ("emails", ("c@x.example", "c@y.example"), ("C@Y.example",), True),
        ("surname", "Holm", "HOLM", True),
        ("surname", "Holm-Hansen", "Holm Hansen", False),
        ("birthday", date(1984, 6, 17), date(1984, 6, 18), False),
    ],
)
def test_a_value_tells_what_another_says_in_its_own_spelling(
    field: str, value: Any, other: Any, told: bool
) -> None:
    assert tells(field, value, other) is told


def test_a_merged_person_is_believed_by_address_or_by_name() -> None:
    shown = MARKER.of_contact(contact_of(CARD, PLAIN))
    stranger = Contact(given_name="Per", surname="Hansen", emails=("per@x.example",))
    assert may_be_one(shown, replace(stranger, emails=("c@y.example",)), MARKER)
    assert may_be_one(shown, Contact(given_name="Clara", surname="Holm"), MARKER)
    assert not may_be_one(shown, stranger, MARKER)


@pytest.mark.parametrize(
    ("title", "day", "made"),
    [
        ("Clara Anne Holm's birthday", date(2027, 6, 17), True),
        ("Clara Anne Holm’s Birthday", date(2026, 6, 17), True),
        ("Fødselsdag: Clara Anne Holms", date(2026, 6, 17), True),
        ("Clara Anne Holm", date(2026, 6, 17), True),
        ("Clara Anne Holm's birthday", date(2026, 6, 18), False),
        ("Clara's birthday", date(2026, 6, 17), False),
        ("", date(2026, 6, 17), False),
    ],
)
def test_the_yearly_event_of_a_birthday_is_known_by_day_and_name(title: str, day: date, made: bool) -> None:
    birthdays = Birthdays(MARKER, frozenset({MARKER.birthday(contact_of(CARD, PLAIN))}))
    assert birthdays.made(Appointment(title=title, span=AllDay(day, day))) is made
