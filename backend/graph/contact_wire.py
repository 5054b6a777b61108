"""Contacts as Graph spells them, both ways (contracts/graph.md §1.6, §2.4; spec/mapping.md, Person)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import quote

from backend.core.person_sides import KnownContact, SeenContact
from backend.core.persons import NAME_FIELDS, NO_ADDRESS, Contact, PostalAddress
from backend.graph.marks import POINTER, extended, quoted
from backend.graph.told import Json, Unreadable, is_text, parts, text, told
from backend.graph.wire import labels

#: "<context>:<person id>", for as long as the contact lives
PERSON: Final = f"{POINTER}-person"
#: MAPI's own properties, for what Graph has no field: business fax, other telephone
_FAX, _OTHER_PHONE = "String 0x3A24", "String 0x3A1F"
_EXTENDED = {"fax": _FAX, "other_phone": _OTHER_PHONE}

_TEXTS = {
    "given_name": "givenName", "middle_name": "middleName", "surname": "surname", "title": "title",
    "job_title": "jobTitle", "department": "department", "company": "companyName",
    "mobile_phone": "mobilePhone", "web_page": "businessHomePage",
}  # fmt: skip
_LISTS = {"business_phones": "businessPhones", "home_phones": "homePhones"}
_ADDRESSES = {
    "business_address": "businessAddress",
    "other_address": "otherAddress",
    "home_address": "homeAddress",
}
_ADDRESS = {
    "street": "street", "city": "city", "state": "state", "postal_code": "postalCode",
    "country": "countryOrRegion",
}  # fmt: skip
#: noon, as Outlook itself writes birthdays: the date stays the same in all zones but the outermost
_NOON = "T11:59:00Z"

_IDS = " or ".join(f"id eq {quoted(name)}" for name in (PERSON, *_EXTENDED.values()))
#: query option that fetches what has no field of its own
EXPAND: Final = "$expand=" + quote(f"singleValueExtendedProperties($filter={_IDS})")
#: query option for the properties of a listing
SELECT: Final = "$select=" + ",".join(
    ("id", "givenName", "middleName", "surname", "emailAddresses", "createdDateTime", "parentFolderId")
)


def write_contact(contact: Contact, fields: Collection[str]) -> Json:
    """The body that gives a contact *fields* of *contact*; the name is said whole, or Graph makes one up."""
    body: Json = {}
    properties: list[Json] = []
    for field in fields:
        value = getattr(contact, field)
        if field in _TEXTS:
            body[_TEXTS[field]] = value
        elif field in _LISTS:
            body[_LISTS[field]] = list(value)
        elif field in _ADDRESSES:
            body[_ADDRESSES[field]] = {there: getattr(value, here) for here, there in _ADDRESS.items()}
        elif field in _EXTENDED:
            properties.append(extended(_EXTENDED[field], value))
        elif field == "emails":
            body["emailAddresses"] = [{"address": address, "name": contact.name or address} for address in value]
        elif field == "birthday":
            body["birthday"] = f"{value.isoformat()}{_NOON}" if value else None
    if NAME_FIELDS & set(fields):
        body["displayName"] = contact.name
    if properties:
        body["singleValueExtendedProperties"] = properties
    return body


def pointer(context: str, person_id: int) -> Json:
    """The property that names the person."""
    return extended(PERSON, f"{context}:{person_id}")


def known_contact(entry: Json) -> KnownContact:
    """A contact of a listing, of which what cannot be read counts as empty."""
    names: dict[str, Any] = {field: told(entry, _TEXTS[field]) for field in NAME_FIELDS}
    try:
        emails = _emails(entry)
    except Unreadable:
        emails = ()
    contact = Contact(emails=emails, **names)
    return KnownContact(entry["id"], told(entry, "@odata.etag"), contact, told(entry, "createdDateTime"))


def seen_contact(entry: Json, context: str) -> SeenContact:
    """A contact that was read with EXPAND."""
    extended_values = _extended_values(entry)
    try:
        contact: Contact | None = _contact(entry, extended_values)
        categories = labels(entry)
    except (Unreadable, ValueError):
        contact, categories = None, ()
    tenant, _, person = extended_values.get(PERSON.lower(), "").rpartition(":")
    is_ours = tenant.casefold() == context.casefold() and person.isdecimal() and len(person) < 12
    return SeenContact(
        id=told(entry, "id"),
        version=told(entry, "@odata.etag"),
        contact=contact,
        categories=categories,
        notes=told(entry, "personalNotes"),
        person_id=int(person) if is_ours else 0,
        made_at=told(entry, "createdDateTime"),
    )


def _contact(entry: Json, extended_values: dict[str, str]) -> Contact:
    values: dict[str, Any] = {field: text(entry, there) for field, there in _TEXTS.items()}
    values |= {field: _list(entry, there) for field, there in _LISTS.items()}
    values |= {field: _address(entry.get(there), there) for field, there in _ADDRESSES.items()}
    values |= {field: extended_values.get(name.lower(), "") for field, name in _EXTENDED.items()}
    return Contact(emails=_emails(entry), birthday=_birthday(text(entry, "birthday")), **values)


def _emails(entry: Json) -> tuple[str, ...]:
    listed = (text(one, "address").strip() for one in parts(entry, "emailAddresses"))
    return tuple(address for address in listed if address)


def _list(entry: Json, name: str) -> tuple[str, ...]:
    value = entry.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) and is_text(one) for one in value):
        raise Unreadable(name)
    return tuple(value)


def _address(value: object, name: str) -> PostalAddress:
    if value is None:
        return NO_ADDRESS
    if not isinstance(value, dict):
        raise Unreadable(name)
    return PostalAddress(**{here: text(value, there) for here, there in _ADDRESS.items()})


def _birthday(written: str) -> date | None:
    if not written:
        return None
    moment = datetime.fromisoformat(written)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def _extended_values(entry: Json) -> dict[str, str]:
    """Values by the id of their property in lower case: Graph does not promise to repeat our spelling."""
    listed = entry.get("singleValueExtendedProperties")
    found: dict[str, str] = {}
    for one in listed if isinstance(listed, list) else []:
        match one:
            case {"id": str(name), "value": str(value)} if is_text(value):
                found[name.lower()] = value
    return found
