"""One Outlook calendar as a side of the engine: what changed, what is there, what to write."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from backend.core.items import Side, Window
from backend.core.reasons import Reason
from backend.core.sides import (
    Changes,
    Gone,
    Intended,
    Outcome,
    Refused,
    Seen,
    Unavailable,
    Write,
)
from backend.core.zones import UnknownZone, iana
from backend.graph.batch import Part, PartAnswer, send_all
from backend.graph.client import GraphClient, Json
from backend.graph.cursor import Cursor
from backend.graph.errors import Busy, Forbidden, MailboxUnavailable, NotFound, error_of
from backend.graph.marks import EXPAND_POINTER, POINTER, extended, made_by, pointer_value, pointing, read_pointer
from backend.graph.paging import calendar_page, event_path, values
from backend.graph.wire import SELECT, read_event
from backend.graph.writes import Writer

log = logging.getLogger(__name__)

#: events in one page of a delta, and of the listing of back pointers
_PAGE = 200


class GraphGateway:
    """Implements core.sides.Gateway for one calendar of one mailbox.

    *context* identifies the organisation in back pointers. *outgoing_category* is put on what we create.
    *calendar* is a calendar's id, or "" for the default one; *birthdays* says that it is the one of birthdays.
    *home_zone* is the mailbox's own zone, by its Windows or IANA name.
    """

    side = Side.CALENDAR

    def __init__(
        self,
        client: GraphClient,
        *,
        context: str,
        outgoing_category: str,
        calendar: str = "",
        home_zone: str = "UTC",
        birthdays: bool = False,
    ) -> None:
        self._client = client
        self._context = context
        self._calendar = f"/me/calendars/{quote(calendar, safe='')}" if calendar else "/me/calendar"
        self._home_zone = _known(home_zone)
        self._birthdays = birthdays
        self._writer = Writer(
            client,
            events=f"{self._calendar}/events",
            context=context,
            category=outgoing_category,
            home_zone=self._home_zone,
            find=self.find,
        )

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""
        return self._client.requests

    def changes(self, cursor: str | None, window: Window) -> Iterator[Changes]:
        """Pages of what changed since *cursor*; the whole window when there is none, or it is of another window.

        A series is reported as one unmapped item, its master. Raises CursorLost, NeedsSignIn, Unavailable.
        """
        known = Cursor.load(cursor) if cursor else None
        whole = known is None or not known.serves(window)
        link = self._first_link(window) if known is None or whole else known.link
        pointers = self.pointers() if whole else {}
        while True:
            page = calendar_page(self._client, link, _PAGE)
            following, delta = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
            if not isinstance(following or delta, str) or following == link:
                raise Unavailable(Side.CALENDAR, "Outlook gave a page of changes without a continuation.")
            changes = self._page(page, pointers, whole)
            if following:
                yield changes
                link = following
                continue
            yield replace(changes, cursor=Cursor(str(delta), window.first, window.last).dump())
            return

    def _first_link(self, window: Window) -> str:
        return (
            f"{self._calendar}/calendarView/delta"
            f"?startDateTime={window.first.isoformat()}T00:00:00Z&endDateTime={window.last.isoformat()}T00:00:00Z"
        )

    def _page(self, page: Json, pointers: Mapping[str, str], whole: bool) -> Changes:
        """One page; occurrences and exceptions are left out, since their master stands for them."""
        seen: list[Seen] = []
        gone: list[str] = []
        for event in values(page):
            if not isinstance(event, dict) or not isinstance(event.get("id"), str):
                log.warning("an entry without an id in a page of changes was passed over")
            elif "@removed" in event:
                gone.append(event["id"])
            elif not event.get("seriesMasterId"):
                found = read_event(event, home_zone=self._home_zone, birthdays=self._birthdays)
                seen.append(replace(found, pointer=pointers[found.id]) if found.id in pointers else found)
        return Changes(tuple(seen), tuple(gone), whole)

    def pointers(self) -> dict[str, str]:
        """The back pointers of all events in the calendar that have one: id here → id in SuperOffice.

        A delta cannot tell them (contracts/graph.md §1.6), so a reading of the whole window asks once.
        """
        found: dict[str, str] = {}
        link = f"{self._calendar}/events?$select=id&{EXPAND_POINTER}&{pointing(self._context)}&$top={_PAGE}"
        while link:
            page = calendar_page(self._client, link)
            for event in values(page):
                if isinstance(event, dict) and (other := read_pointer(event, self._context)):
                    found[str(event.get("id"))] = other
            following = page.get("@odata.nextLink")
            link = following if isinstance(following, str) and following != link else ""
        return found

    def read(self, ids: Sequence[str]) -> Mapping[str, Seen | Gone | Refused]:
        """The events now. Raises NeedsSignIn and Unavailable, also when an answer leaves an event in doubt."""
        query = f"?$select={SELECT}&{EXPAND_POINTER}"
        parts = [Part("GET", f"{event_path(one)}{query}") for one in ids]
        answers = send_all(self._client, parts, repeatable=True)
        return {one: self._told(one, answer) for one, answer in zip(ids, answers, strict=True)}

    def _told(self, event_id: str, answer: PartAnswer) -> Seen | Gone | Refused:
        if answer.status == 200:
            return self._seen(event_id, answer.body)
        error = error_of(answer.status, answer.headers, answer.body)
        match error:
            case NotFound():
                return Gone()
            case Forbidden():
                return Refused(Reason.NO_ACCESS, error.code)
            case Busy() | MailboxUnavailable():
                raise Unavailable(Side.CALENDAR, "Outlook did not tell about an event.", error.seconds) from error
        return Refused(Reason.UNREADABLE, error.code)

    def _seen(self, event_id: str, event: object) -> Seen:
        found = read_event(event, home_zone=self._home_zone, birthdays=self._birthdays)
        pointer = read_pointer(event, self._context) if isinstance(event, dict) else ""
        return replace(found, id=event_id, pointer=pointer)

    def find(self, creates: Sequence[Intended]) -> Mapping[str, Seen]:
        """By intent: which creates took effect. People's copies carry the intent too, so the oldest counts."""
        query = f"?$select={SELECT},createdDateTime&"
        parts = [Part("GET", f"{self._calendar}/events{query}{made_by(create.intent)}") for create in creates]
        found: dict[str, Seen] = {}
        for create, answer in zip(creates, send_all(self._client, parts, repeatable=True), strict=True):
            if answer.status != 200:
                error = error_of(answer.status, answer.headers, answer.body)
                raise Unavailable(Side.CALENDAR, "Outlook did not answer a search.", error.seconds) from error
            events = [e for e in values(answer.body) if isinstance(e, dict) and isinstance(e.get("id"), str)]
            if events:
                oldest = min(events, key=lambda event: str(event.get("createdDateTime")))
                found[create.intent] = read_event(oldest, home_zone=self._home_zone, birthdays=self._birthdays)
        return found

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Carry out *writes*, twenty in a request. Never sends attendees. Raises NeedsSignIn and Unavailable."""
        return self._writer.write(writes)

    def point(self, pairs: Mapping[str, str]) -> None:
        """Write back pointers, each of which changes the event's version.

        An event that does not take one is left without: a lost link is then found by likeness.
        """
        parts = [
            Part("PATCH", event_path(one), {"singleValueExtendedProperties": [extended(POINTER, value)]})
            for one, value in ((one, pointer_value(self._context, other)) for one, other in pairs.items())
        ]
        statuses = Counter(answer.status for answer in send_all(self._client, parts, repeatable=True))
        refused = {status: count for status, count in statuses.items() if status != 200}
        if refused:
            log.warning("back pointers not taken, by status: %s", refused)


def _known(zone: str) -> str:
    """*zone*, or UTC where the mailbox is set to one that nobody knows."""
    try:
        return iana(zone)
    except UnknownZone:
        log.warning("the mailbox's own time zone is not known; UTC is taken instead")
        return "UTC"
