"""The Prefer header of a request (contracts/graph.md §1.5)."""

from __future__ import annotations

import re

from backend.sandbox.graph.local_time import zone_named
from backend.sandbox.graph.routing import Prefer, bad_request

_ENTRY = re.compile(r'([A-Za-z.\-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;"]*)))?')


def parse_prefer(header: str) -> Prefer:
    """Read *header*; entries may be joined by commas in any order. Raises GraphError 400 for an unknown zone."""
    prefer = Prefer()
    for name, quoted, plain in _ENTRY.findall(header):
        value = quoted or plain
        match name.lower():
            case "outlook.timezone":
                if zone_named(value) is None:
                    raise bad_request(
                        f"Time zone '{value}' of Prefer: outlook.timezone is not supported.",
                        "TimeZoneNotSupportedException",
                    )
                prefer.timezone = value
            case "outlook.body-content-type" if value.lower() in {"text", "html"}:
                prefer.body_type = value.lower()
            case "odata.maxpagesize" if value.isdigit() and 0 < int(value) <= 10_000:
                prefer.max_page_size = int(value)
            case "idtype":
                prefer.immutable_ids = value.lower() == "immutableid"
    return prefer


def applied(prefer: Prefer) -> str:
    """The Preference-Applied header; empty when nothing was asked."""
    entries = (
        prefer.timezone and f'outlook.timezone="{prefer.timezone}"',
        prefer.body_type and f'outlook.body-content-type="{prefer.body_type}"',
        prefer.max_page_size and f"odata.maxpagesize={prefer.max_page_size}",
        prefer.immutable_ids and 'IdType="ImmutableId"',
    )
    return ", ".join(entry for entry in entries if entry)
