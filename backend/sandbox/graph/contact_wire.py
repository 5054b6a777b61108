"""Contacts as clients send them and as Graph shows them (contracts/graph.md §2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.sandbox.graph import ids, open_extensions
from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.extended import NAME as EXTENDED
from backend.sandbox.graph.extended import asked_for, shown
from backend.sandbox.graph.local_time import spell_utc
from backend.sandbox.graph.model import Item
from backend.sandbox.graph.odata import expanded
from backend.sandbox.graph.properties import Reader, optional_moment, optional_text, read_properties
from backend.sandbox.graph.routing import Context
from backend.sandbox.wire import Query

#: Exchange keeps this many addresses
MAX_ADDRESSES = 3

_TEXTS = (
    "displayName", "fileAs", "givenName", "initials", "middleName", "nickName", "surname", "title", "generation",
    "yomiGivenName", "yomiSurname", "yomiCompanyName", "jobTitle", "companyName", "department", "officeLocation",
    "profession", "businessHomePage", "assistantName", "manager", "mobilePhone", "spouseName", "personalNotes",
)  # fmt: skip
_LISTS = ("categories", "imAddresses", "homePhones", "businessPhones", "children")
_ADDRESSES = ("homeAddress", "businessAddress", "otherAddress")
_ADDRESS_PARTS = ("street", "city", "state", "countryOrRegion", "postalCode")
_SLOTS = ("primaryEmailAddress", "secondaryEmailAddress", "tertiaryEmailAddress")
_IGNORED = (
    "id", "changeKey", "createdDateTime", "lastModifiedDateTime", "parentFolderId", "photo",
    "singleValueExtendedProperties", "multiValueExtendedProperties", "extensions",
)  # fmt: skip
_NAME_PARTS = ("givenName", "middleName", "surname", "generation")


def new_contact(body: Mapping[str, Any]) -> dict[str, Any]:
    """Stored properties of a contact to be made. Raises GraphError 400."""
    blank: dict[str, Any] = dict.fromkeys(_TEXTS)
    blank |= {name: [] for name in _LISTS} | {name: {} for name in _ADDRESSES}
    blank |= {"birthday": None, "emailAddresses": []}
    return _changed(blank, read_contact(body))


def changed_contact(wire: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Stored properties after a PATCH with *body*. Raises GraphError 400."""
    return _changed(wire, read_contact(body))


def read_contact(body: Mapping[str, Any]) -> dict[str, Any]:
    """Properties of *body* as they are stored, the three address slots still apart. Raises GraphError 400."""
    return read_properties("contact", body, _READERS, _IGNORED)


def contact_entity(context: Context, item: Item, options: Query) -> dict[str, Any]:
    """A contact with what `$expand` of *options* asks for."""
    wire = item.wire
    key = ids.change_key(item)
    slots: list[Any] = [*wire["emailAddresses"], None, None, None]
    entity: dict[str, Any] = {
        "@odata.etag": ids.etag(item),
        "id": contact_id(context, item),
        "createdDateTime": spell_utc(item.created),
        "lastModifiedDateTime": spell_utc(item.modified),
        "changeKey": key,
        "parentFolderId": item.container,
        **wire,
        **dict(zip(_SLOTS, slots, strict=False)),
    }
    for name, inside in expanded(options).items():
        if name.lower() == EXTENDED.lower():
            if found := shown(item.extended, asked_for(inside)):
                entity[EXTENDED] = found
        elif name.lower() == "extensions" and item.extensions:
            entity["extensions"] = open_extensions.shown(item.extensions)
    return entity


def contact_id(context: Context, item: Item) -> str:
    """The contact's id in the preferred form."""
    return ids.item_id(context.box.owner, item.container, item.key, immutable=context.prefer.immutable_ids)


def _changed(wire: Mapping[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    slots = {name: changes.pop(name) for name in _SLOTS if name in changes}
    result = {**wire, **changes}
    if slots and "emailAddresses" not in changes:
        present = dict(zip(_SLOTS, result["emailAddresses"], strict=False)) | slots
        result["emailAddresses"] = [present[name] for name in _SLOTS if present.get(name)]
    renamed = any(result.get(name) != wire.get(name) for name in _NAME_PARTS)
    if not result["displayName"] or (renamed and "displayName" not in changes):
        result["displayName"] = _display_name(result)
    if not result["fileAs"] or (renamed and "fileAs" not in changes):
        result["fileAs"] = _file_as(result)
    return result


def _display_name(wire: Mapping[str, Any]) -> str | None:
    """What Exchange makes of the parts of a name when nobody says otherwise."""
    parts = [wire[name] for name in _NAME_PARTS if wire[name]]
    first_address = wire["emailAddresses"][0]["address"] if wire["emailAddresses"] else None
    return " ".join(parts) or wire["companyName"] or first_address


def _file_as(wire: Mapping[str, Any]) -> str:
    rest = " ".join(wire[name] for name in ("givenName", "middleName") if wire[name])
    if wire["surname"] and rest:
        return f"{wire['surname']}, {rest}"
    return wire["surname"] or rest or wire["companyName"] or wire["displayName"] or ""


def _email(name: str, value: Any) -> dict[str, str] | None:
    if value is None:
        return None
    given = read.record(name, value)
    address = read.text(f"{name}.address", read.member(given, "address")).strip()
    shown_name = read.text(f"{name}.name", read.member(given, "name"))
    return {"name": shown_name or address, "address": address}


def _emails(name: str, value: Any) -> list[dict[str, str]]:
    entries = [_email(f"{name}[{number}]", entry) for number, entry in enumerate(read.items(name, value))]
    return [entry for entry in entries if entry][:MAX_ADDRESSES]


def _postal(name: str, value: Any) -> dict[str, str]:
    given = {} if value is None else read.record(name, value)
    parts = {part: read.text(f"{name}.{part}", read.member(given, part)) for part in _ADDRESS_PARTS}
    return {part: text for part, text in parts.items() if text}


_READERS: dict[str, Reader] = {
    **dict.fromkeys(_TEXTS, optional_text),
    **dict.fromkeys(_LISTS, read.texts),
    **dict.fromkeys(_ADDRESSES, _postal),
    **dict.fromkeys(_SLOTS, _email),
    "emailAddresses": _emails,
    "birthday": optional_moment,
}
