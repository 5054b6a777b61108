"""What a mailbox says about itself (contracts/graph.md §6)."""

from __future__ import annotations

from backend.core.zones import UnknownZone, iana
from backend.graph.client import GraphClient


def home_zone(client: GraphClient) -> str:
    """IANA name of the zone that the mailbox is set to; UTC where it names none that is known.

    Raises SideError and GraphError.
    """
    name = client.get("/me/mailboxSettings").get("timeZone")
    try:
        return iana(name) if isinstance(name, str) else "UTC"
    except UnknownZone:
        return "UTC"
