"""People's cards for whoever knows of sides alone: what SuperOffice refuses is an error of the side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.core.directory import Card
from backend.superoffice.directory import Cards
from backend.superoffice.outcomes import questions_told


class TellingDirectory:
    """core.directory.Directory over *cards*."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards

    def cards(self, addresses: Iterable[str]) -> Mapping[str, Card]:
        """Directory.cards."""
        with questions_told():
            return self._cards.cards(addresses)

    def all_cards(self, addresses: Iterable[str]) -> Mapping[str, tuple[Card, ...]]:
        """Directory.all_cards."""
        with questions_told():
            return self._cards.all_cards(addresses)

    def forget(self) -> None:
        """Directory.forget."""
        self._cards.forget()

    def of_persons(self, ids: Iterable[int]) -> Mapping[int, Card]:
        """Directory.of_persons."""
        with questions_told():
            return self._cards.of_persons(ids)

    def newest(self) -> int:
        """Directory.newest."""
        with questions_told():
            return self._cards.newest()

    def newer(self, after: int) -> tuple[frozenset[str], int]:
        """Directory.newer."""
        with questions_told():
            return self._cards.newer(after)
