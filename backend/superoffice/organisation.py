"""What is the same for everybody of an organisation, asked once for all its mailboxes in a process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Final
from urllib.parse import parse_qs
from weakref import WeakValueDictionary

from backend.core.zones import UnknownZone, iana
from backend.superoffice.client import Client

#: seconds for which an answer is believed
BELIEVED: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Places:
    """The clocks of an organisation."""

    #: IANA name of the zone in which the database keeps times
    base: str = "UTC"
    #: SuperOffice's id of a place → IANA name
    zones: Mapping[int, str] = field(default_factory=dict)


class Organisation:
    """What one organisation told, without lists that a user's group or rights may narrow. Thread-safe."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._places: Places | None = None
        #: when the answer was got, by *now*
        self._asked_at = 0.0
        #: our app is registered, so that a mailbox needs only its own device (contracts/superoffice.md §7)
        self.has_app = False

    def places(self, client: Client) -> Places:
        """Its clocks, asked for by any of its users. Raises SideError, ApiError."""
        places = self._places
        if places is None or self._now() - self._asked_at >= BELIEVED:
            zones = _zones(client.get("v1/MDOList/timezoneiana", {"flat": "True"}).data)
            base = client.get("v1/TimeZone/base").data
            place = base.get("TZLocationID") if isinstance(base, dict) else None
            places = Places(zones.get(place, "UTC") if isinstance(place, int) else "UTC", zones)
            self._asked_at, self._places = self._now(), places
        return places


class Organisations:
    """The organisations of one SuperOffice environment, known while somebody works with them. Thread-safe."""

    def __init__(self) -> None:
        self._known: WeakValueDictionary[str, Organisation] = WeakValueDictionary()
        self._lock = threading.Lock()

    def of(self, context: str) -> Organisation:
        """What is known of the organisation *context*."""
        with self._lock:
            return self._known.setdefault(context, Organisation())


def _zones(items: object) -> dict[int, str]:
    """Place id → IANA name, of the list `timezoneiana` (contracts/superoffice.md §2.7)."""
    zones: dict[int, str] = {}
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict) or not isinstance(item.get("Id"), int):
            continue
        names = parse_qs(str(item.get("ExtraInfo", ""))).get("IANA", [""])
        try:
            zones[item["Id"]] = iana(names[0])
        except UnknownZone:
            continue  # a zone newer than our data; the base zone stands in for it
    return zones
