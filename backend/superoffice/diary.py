"""One associate's rows of the appointment table: listed by archive with their versions, fetched by agent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.items import Window
from backend.core.reasons import Reason
from backend.core.sides import Gone, Refused, Seen
from backend.superoffice import archive, wire
from backend.superoffice.archive import Row
from backend.superoffice.client import Client
from backend.superoffice.facts import Facts
from backend.superoffice.lanes import as_done

DYNAMIC = "v1/Archive/dynamic"
KEY = "appointment.appointment_id"
_UPDATED, _REGISTERED = "appointment.updated", "appointment.registered"
_COUNT = "appointment.updatedCount"
_START, _END = "appointment.do_by", "appointment.endDate"
_UID = "appointment.(invitation->appointment_id).event_uid"
_TEXT_UPDATED = "appointment.text_id.updated"
_COLUMNS = (_UPDATED, _REGISTERED, _COUNT, _START, _END)
#: rows that may be appointments or become such; documents are far more numerous (contracts/superoffice.md §3.2)
_TYPES = "appointment.type in (1,2,6,7)"
_DAY = timedelta(days=1)
#: ids of one GetAppointmentList
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A row without its content."""

    id: str
    #: equal exactly when the row was not written in between
    version: str
    #: the row's latest stamp, naive UTC as text
    stamp: str
    registered: str
    #: as SuperOffice wrote it, for comparing days; "" for none
    start: str
    end: str
    #: UID of the registry; "" for none or not asked for
    uid: str = ""

    def is_near(self, window: Window) -> bool:
        """Whether the row touches *window* or a day beside it; one without times is taken for near."""
        first, last = window.first - _DAY, window.last + _DAY
        return self.end[:10] >= first.isoformat() and self.start[:10] < last.isoformat() if self.end else True


@dataclass(frozen=True, slots=True)
class ListedPage:
    """Some rows, and the server's time of telling them in seconds since 1970; 0 when it did not say."""

    rows: list[Listed]
    at: float


def version(updated: str, registered: str, count: int) -> str:
    """A row's version: its latest stamp and its counter, as stamps have whole seconds only."""
    return f"{updated or registered}/{count}"


