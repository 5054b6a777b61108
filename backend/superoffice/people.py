"""Persons of one organisation as one user may read them (core.person_sides.PersonSource)."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from backend.core.items import Side
from backend.core.persons import PersonCard
from backend.core.preferences import Preferences
from backend.core.sides import Unavailable
from backend.superoffice import people_cards, people_details, people_sources, people_states
from backend.superoffice.client import ApiError, Client
from backend.superoffice.directory import Cards

log = logging.getLogger(__name__)

#: answers that deny a thing or its table
_DENIED = frozenset({400, 403, 404})

Method = TypeVar("Method", bound=Callable[..., Any])


def _told(method: Method) -> Method:
    """What SuperOffice refuses becomes an error of the side."""

    @functools.wraps(method)
    def guarded(*words: Any, **named: Any) -> Any:
        try:
            return method(*words, **named)
        except ApiError as error:
            detail = f"{error.status} {error.kind}"
            raise Unavailable(Side.SUPEROFFICE, "superoffice.persons", 300.0, detail=detail) from error

    return cast("Method", guarded)


class SuperOfficePeople:
    """Implements core.person_sides.PersonSource for the user *associate_id*, on whose behalf *client* reads."""

    def __init__(self, client: Client, associate_id: int, directory: Cards) -> None:
        self._client = client
        self._associate_id = associate_id
        self._directory = directory

    @_told
    def own_person(self) -> int:
        """PersonSource.own_person."""
        card = self._directory.of_associates([self._associate_id]).get(self._associate_id)
        return card.person_id if card else 0

    @_told
    def selections(self, ids: Collection[int]) -> Mapping[int, str]:
        """PersonSource.selections."""
        return people_sources.read_selections(self._client, ids)

    @_told
    def members(self, selection: int) -> frozenset[int]:
        """PersonSource.members."""
        return people_sources.read_members(self._client, selection)

    @_told
    def favourites(self) -> tuple[frozenset[int], frozenset[int]]:
        """PersonSource.favourites."""
        return people_sources.read_favourites(self._client, self._associate_id)

    @_told
    def employees(self, companies: Collection[int]) -> Mapping[int, frozenset[int]]:
        """PersonSource.employees."""
        return people_sources.read_employees(self._client, companies)

    @_told
    def of_appointments(self, ids: Collection[str]) -> Mapping[str, frozenset[int]]:
        """PersonSource.of_appointments."""

        def holders(addresses: Iterable[str]) -> dict[str, int]:
            cards = self._directory.cards(addresses)
            return {address: card.person_id for address, card in cards.items() if card.person_id}

        return people_sources.read_appointments(self._client, ids, holders)

    @_told
    def versions(self, ids: Collection[int]) -> Mapping[int, str]:
        """PersonSource.versions."""
        return people_states.read_versions(self._client, ids)

    @_told
    def details(self, since: datetime) -> Mapping[int, str]:
        """PersonSource.details."""
        return people_details.read_details(self._client, since.astimezone(UTC).replace(tzinfo=None))

    @_told
    def merged(self, ids: Collection[int]) -> Mapping[int, int]:
        """PersonSource.merged."""
        return people_states.read_merges(self._client, ids)

    @_told
    def cards(self, ids: Collection[int], preferences: Preferences) -> Mapping[int, PersonCard]:
        """PersonSource.cards."""
        return people_cards.read_cards(self._client, ids, preferences)

    def pictures(self, ids: Collection[int]) -> Mapping[int, str]:
        """PersonSource.pictures; nobody has one where the table is closed to the user."""
        try:
            return people_states.read_pictures(self._client, ids)
        except ApiError as error:
            log.warning("SuperOffice does not tell of pictures: %s %s", error.status, error.kind)
            return {}

    @_told
    def picture(self, person: int) -> bytes:
        """PersonSource.picture."""
        try:
            return self._client.fetch(f"v1/Person/{person}/Image")
        except ApiError as error:
            if error.status in _DENIED:
                return b""
            raise
