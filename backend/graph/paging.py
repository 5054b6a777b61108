"""Pages of a collection, read with care: what Graph sends may be anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import quote

from backend.core.items import Side
from backend.core.sides import Unavailable
from backend.core.words import Phrase
from backend.graph.client import GraphClient, Json, unavailable
from backend.graph.errors import Forbidden, GraphError, NotFound

#: what is listed; a phrase says each
Of = Literal["calendar", "tasks", "task_lists"]


class Vanished(Unavailable):
    """What was to be listed is no longer there."""


def calendar_page(client: GraphClient, link: str, size: int = 0, *, of: Of = "calendar") -> Json:
    """One page of a calendar, or of what *of* says. Raises SideError also where it may not be read as a whole, or
    what comes is no page: an empty one would hide what is there."""
    what = Phrase(f"outlook.{of}")
    try:
        page = client.get(link, page_size=size)
    except NotFound as error:
        raise Vanished(Side.CALENDAR, "outlook.gone", of=what) from error
    except Forbidden as error:
        raise Unavailable(Side.CALENDAR, "outlook.closed", of=what) from error
    except GraphError as error:
        raise unavailable(error) from error
    if not is_page(page):
        raise Unavailable(Side.CALENDAR, "outlook.page", of=what)
    return page


def calendar_pages(client: GraphClient, link: str, *, of: Of = "calendar") -> Iterator[Json]:
    """Every page of a listing that begins at *link*. Raises SideError."""
    while link:
        page = calendar_page(client, link, of=of)
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
