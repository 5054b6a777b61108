"""One Outlook calendar as a side of the engine: what changed, what is there, what to write."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import quote

from backend.core.items import Side, Window
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.seen import Changes, Glance, Seen
from backend.core.sides import Unavailable
from backend.core.values import replace
from backend.core.writes import Became, Create, CreateSeries, Gone, Intended, Outcome, Refused, Write
from backend.graph.batch import Part, send_all
from backend.graph.calendar import Calendar
from backend.graph.client import GraphClient
from backend.graph.contacts import GraphContacts
from backend.graph.cursor import Cursor
from backend.graph.flags import flag
from backend.graph.marks import EXPAND_POINTER, POINTER, extended, pointer_value, pointing, read_pointer
from backend.graph.master_category import MasterCategory
from backend.graph.paging import calendar_page, calendar_pages, event_path, values
from backend.graph.profile import known_zone
from backend.graph.reading import Reader
from backend.graph.rounds import read_page
from backend.graph.sheet import sheet
from backend.graph.writes import Writer

log = logging.getLogger(__name__)

#: events in one page of a delta, and of the listing of back pointers
_PAGE = 200


class GraphGateway:
    """Implements core.sides.Gateway for one calendar of one mailbox.

    *context* identifies the organisation in back pointers. *outgoing_category* is put on what we create.
    *calendar* is a calendar's id, or "" for the default one; *birthdays* says that it is the one of birthdays.
    *home_zone* is the mailbox's own zone, by its Windows or IANA name. *own*: every address of the mailbox.
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
        own: Collection[str] = (),
    ) -> None:
        self._client = client
        self._calendar = Calendar(
            path=f"/me/calendars/{quote(calendar, safe='')}" if calendar else "/me/calendar",
            context=context,
            category=outgoing_category,
            home_zone=known_zone(home_zone),
            birthdays=birthdays,
            own=frozenset(address.casefold() for address in own),
        )
        self._reader = Reader(client, self._calendar)
        self._writer = Writer(client, self._calendar, self._reader)
        self._category = MasterCategory(client, outgoing_category)

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every address of the mailbox, case-folded."""
        return frozenset(self._calendar.own)

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""
        return self._client.requests

    @property
    def contacts(self) -> GraphContacts:
        """The contacts of the same mailbox."""
        return GraphContacts(self._client, self._calendar.context)

    def changes(self, cursor: str | None, window: Window) -> Iterator[Changes]:
        """Pages of what changed since *cursor*; the whole window when there is none, or it is of another window.

        Every occurrence of a series is an item. Raises CursorLost, NeedsSignIn, Unavailable.
        """
        known = Cursor.load(cursor) if cursor else None
        whole = known is None or not known.serves(window)
        link = self._first_link(window) if known is None or whole else known.link
        pointers: Mapping[str, str] | None = None if whole else {}
        self._reader.begin_round()
        while True:
            page = calendar_page(self._client, link, _PAGE)
            following, delta = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
            if not isinstance(following or delta, str) or following == link:
                raise Unavailable(Side.CALENDAR, "outlook.changes_end")
            events = values(page)
            if events and pointers is None:
                pointers = self.pointers()
            changes = replace(read_page(events, self._reader, pointers or {}), whole=whole)
            if following:
                yield changes
                link = following
                continue
            yield replace(changes, cursor=Cursor(str(delta), window.first, window.last).dump())
            return

    def _first_link(self, window: Window) -> str:
        return (
            f"{self._calendar.path}/calendarView/delta"
            f"?startDateTime={window.first.isoformat()}T00:00:00Z&endDateTime={window.last.isoformat()}T00:00:00Z"
        )

    def pointers(self) -> dict[str, str]:
        """The back pointers of all events in the calendar that have one: id here → id in SuperOffice.

        A delta cannot tell them (contracts/graph.md §1.6), so a reading of the whole window asks once, at
        its first event.
        """
        found: dict[str, str] = {}
        link = (
            f"{self._calendar.events}?$select=id&{EXPAND_POINTER}&{pointing(self._calendar.context)}&$top={_PAGE}"
        )
        for page in calendar_pages(self._client, link):
            for event in values(page):
                if isinstance(event, dict) and (other := read_pointer(event, self._calendar.context)):
                    found[str(event.get("id"))] = other
        return found

    def read(self, ids: Sequence[str]) -> Mapping[str, Seen | Gone | Refused]:
        """The events now. Raises NeedsSignIn and Unavailable, also when an answer leaves an event in doubt."""
        return self._reader.read(ids)

    def sheet(self, first: date, last: date) -> list[Glance]:
        """What a sheet of the days from *first* up to *last* shows. Raises NeedsSignIn and Unavailable."""
        return sheet(self._client, self._calendar, self._reader, first, last)

    def find(self, creates: Sequence[Intended]) -> Mapping[str, tuple[Seen, ...]]:
        """By intent: what creates made, if they took effect; all items where it was a series."""
        return self._reader.find(creates)

    def rules(self, seen: Sequence[Seen]) -> Mapping[str, Series | Inexpressible]:
        """By master: the rule behind these items, on its own clock. Raises NeedsSignIn and Unavailable."""
        masters = self._reader.known_masters(one.place.series for one in seen if one.place)
        return {series: self._reader.series(master) for series, master in masters.items()}

    def remains(self, series: str) -> bool:
        """Whether the master is there. Raises NeedsSignIn and Unavailable."""
        return isinstance(self._reader.masters([series]).get(series), dict)

    def finish(self, interrupted: Mapping[str, Collection[str]]) -> Mapping[str, Became]:
        """Gateway.finish. Raises NeedsSignIn and Unavailable."""
        return self._writer.finish(interrupted)

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Carry out *writes*, singles twenty in a request. Raises NeedsSignIn and Unavailable.

        Attendees are sent with creates, and where an update names the guests: whatever names them is mailed.
        """
        if any(isinstance(write, Create | CreateSeries) for write in writes):
            self._category.ensure()
        return self._writer.write(writes)

    def point(self, pairs: Mapping[str, str]) -> None:
        """Write back pointers, each of which changes the event's version; an occurrence would become an exception.

        An event that does not take one is left without: a lost link is then found by likeness.
        """
        parts = [
            Part("PATCH", event_path(one), {"singleValueExtendedProperties": [extended(POINTER, value)]})
            for one, value in ((one, pointer_value(self._calendar.context, other)) for one, other in pairs.items())
        ]
        statuses = Counter(answer.status for answer in send_all(self._client, parts, repeatable=True))
        refused = {status: count for status, count in statuses.items() if status != 200}
        if refused:
            log.warning("back pointers not taken, by status: %s", refused)

    def flag(self, ids: Mapping[str, bool]) -> None:
        """Gateway.flag, as a category. Raises NeedsSignIn and Unavailable."""
        flag(self._client, ids)
