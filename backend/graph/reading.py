"""Reads events by id, the masters that occurrences need, and the occurrences of a master."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from backend.core.items import Side
from backend.core.preferences import LONGEST_AHEAD
from backend.core.reasons import Reason
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Count, Endless, Series, Until
from backend.core.recurrence.series import last_start
from backend.core.seen import Seen, Unmapped
from backend.core.sides import Unavailable
from backend.core.values import replace
from backend.core.writes import Gone, Intended, Refused
from backend.graph.batch import Part, PartAnswer, send_all
from backend.graph.calendar import Calendar
from backend.graph.client import GraphClient, Json
from backend.graph.errors import Busy, Forbidden, MailboxUnavailable, NotFound, error_of
from backend.graph.marks import EXPAND_POINTER, made_by, read_pointer
from backend.graph.paging import calendar_pages, event_path, is_page, values
from backend.graph.series_reading import is_exception, is_master, is_occurrence, read_occurrence, read_series
from backend.graph.told import told
from backend.graph.wire import SELECT, read_event, version_of, without_version

log = logging.getLogger(__name__)

#: how far after today, or after its start, a series without end is followed: no window reaches further
_AHEAD = timedelta(days=LONGEST_AHEAD)
#: how far before and after today any series is
_REACH = timedelta(days=3653)
#: how far an occurrence may have been moved before the first start or after the last
_MARGIN = timedelta(days=31)
#: the longest window that Graph is asked for, below every limit that is told of (contracts/graph.md §2.1)
_WINDOW = timedelta(days=700)
_PAGE = 200


class Reader:
    """Reads events of one calendar. Every method may raise NeedsSignIn and Unavailable."""

    def __init__(self, client: GraphClient, calendar: Calendar) -> None:
        self._client = client
        self._calendar = calendar
        #: masters that the present round of changes has told
        self._known: dict[str, Json] = {}

    def event(self, event: object) -> Seen:
        """A single event, or a master as its first occurrence."""
        own, zone, birthdays = self._calendar.own, self._calendar.home_zone, self._calendar.birthdays
        return read_event(event, home_zone=zone, birthdays=birthdays, own=own)

    def occurrence(self, event: Json, master: Json) -> Seen:
        """An occurrence. It has no pointer: the property that shows is that of its master."""
        own, zone, birthdays = self._calendar.own, self._calendar.home_zone, self._calendar.birthdays
        return read_occurrence(event, master, home_zone=zone, birthdays=birthdays, own=own)

    def series(self, master: Json) -> Series | Inexpressible:
        """The rule behind a master."""
        return read_series(master, home_zone=self._calendar.home_zone)

    def begin_round(self) -> None:
        """Forget the masters of the last round."""
        self._known = {}

    def remember(self, master: Json) -> None:
        """Spare the question for a master that is at hand."""
        self._known[told(master, "id")] = master

    def of_version(self, version: str) -> Json | None:
        """The master of that version, where this round told it."""
        return next((master for master in self._known.values() if version_of(master) == version), None)

    def known_masters(self, ids: Iterable[str]) -> dict[str, Json]:
        """Masters by id, asked for only where nobody told; those that are gone or may not be read are left out.

        One that is asked for now may be newer than what is known of its occurrences, and shows no version.
        """
        wanted = {*ids}
        present = {one: self._known[one] for one in wanted & self._known.keys()}
        found = self.masters(wanted - present.keys())
        refused = sum(isinstance(one, Refused) for one in found.values())
        if refused:
            log.warning("masters that could not be read: %d", refused)
        asked = {one: master for one, master in found.items() if isinstance(master, dict)}
        self._known |= asked
        return present | {one: without_version(master) for one, master in asked.items()}

    def read(self, ids: Sequence[str]) -> dict[str, Seen | Gone | Refused]:
        """The events now. A master is no item, so an event that has become one is gone."""
        query = f"?$select={SELECT}&{EXPAND_POINTER}"
        told_of = self._get(ids, query)
        masters = self.masters(
            told(event, "seriesMasterId") for event in told_of.values() if isinstance(event, dict)
        )
        # a rule that is asked for next is that of these very items, not one of long ago
        self._known |= {one: master for one, master in masters.items() if isinstance(master, dict)}
        # what the version of a master vouches for is read after it
        told_of |= self._get([one for one, event in told_of.items() if _is_exception(event)], query)
        return {one: self._item(one, event, masters) for one, event in told_of.items()}

    def _item(
        self, event_id: str, event: Json | Gone | Refused, masters: dict[str, Json | Gone | Refused]
    ) -> Seen | Gone | Refused:
        if not isinstance(event, dict):
            return event
        if is_occurrence(event):
            master = masters.get(told(event, "seriesMasterId"), Refused(Reason.UNREADABLE))
            return replace(self.occurrence(event, master), id=event_id) if isinstance(master, dict) else master
        seen = replace(self.event(event), id=event_id, pointer=read_pointer(event, self._calendar.context))
        return Gone() if is_master(event) and seen.item != Unmapped(Reason.BIRTHDAY) else seen

    def masters(self, ids: Iterable[str]) -> dict[str, Json | Gone | Refused]:
        """Masters by id, or other events as Graph shows them, each asked for once."""
        return self._get(sorted({*ids} - {""}), f"?$select={SELECT}")

    def _get(self, ids: Sequence[str], query: str) -> dict[str, Json | Gone | Refused]:
        parts = [Part("GET", f"{event_path(one)}{query}") for one in ids]
        answers = send_all(self._client, parts, repeatable=True)
        return {one: as_told(answer) for one, answer in zip(ids, answers, strict=True)}

    def find(self, creates: Sequence[Intended]) -> dict[str, tuple[Seen, ...]]:
        """By intent: what creates made. People's copies carry the intent too, so the oldest event counts."""
        query = f"?$select={SELECT},createdDateTime&"
        parts = [Part("GET", f"{self._calendar.events}{query}{made_by(create.intent)}") for create in creates]
        found: dict[str, tuple[Seen, ...]] = {}
        for create, answer in zip(creates, send_all(self._client, parts, repeatable=True), strict=True):
            if answer.status != 200 or not is_page(answer.body):
                error = error_of(answer.status, answer.headers, answer.body)
                raise Unavailable(Side.CALENDAR, "outlook.search", error.seconds) from error
            events = [event for event in values(answer.body) if isinstance(event, dict) and told(event, "id")]
            oldest = min(events, key=lambda event: str(event.get("createdDateTime")), default=None)
            if oldest and (items := self._items(oldest)):
                found[create.intent] = items
        return found

    def _items(self, event: Json) -> tuple[Seen, ...]:
        """An event, or all of a series."""
        return (self.instances(event) or ()) if is_master(event) else (self.event(event),)

    def instances(self, master: Json) -> tuple[Seen, ...] | None:
        """All items of a series by their place; None where its rule cannot be read.

        Of a series without end those as far ahead as a window may reach, of any other ten years around today.
        """
        series = self.series(master)
        if isinstance(series, Inexpressible):
            return None
        found = {
            seen.id: seen
            for link in self._windows(told(master, "id"), series)
            for page in calendar_pages(self._client, link)
            for event in values(page)
            if isinstance(event, dict) and (seen := self.occurrence(event, master)).id
        }
        return tuple(sorted(found.values(), key=lambda seen: seen.place.original if seen.place else ""))

    def _windows(self, master_id: str, series: Series) -> Iterator[str]:
        start, end = _reach(series)
        while start < end:
            until = min(start + _WINDOW, end)
            window = f"startDateTime={start.isoformat()}T00:00:00Z&endDateTime={until.isoformat()}T00:00:00Z"
            yield f"{event_path(master_id)}/instances?{window}&$select={SELECT}&$top={_PAGE}"
            start = until