class Diary:
    """The rows of one associate, read on behalf of *client*'s user."""

    def __init__(self, client: Client, associate_id: int, facts: Callable[[], Facts]) -> None:
        self.client = client
        self.associate_id = associate_id
        self.facts = facts
        #: rows that were completed when they were last seen
        self.completed: set[str] = set()

    @property
    def _own(self) -> str:
        return f"appointment.associate_id = {self.associate_id} and {_TYPES}"

    def between(self, first: date, last: date) -> Iterator[ListedPage]:
        """Pages of the rows that touch the days from *first* up to *last*, and some of the days around them.

        The margin of a day makes it equal in which zone SuperOffice reads the limits.
        """
        start, end = datetime.combine(first - _DAY, time()), datetime.combine(last + _DAY, time())
        limits = (
            f"{self._own} and {_END} afterTime {archive.time_literal(start)}"
            f" and {_START} beforeTime {archive.time_literal(end)}"
        )
        for page in archive.walk(self.client, DYNAMIC, (*_COLUMNS, _UID), limits, KEY):
            yield ListedPage(_listed(page.rows), page.at)

    def written_since(self, moment: datetime, zone: str) -> Iterator[ListedPage]:
        """Pages of the rows that were written at or after *moment*, by filters that are read in *zone*."""
        text = archive.time_literal(_wall_clock(moment, zone))
        either = f"{self._own} and ({_UPDATED} afterTime {text} or {_REGISTERED} afterTime {text})"
        for page in archive.walk(self.client, DYNAMIC, _COLUMNS, either, KEY):
            yield ListedPage(_listed(page.rows), page.at)

    def texts_written_since(self, moment: datetime, zone: str) -> Iterator[list[Listed]]:
        """Pages of the rows whose text was written at or after *moment*, and later than the row itself.

        Whether such an edit counts as one of the row is not documented (§6); these rows show no version.
        """
        text = archive.time_literal(_wall_clock(moment, zone))
        restriction = f"{self._own} and {_TEXT_UPDATED} afterTime {text}"
        for page in archive.walk(self.client, DYNAMIC, (*_COLUMNS, _TEXT_UPDATED), restriction, KEY):
            edited = {str(archive.integer(row, KEY)): wire.stamp(row.get(_TEXT_UPDATED)) for row in page.rows}
            yield [replace(row, version="") for row in _listed(page.rows) if edited[row.id] > row.stamp]

    def was_registered(self, row: Listed, not_before: datetime, zone: str) -> bool:
        """Whether SuperOffice finds *row* among those registered at *not_before* or later, read in *zone*."""
        text = archive.time_literal(_wall_clock(not_before, zone))
        restriction = f"{KEY} = {row.id} and {_REGISTERED} afterTime {text}"
        return bool(archive.rows(archive.query(self.client, DYNAMIC, [KEY], restriction, "", top=1)))

    def look_up(self, ids: Sequence[str]) -> dict[str, Listed]:
        """The rows of *ids* that exist, whoever owns them."""
        known: dict[str, Listed] = {}
        for chunk in chunks(ids, _CHUNK):
            restriction = f"{KEY} in ({','.join(chunk)})"
            for page in archive.walk(self.client, DYNAMIC, (*_COLUMNS, _UID), restriction, KEY):
                known |= {row.id: row for row in _listed(page.rows)}
        return known

    def fetch(
        self, rows: Sequence[Listed], pointers: Mapping[str, str] | None = None
    ) -> dict[str, Seen | Refused]:
        """The rows with their content; those that are not there, or in another diary, are left out.

        Content is read after the version, so that an edit in between shows as a new version the next time.
        """
        answer: dict[str, Seen | Refused] = {}
        for part, carriers in as_done(self._carriers, list(chunks(rows, _CHUNK))):
            for row in part:
                if (carrier := carriers.get(row.id)) is not None:
                    pointer = pointers.get(row.id, "") if pointers else ""
                    answer[row.id] = self._seen(row, carrier, pointer)
        return answer

    def read(self, ids: Sequence[str]) -> dict[str, Seen | Gone | Refused]:
        """The items now; Gone when the row does not exist or lies in another diary."""
        numbers = [item for item in ids if item.isdecimal()]
        found = self.fetch(list(self.look_up(numbers).values()))
        return {item: found.get(item, Gone()) for item in ids}

    def seen(self, carrier: Mapping[str, Any], row_version: str, uid: str = "") -> Seen:
        """A flat carrier as what this side shows."""
        item_id = str(carrier.get("AppointmentId"))
        if wire.is_completed(carrier):
            self.completed.add(item_id)
        else:
            self.completed.discard(item_id)
        return Seen(item_id, row_version, wire.read(carrier, self.facts()), uid)

    def _seen(self, row: Listed, carrier: Mapping[str, Any], pointer: str) -> Seen | Refused:
        if carrier.get("Type") in wire.FOREIGN_TYPES:
            return Refused(Reason.UNREADABLE)
        seen = self.seen(carrier, row.version, row.uid)
        return Seen(seen.id, seen.version, seen.item, seen.uid, pointer)

    def _carriers(self, rows: Sequence[Listed]) -> dict[str, dict[str, Any]]:
        """The flat carriers of *rows* in this diary, by id."""
        query = {"$select": ",".join(wire.PROPERTIES)}
        answer = self.client.ask("v1/Agents/Appointment/GetAppointmentList", [int(row.id) for row in rows], query)
        listed = answer.data if isinstance(answer.data, list) else []
        return {
            str(carrier.get("AppointmentId")): carrier
            for carrier in listed
            if isinstance(carrier, dict) and carrier.get("AssociateId") == self.associate_id
        }


def _listed(rows: Iterable[Row]) -> list[Listed]:
    """Archive rows by id; a row that is there twice, for two UIDs, counts once."""
    found: dict[int, Listed] = {}
    for row in rows:
        key = archive.integer(row, KEY)
        if not key or key in found:
            continue
        updated, registered = wire.stamp(row.get(_UPDATED)), wire.stamp(row.get(_REGISTERED))
        found[key] = Listed(
            id=str(key),
            version=version(updated, registered, archive.integer(row, _COUNT)),
            stamp=max(updated, registered),
            registered=registered,
            start=wire.stamp(row.get(_START)),
            end=wire.stamp(row.get(_END)),
            uid=uid if isinstance(uid := row.get(_UID), str) else "",
        )
    return list(found.values())


def _wall_clock(moment: datetime, zone: str) -> datetime:
    """*moment* on the clock of *zone*; in the hour that a clock runs through twice, the first time."""
    place = ZoneInfo(zone)
    there = moment.astimezone(place)
    twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    return (moment - timedelta(hours=1) if twice else moment).astimezone(place).replace(tzinfo=None)


def utc(stamp: str) -> datetime:
    """A stamp as a moment."""
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)


def chunks(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """*values* in pieces of at most *size*."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
