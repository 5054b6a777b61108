"""What of a mailbox can be chosen in preferences: its categories, its calendars, and its time zone."""

from __future__ import annotations

from dataclasses import dataclass

from backend.core.zones import UnknownZone, iana
from backend.graph.client import GraphClient, Json, unavailable
from backend.graph.errors import GraphError
from backend.graph.paging import calendar_pages, values
from backend.graph.profile import home_zone
from backend.graph.told import told

#: more than a person has; Exchange sends them in one page
_PAGE = 200


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """One calendar of the mailbox that its owner may write into."""

    id: str
    name: str
    #: name, else address, of whom it belongs to
    owner: str
    #: it is the one behind /me/calendar
    primary: bool


def categories(client: GraphClient) -> list[str]:
    """The names of the mailbox's master categories (contracts/graph.md §5.5). Raises SideError."""
    listed = _entries(client, "/me/outlook/masterCategories")
    return [name for entry in listed if (name := told(entry, "displayName").strip())]


def calendars(client: GraphClient) -> list[CalendarChoice]:
    """The calendars that the mailbox's owner may write into, the primary one first. Raises SideError."""
    listed = _entries(client, f"/me/calendars?$top={_PAGE}")
    found = [_calendar(entry) for entry in listed if entry.get("canEdit") is True and told(entry, "id")]
    return sorted(found, key=lambda one: not one.primary)


def zones(client: GraphClient) -> frozenset[str]:
    """IANA names of the zones that the mailbox's server knows (contracts/graph.md §6). Raises SideError."""
    standard = "TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana'"
    listed = _entries(client, f"/me/outlook/supportedTimeZones({standard})")
    return frozenset(name for entry in listed if (name := _known(told(entry, "alias"))))


def zone(client: GraphClient) -> str:
    """IANA name of the zone that the mailbox is set to (contracts/graph.md §6). Raises SideError."""
    try:
        return home_zone(client)
    except GraphError as error:
        raise unavailable(error) from error


def _known(name: str) -> str:
    """The IANA name of a zone; "" for one that is newer than our data."""
    try:
        return iana(name)
    except UnknownZone:
        return ""


def _calendar(entry: Json) -> CalendarChoice:
    owner = entry.get("owner")
    whose = owner if isinstance(owner, dict) else {}
    return CalendarChoice(
        told(entry, "id"),
        told(entry, "name"),
        told(whose, "name") or told(whose, "address"),
        entry.get("isDefaultCalendar") is True,
    )


def _entries(client: GraphClient, link: str) -> list[Json]:
    return [entry for page in calendar_pages(client, link) for entry in values(page) if isinstance(entry, dict)]
