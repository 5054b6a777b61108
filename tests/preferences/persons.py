"""Linda's contacts for tests of the preferences that concern persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.card_file import AddressBook, CardFile, Json, address_book, card_file
from tests.scenarios.cast import Person
from tests.scenarios.company import Company


@dataclass
class Office:
    """A colleague's cards in SuperOffice and contacts in Outlook."""

    company: Company
    owner: Person
    cards: CardFile
    contacts: AddressBook

    def prefers(self, **preferences: Any) -> None:
        """Everybody prefers, and time passes: stamps have whole seconds."""
        self.company.prefer(**preferences)
        self.company.sandbox.advance(60)

    def runs(self) -> None:
        """The owner's mailbox runs, and a further run writes nothing."""
        report = self.company.run(self.owner.key, now=self.company.now)
        assert report.outcome == "ok", report.as_json()
        self.company.settles(self.owner.key)

    def contact(self, name: str) -> Json:
        """The one contact of this name."""
        return self.contacts.contact(name)

    def stars(self, **marked: int) -> int:
        """The owner marks a favourite."""
        return self.cards.stars(self.owner.associate_id, **marked)


def office_of(company: Company, owner: Person) -> Office:
    """The office of a colleague."""
    return Office(company, owner, card_file(company, owner.key), address_book(company, owner.key))
