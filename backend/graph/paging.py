"""Pages of a collection, read with care: what Graph sends may be anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from backend.core.items import Side
from backend.core.sides import Unavailable
from backend.graph.client import GraphClient, Json, unavailable
from backend.graph.errors import Forbidden, GraphError, NotFound


def calendar_page(client: GraphClient, link: str, size: int = 0) -> Json:
    """One page of a calendar. Raises SideError also where the calendar as a whole may not be read, or what comes
    is no page: an empty one would hide what is there."""
    try:
        page = client.get(link, page_size=size)
    except NotFound as error:
        raise Unavailable(Side.CALENDAR, "The calendar is no longer there.") from error
    except Forbidden as error:
        raise Unavailable(Side.CALENDAR, "The calendar may not be read.") from error
    except GraphError as error:
        raise unavailable(error) from error
    if not is_page(page):
        raise Unavailable(Side.CALENDAR, "Outlook answered something that is no page of a calendar.")
    return page


def calendar_pages(client: GraphClient, link: str) -> Iterator[Json]:
    """Every page of a listing that begins at *link*. Raises SideError."""
    while link:
        page = calendar_page(client, link)
        yield page
        following = page.get("@odata.nextLink")
        link = following if isinstance(following, str) and following != link else ""


def is_page(answer: object) -> bool:
    """Whether an answer lists entries, or says that there are none."""
    return isinstance(answer, dict) and isinstance(answer.get("value"), list)


def values(page: object) -> list[Any]:
    """The entries of a page."""
    found = page.get("value") if isinstance(page, dict) else None
    return found if isinstance(found, list) else []


def event_path(event_id: str) -> str:
    """Where an event is, whichever calendar holds it."""
    return f"/me/events/{quote(event_id, safe='')}"
