"""Who people are, as SuperOffice knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Standing(StrEnum):
    """What somebody is in SuperOffice."""

    #: has a diary, so gets a row of every meeting
    USER = "user"
    #: has a card
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody whom SuperOffice knows by an address."""

    #: the address by which the product speaks of this card: its first, case-folded
    address: str
    name: str
    standing: Standing
    associate_id: int = 0
    person_id: int = 0
    contact_id: int = 0
    #: name of the company; "" for none
    company: str = field(default="", compare=False)


class Directory(Protocol):
    """Who people are, by any address of their cards (sync-rules 22)."""

    def cards(self, addresses: Iterable[str]) -> Mapping[str, Card]:
        """Cards by the addresses asked for, which are case-folded; unknown and ambiguous ones are left out."""

    def all_cards(self, addresses: Iterable[str]) -> Mapping[str, tuple[Card, ...]]:
        """Every card of each address asked for; unknown ones are left out. Raises SideError."""

    def forget(self) -> None:
        """Ask SuperOffice again from now on."""

    def of_persons(self, ids: Iterable[int]) -> Mapping[int, Card]:
        """Cards by person; persons that are gone are left out. Raises SideError."""

    def newest(self) -> int:
        """The number of the address that was added to a card last."""

    def newer(self, after: int) -> tuple[frozenset[str], int]:
        """Addresses that were added to cards with higher numbers than *after*, and the highest number now."""
