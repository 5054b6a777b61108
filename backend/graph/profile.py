"""What a mailbox says about itself (contracts/graph.md §6)."""

from __future__ import annotations

from backend.core.zones import UnknownZone, iana
from backend.graph.client import GraphClient
from backend.graph.errors import Forbidden

#: a scope of ours and a reading that it opens (contracts/graph.md §5.5)
_SCOPES = {
    "Calendars.ReadWrite": "/me/calendar?$select=id",
    "Contacts.ReadWrite": "/me/contacts?$select=id&$top=1",
    "Tasks.ReadWrite": "/me/todo/lists?$top=1",
    "MailboxSettings.Read": "/me/mailboxSettings",
}


def home_zone(client: GraphClient) -> str:
    """IANA name of the zone that the mailbox is set to; UTC where it names none that is known.

    Raises SideError and GraphError.
    """
    name = client.get("/me/mailboxSettings").get("timeZone")
    try:
        return iana(name) if isinstance(name, str) else "UTC"
    except UnknownZone:
        return "UTC"


def missing_scopes(client: GraphClient) -> list[str]:
    """Scopes that the sign-in lacks: tokens are opaque, so each is tried. Raises SideError and GraphError."""
    missing = []
    for scope, address in _SCOPES.items():
        try:
            client.get(address)
        except Forbidden:
            missing.append(scope)
    return missing
