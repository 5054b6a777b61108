"""A person of SuperOffice, and the contact that shows it (spec/mapping.md, Person)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from backend.core.preferences import Preferences

#: addresses that a contact keeps (contracts/graph.md §2.4)
MAX_EMAILS: Final = 3


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address on a letter; the street may have several lines."""

    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return any((self.street, self.city, self.state, self.postal_code))


NO_ADDRESS: Final = PostalAddress()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """What SuperOffice knows of a person and his company. `birth_date` is None also where the year is unknown."""

    person_id: int
    given_name: str = ""
    middle_name: str = ""
    surname: str = ""
    #: from the fields that the preferences name
    title: str = ""
    job_title: str = ""
    department: str = ""
    company: str = ""
    birth_date: date | None = None
    emails: tuple[str, ...] = ()
    own_phone: str = ""
    company_phone: str = ""
    mobile_phone: str = ""
    private_phone: str = ""
    other_phone: str = ""
    fax: str = ""
    visit_address: PostalAddress = NO_ADDRESS
    postal_address: PostalAddress = NO_ADDRESS
    own_address: PostalAddress = NO_ADDRESS
    web_page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What a contact shows of a person. A user's own notes, categories and further fields are no part of it."""

    given_name: str = ""
    middle_name: str = ""
    surname: str = ""
    title: str = ""
    job_title: str = ""
    department: str = ""
    company: str = ""
    birthday: date | None = None
    emails: tuple[str, ...] = ()
    business_phones: tuple[str, ...] = ()
    mobile_phone: str = ""
    home_phones: tuple[str, ...] = ()
    other_phone: str = ""
    fax: str = ""
    business_address: PostalAddress = NO_ADDRESS
    other_address: PostalAddress = NO_ADDRESS
    home_address: PostalAddress = NO_ADDRESS
    web_page: str = ""

    @property
    def name(self) -> str:
        """The full name."""
        return " ".join(part for part in (self.given_name, self.middle_name, self.surname) if part)


#: the fields of a contact that are written, in the order in which they are told
CONTACT_FIELDS: Final = tuple(field.name for field in fields(Contact))
#: the parts of a name, which a calendar system makes its display name of
NAME_FIELDS: Final = frozenset({"given_name", "middle_name", "surname"})


def contact_of(card: PersonCard, preferences: Preferences) -> Contact:
    """The contact that *preferences* make of a person."""
    phones = (card.own_phone, card.company_phone)
    if not preferences.personal_phone_primary:
        phones = phones[::-1]
    return Contact(
        given_name=card.given_name,
        middle_name=card.middle_name,
        surname=card.surname,
        title=card.title,
        job_title=card.job_title,
        department=card.department,
        company=card.company,
        birthday=card.birth_date if preferences.birthdays else None,
        emails=card.emails[:MAX_EMAILS],
        business_phones=tuple(dict.fromkeys(phone for phone in phones if phone)),
        mobile_phone=card.mobile_phone,
        home_phones=(card.private_phone,) if card.private_phone else (),
        other_phone=card.other_phone,
        fax=card.fax,
        business_address=card.visit_address,
        other_address=card.postal_address,
        home_address=card.own_address,
        web_page=card.web_page,
    )


def facts_of(card: PersonCard, preferences: Preferences) -> dict[str, Any]:
    """By field of the contact, what of SuperOffice it is made of, whatever the switches say.

    A field that a preference chooses has the choice in its key: another choice is another fact and no change.
    """
    facts = {
        f"title={preferences.title_field}": card.title,
        f"job_title={preferences.job_title_field}": card.job_title,
        f"department={preferences.department_field}": card.department,
        "birthday": card.birth_date,
        "emails": card.emails[:MAX_EMAILS],
        "business_phones": (card.own_phone, card.company_phone),
        "home_phones": (card.private_phone,),
        "business_address": card.visit_address,
        "other_address": card.postal_address,
        "home_address": card.own_address,
    }
    same = (
        "given_name",
        "middle_name",
        "surname",
        "company",
        "mobile_phone",
        "other_phone",
        "fax",
        "web_page",
    )
    return facts | {name: getattr(card, name) for name in same}


def field_of(fact: str) -> str:
    """The field of the contact that a key of `facts_of` stands for."""
    return fact.partition("=")[0]


def is_same_person(one: Contact, other: Contact) -> bool:
    """Whether two contacts are plainly one person: the same name, and an e-mail address in common."""
    addresses = {address.casefold() for address in one.emails} & {address.casefold() for address in other.emails}
    return bool(addresses) and bool(one.name) and _plain(one.name) == _plain(other.name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