def _is_exception(event: Json | Gone | Refused) -> bool:
    return isinstance(event, dict) and is_exception(event)


def _reach(series: Series) -> tuple[date, date]:
    """The days among which all items of *series* are to be looked for, the last one exclusive."""
    first, today = series.first.date(), datetime.now(UTC).date()
    if first > today + _REACH:
        return first, first
    present = max(first, today)
    match series.range:
        case Endless():
            last = present + _AHEAD
        case Until(day):
            last = day
        case Count():
            end = last_start(series)
            last = end.date() if end else first
    return max(first, today - _REACH) - _MARGIN, min(last, present + _REACH) + _MARGIN


def as_told(answer: PartAnswer) -> Json | Gone | Refused:
    """What a reading of one item tells. Raises Unavailable where it leaves the item in doubt."""
    if answer.status == 200:
        return answer.body if isinstance(answer.body, dict) else Refused(Reason.UNREADABLE)
    error = error_of(answer.status, answer.headers, answer.body)
    match error:
        case NotFound():
            return Gone()
        case Forbidden():
            return Refused(Reason.NO_ACCESS, error.code)
        case Busy() | MailboxUnavailable():
            raise Unavailable(Side.CALENDAR, "outlook.item", error.seconds) from error
    return Refused(Reason.UNREADABLE, error.code)
