"""SuperOffice's archives: queries in its dialect of OData, read to the end by walking the primary key (§2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote as encoded
from urllib.parse import urlencode

from backend.superoffice.client import ApiError, Client, Reply

#: archive of any table
DYNAMIC = "v1/Archive/dynamic"
#: rows of one page (contracts/superoffice.md §2.4: at most 1,000 are advised)
PAGE = 500
#: query strings longer than this are posted; common servers refuse longer addresses
_LONGEST_QUERY = 1800

Row = Mapping[str, Any]


def literal(text: str) -> str:
    """A string of the filter language; quotes are escaped with a backslash."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def time_literal(moment: datetime) -> str:
    """A time of the filter language, as the naive wall clock *moment*."""
    return f"'{moment:%Y-%m-%dT%H:%M:%S}'"


def query(
    client: Client, path: str, columns: Sequence[str], restriction: str, order: str, top: int = PAGE
) -> Reply:
    """One page of an archive, `v1/Archive/dynamic`."""
    options = {"$select": ",".join(columns), "$filter": restriction, "$orderBy": order, "$top": str(top)}
    options = {name: value for name, value in options.items() if value}
    if len(urlencode(options, quote_via=encoded)) <= _LONGEST_QUERY:
        return client.get(path, options)
    return client.ask_form(path, options)


def rows(reply: Reply) -> list[Row]:
    """The rows of a page. Raises ApiError 502 when it is not a page."""
    listed = reply.data.get("value") if isinstance(reply.data, dict) else None
    if not isinstance(listed, list):
        raise ApiError(502, "MalformedArchive")
    return [row for row in listed if isinstance(row, dict)]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of an archive, and the server's own time of answering, in seconds since 1970; 0 when not told."""

    rows: list[Row]
    at: float


def walk(
    client: Client, path: str, columns: Sequence[str], restriction: str, key: str, after: int = 0
) -> Iterator[Page]:
    """Pages of the rows that fulfil *restriction*, by rising *key* behind *after*; always at least one.

    Every page starts behind the last key, so that rows that come and go meanwhile shift nothing.
    """
    while True:
        reply = query(client, path, [key, *columns], f"{key} gt {after} and {restriction}", f"{key} asc")
        page = rows(reply)
        yield Page(page, _answered_at(reply))
        last = max((integer(row, key) for row in page), default=0)
        if len(page) < PAGE or last <= after:
            return
        after = last


def _answered_at(reply: Reply) -> float:
    try:
        return parsedate_to_datetime(reply.headers.get("Date", "")).timestamp()
    except ValueError:
        return 0.0


def integer(row: Row, name: str) -> int:
    """A number of a row, also where it comes as digits; 0 when it is neither."""
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 12 else 0


def chunks(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """*values* in pieces of at most *size*."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def identity(row: Row, name: str) -> int:
    """A primary key of a row; 0 for none, and for a number that cannot be one."""
    value = integer(row, name)
    return value if 0 < value < 2**31 else 0
