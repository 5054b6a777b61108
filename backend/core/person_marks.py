"""Marks of persons and contacts: keyed digests, so that nothing of a card is stored (architecture.md, data)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, Final

from backend.core.items import AllDay, Appointment
from backend.core.persons import CONTACT_FIELDS, Contact, PostalAddress, field_of

Marks = dict[str, str]

#: between the digests of several values
_AND: Final = "."
#: words of a title that may be a name
_LONGEST_NAME: Final = 6


class PersonMarker:
    """Makes marks with the secret of one mailbox."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt[:64]

    def of_contact(self, contact: Contact) -> Marks:
        """By field the mark of what a contact shows."""
        return {name: self.mark(getattr(contact, name)) for name in CONTACT_FIELDS}

    def of_facts(self, facts: Mapping[str, Any]) -> Marks:
        """By key the mark of what SuperOffice knows."""
        return {key: self.mark(value) for key, value in facts.items()}

    def mark(self, value: Any) -> str:
        """The mark of a value; "" for none."""
        match value:
            case tuple():
                return _AND.join(self._digest(str(one)) for one in value if one)
            case PostalAddress():
                parts = (value.street, value.city, value.state, value.postal_code, value.country)
                return self._digest("\n".join(parts)) if value else ""
            case date():
                return self._digest(value.isoformat())
        return self._digest(str(value or ""))

    def birthday(self, contact: Contact) -> str:
        """What tells the yearly event of a contact's birthday: its day and the name; "" without a birthday."""
        if contact.birthday is None or not contact.name:
            return ""
        return self._of_day(contact.birthday, contact.name.split())

    def birthdays(self, item: Appointment) -> frozenset[str]:
        """Every birthday of which an appointment may be the yearly event: a whole day with a name in its title.

        Calendar systems put words around the name in the user's language: "Clara Holm's birthday".
        """
        if not isinstance(item.span, AllDay) or item.span.first != item.span.last:
            return frozenset()
        words = [word for word in item.title.replace("’", "'").split() if word]
        return frozenset(
            self._of_day(item.span.first, name)
            for start in range(len(words))
            for end in range(start + 1, min(start + _LONGEST_NAME, len(words)) + 1)
            for name in (words[start:end], [*words[start : end - 1], _without_genitive(words[end - 1])])
        )

    def _of_day(self, day: date, name: list[str]) -> str:
        return self._digest(f"{day:%m-%d} {' '.join(name).casefold()}")

    def _digest(self, text: str) -> str:
        return blake2b(text.encode(), key=self._salt, digest_size=9).hexdigest() if text else ""


@dataclass(frozen=True, slots=True)
class Birthdays:
    """The birthdays of a mailbox's contacts, of which its calendar system may make yearly events."""

    marker: PersonMarker
    marks: frozenset[str]

    def made(self, item: object) -> bool:
        """Whether *item* is such an event."""
        return isinstance(item, Appointment) and bool(self.marks & self.marker.birthdays(item))


#: of a mailbox without contacts
NO_BIRTHDAYS: Final = Birthdays(PersonMarker(b""), frozenset())


def changed_facts(before: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str]:
    """Fields whose facts are others than before. A fact that was not remembered has not changed."""
    return frozenset(field_of(key) for key, mark in now.items() if key in before and before[key] != mark)


def changed_fields(before: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str]:
    """Fields of a contact that show something else than before."""
    return frozenset(name for name in CONTACT_FIELDS if now.get(name, "") != before.get(name, ""))


def may_be_one(before: Mapping[str, str], card: Contact, marker: PersonMarker) -> bool:
    """Whether what is remembered of a contact speaks for *card*: an address in common, or the same name."""
    known = set(before.get("emails", "").split(_AND)) - {""}
    if known & set(marker.mark(card.emails).split(_AND)):
        return True
    return all(before.get(name, "") == marker.mark(getattr(card, name)) for name in ("given_name", "surname"))


def _without_genitive(word: str) -> str:
    """A name without what says "of": Holm's, Holms."""
    return word.removesuffix("'s").removesuffix("'") if "'" in word else word.removesuffix("s")
