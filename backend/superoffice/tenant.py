"""Where an organisation's API is, and whether it is open (contracts/superoffice.md §1.7)."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote

import requests

from backend.core.addresses import belongs
from backend.core.items import Side
from backend.core.sides import NoAnswer, Unavailable
from backend.rare_calls import calls

#: why an organisation is closed; the values of store.tables.Organisation.state
Closure = Literal["maintenance", "suspended", "deleted"]

#: what a closed organisation is, and the code of what a person is told, by SuperOffice's state; others are open
_CLOSED: dict[str, tuple[Closure, str]] = {
    "OfflineMaintenance": ("maintenance", "maintenance"),
    "MigrationPending": ("maintenance", "migration"),
    "Provisioning": ("maintenance", "provisioning"),
    "Suspended": ("suspended", "suspended"),
    "ProvisioningFailed": ("suspended", "not_provisioned"),
    "Deleted": ("deleted", "deleted"),
    "Deleting": ("deleted", "deleting"),
    "DeleteFailed": ("deleted", "deleted"),
}
#: seconds after which to ask again where waiting helps
_MAINTENANCE = 600.0
#: an answer is believed at least and at most so many seconds, whatever its ValidUntil says
_SHORTEST, _LONGEST = 60.0, 86_400.0


class Closed(Unavailable):
    """SuperOffice itself says that the organisation is closed."""

    def __init__(self, closure: Closure, code: str) -> None:
        retry_after = _MAINTENANCE if closure == "maintenance" else None
        super().__init__(Side.SUPEROFFICE, f"organisation.{code}", retry_after)
        self.closure = closure


@dataclass(frozen=True, slots=True)
class _Place:
    api: str
    #: on the monotonic clock
    until: float


class Tenants:
    """Addresses of the organisations of one SuperOffice environment, remembered for the process. Thread-safe."""

    def __init__(self, superoffice_url: str) -> None:
        self._url = superoffice_url
        self._places: dict[str, _Place] = {}
        self._lock = threading.Lock()

    def api(self, context: str) -> str:
        """Address of an organisation's API without a trailing slash. Raises Closed, Unavailable."""
        with self._lock:
            place = self._places.get(context)
        if place is None or place.until <= time.monotonic():
            return self.look(context)
        return place.api

    def look(self, context: str) -> str:
        """The address as SuperOffice tells it now, whatever is remembered. Raises Closed, Unavailable."""
        with self._lock:
            self._places.pop(context, None)
        place = self._resolve(context)
        with self._lock:
            self._places[context] = place
        return place.api

    def forget(self, context: str, api: str) -> None:
        """The address *api* is no longer right (421), or the organisation not open (503): ask again next time."""
        with self._lock:
            if (place := self._places.get(context)) and place.api == api:
                del self._places[context]

    def _resolve(self, context: str) -> _Place:
        try:
            answer = calls().get(f"{self._url}/api/state/{quote(context, safe='')}")
            state = answer.json()
        except requests.RequestException as error:
            raise NoAnswer(Side.SUPEROFFICE, "superoffice.unreachable", 60.0) from error
        if answer.status_code == 404:
            raise Unavailable(Side.SUPEROFFICE, "superoffice.unknown_organisation")
        if answer.status_code != 200 or not isinstance(state, dict):
            raise NoAnswer(Side.SUPEROFFICE, "superoffice.no_address", 60.0)
        if closed := _CLOSED.get(str(state.get("State"))):
            raise Closed(*closed)
        api = state.get("Api")
        if not belongs(api, self._url):
            raise NoAnswer(Side.SUPEROFFICE, "superoffice.no_address", 60.0)
        return _Place(api.rstrip("/"), time.monotonic() + _validity(state.get("ValidUntil")))


def _validity(until: object) -> float:
    """Seconds for which an answer may be believed."""
    try:
        moment = datetime.fromisoformat(str(until))
    except ValueError:
        return _SHORTEST
    left = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)
    return min(max(left.total_seconds(), _SHORTEST), _LONGEST)
