"""What a mailbox says about itself (contracts/graph.md §6)."""

from __future__ import annotations

import logging

from backend.core.zones import UnknownZone, iana
from backend.graph.client import GraphClient
from backend.graph.errors import Forbidden
from backend.graph.told import is_text, told

log = logging.getLogger(__name__)

#: a scope of ours and a reading that it opens (contracts/graph.md §5.5)
_SCOPES = {
    "Calendars.ReadWrite": "/me/calendar?$select=id",
    "Contacts.ReadWrite": "/me/contacts?$select=id&$top=1",
    "Tasks.ReadWrite": "/me/todo/lists?$top=1",
    "MailboxSettings.ReadWrite": "/me/mailboxSettings",
}


def home_zone(client: GraphClient) -> str:
    """IANA name of the zone that the mailbox is set to; UTC where it names none that is known.

    Raises SideError and GraphError.
    """
    name = client.get("/me/mailboxSettings").get("timeZone")
    return known_zone(name) if isinstance(name, str) else "UTC"


def known_zone(name: str) -> str:
    """The IANA name of a mailbox's zone, or UTC where the mailbox is set to one that nobody knows."""
    try:
        return iana(name)
    except UnknownZone:
        log.warning("the mailbox's own time zone is not known; UTC is taken instead")
        return "UTC"


def reading_language(client: GraphClient) -> str:
    """Locale of the mailbox's owner, "da-DK"; "" where it names none. Raises SideError and GraphError."""
    language = client.get("/me/mailboxSettings").get("language")
    return told(language, "locale") if isinstance(language, dict) else ""


def addresses(client: GraphClient) -> frozenset[str]:
    """Every address of the mailbox's owner that Graph tells, case-folded. Raises SideError and GraphError."""
    owner = client.get("/me?$select=mail,userPrincipalName,proxyAddresses")
    proxies = owner.get("proxyAddresses")
    # "SMTP:" marks the first address, "smtp:" every other; what is no mail address has another mark
    mail = [
        address[len("smtp:") :]
        for address in (proxies if isinstance(proxies, list) else [])
        if isinstance(address, str) and is_text(address) and address.lower().startswith("smtp:")
    ]
    found = [told(owner, "mail"), told(owner, "userPrincipalName"), *mail]
    return frozenset(address.strip().casefold() for address in found if "@" in address)


def missing_scopes(client: GraphClient) -> list[str]:
    """Scopes that the sign-in lacks: tokens are opaque, so each is tried. Raises SideError and GraphError."""
    missing = []
    for scope, address in _SCOPES.items():
        try:
            client.get(address)
        except Forbidden:
            missing.append(scope)
    return missing
