"""The mailbox's own list of categories: what we put on items is in it, with a colour."""

from __future__ import annotations

import logging
from typing import Final

from backend.graph.client import GraphClient
from backend.graph.errors import GraphError
from backend.graph.paging import values

log = logging.getLogger(__name__)

_LIST: Final = "/me/outlook/masterCategories"
#: orange, as people see it
_COLOUR: Final = "preset1"


class MasterCategory:
    """Puts one name into the list before it is used for the first time."""

    def __init__(self, client: GraphClient, name: str) -> None:
        self._client = client
        self._name = name
        self._is_there = not name

    def ensure(self) -> None:
        """Add the name where the list lacks it. Items may carry it anyway, so a refusal is only told in the log.

        Raises NeedsSignIn and Unavailable.
        """
        if self._is_there:
            return
        try:
            if not self._is_listed():
                self._client.post(_LIST, {"displayName": self._name, "color": _COLOUR}, idempotent=True)
        except GraphError as error:
            log.warning("Outlook does not take a category into its list: %s", error.code)
        self._is_there = True

    def _is_listed(self) -> bool:
        """Names that differ in case only are one (contracts/graph.md §1.1, categories)."""
        listed = values(self._client.get(_LIST))
        names = (one.get("displayName") for one in listed if isinstance(one, dict))
        return any(isinstance(name, str) and name.casefold() == self._name.casefold() for name in names)
