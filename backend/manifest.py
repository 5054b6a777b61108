"""The Outlook add-in's manifest.xml, rendered for the address of a deployment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NewType
from urllib.parse import urlsplit
from uuid import UUID

#: scheme, host and port, as a browser writes the origin of a page; made by parse_origin alone
Origin = NewType("Origin", str)

_FILE = Path(__file__).resolve().parents[1] / "manifest.xml"

#: what the file itself names; it is installable as it is for a server on the own machine
_LOCAL_ORIGIN = "https://localhost:8000"
_ID = re.compile(r"(?<=<Id>)[^<]*(?=</Id>)")

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*")
#: characters of an AppDomain (contracts/addin.md §1.2)
_LONGEST = 250


class WrongOrigin(ValueError):
    """The address cannot be the origin of a deployment; the message says why."""


def parse_origin(address: str) -> Origin:
    """The origin that *address* is: https, or http on localhost; a host; perhaps a port; nothing after it.

    Raises WrongOrigin.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise WrongOrigin(f"{address!r} is not an address: {error}") from error
    if "@" in parts.netloc:
        raise WrongOrigin("The address has a name or password in it; leave it out, everybody can read a manifest.")
    if parts.scheme != "https" and (parts.scheme, host) != ("http", "localhost"):
        raise WrongOrigin(f"{address!r} must begin with https://; Outlook loads nothing else.")
    if "*" in parts.netloc:
        raise WrongOrigin(f"{address!r} has a wildcard; name the one host that serves the add-in.")
    if not _HOST.fullmatch(host):
        raise WrongOrigin(f"{address!r} has no valid host; write it in ASCII, an international name as xn--….")
    origin = f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
    if address.lower() not in (origin, origin + "/"):
        raise WrongOrigin(f"{address!r} is more than an origin; give scheme, host and port alone, here {origin}.")
    if len(origin) > _LONGEST:
        raise WrongOrigin(f"The address has {len(origin)} characters; Outlook takes {_LONGEST}.")
    return Origin(origin)


def render(origin: Origin, add_in: UUID | None = None) -> str:
    """The manifest of a deployment at *origin*.

    *add_in* tells the add-in from another of ours in the same organisation, such as a trial beside production;
    without it the id is the file's own. An add-in that has been installed keeps its id for good.
    """
    text = _FILE.read_text(encoding="utf-8").replace(_LOCAL_ORIGIN, origin)
    return text if add_in is None else _ID.sub(str(add_in), text)
