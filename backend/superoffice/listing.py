"""Rows of the appointment table that belong to one diary, listed by archive with their versions (contracts §6)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from backend.core.items import Concerns, Window
from backend.core.values import replace
from backend.superoffice import archive, concerns, wire
from backend.superoffice.archive import DYNAMIC, Row, chunks
from backend.superoffice.client import Client

KEY = "appointment.appointment_id"
_UPDATED, _REGISTERED = "appointment.updated", "appointment.registered"
_COUNT = "appointment.updatedCount"
_START, _END = "appointment.do_by", "appointment.endDate"
_OWNER, _STATUS, _TYPE = "appointment.associate_id", "appointment.status", "appointment.type"
_MOTHER, _MOTHER_OWNER = "appointment.mother_id", "appointment.mother_associate_id"
_EXTERNAL = "appointment.external_participants"
_RULE, _ORIGINAL = "appointment.recurrenceRuleId", "appointment.original_start_date"
_UID = "appointment.(invitation->appointment_id).event_uid"
_TEXT_UPDATED = "appointment.text_id.updated"
_COLUMNS = (
    _UPDATED, _REGISTERED, _COUNT, _START, _END, _OWNER, _TYPE, _MOTHER, _EXTERNAL, _RULE, _ORIGINAL,
    *concerns.COLUMNS,
)  # fmt: skip
#: rows that may be appointments or become such; documents are far more numerous (contracts/superoffice.md §3.2)
_TYPES = "appointment.type in (1,2,6,7)"
#: statuses of rows that are still to be done (§3.2)
_OPEN = f"{_STATUS} in (0,1,2)"
#: what stands in the column of a row without participants from outside
_NOBODY = frozenset({"", "[]", "null"})
_DAY = timedelta(days=1)
#: ids of one condition
CHUNK = 200


class Scope(Struct, frozen=True):
    """Which rows of a diary a gateway is about, by the numbers of their types (contracts/superoffice.md §3.2)."""

    #: those that are listed
    types: tuple[int, ...] = (1, 2, 6, 7)
    #: those that are another gateway's: a row that becomes one is gone from this one
    others: frozenset[int] = frozenset()
    #: what is still to be done counts whatever its day, and what was done by the day on which it was
    open_ended: bool = False

    def is_near(self, row: Listed, window: Window) -> bool:
        """Whether a row that was just written counts in *window* or on a day beside it."""
        return row.type not in self.others and (self.open_ended or row.is_near(window))


#: everything that is or may become an appointment
DIARY = Scope()


class Listed(Struct, frozen=True, kw_only=True):
    """A row without its content."""

    id: str
    #: equal exactly when the row was not written in between, nor a guest's row where it is a meeting
    version: str
    #: the row's latest stamp, naive UTC as text
    stamp: str
    registered: str
    #: as SuperOffice wrote it, for comparing days; "" for none
    start: str
    end: str
    #: associate in whose diary it lies
    owner: int
    #: number of its type; 0 where it was not told
    type: int
    #: id of the row that is the meeting; "" for a row that belongs to none
    mother: str
    #: somebody takes part who has no row of his own
    has_external: bool
    #: id of the recurrence rule; 0 for none
    rule: int
    #: when the rule would have it begin, as SuperOffice wrote it; None where it was never moved
    original: Any
    concerns: Concerns
    #: UID of the registry; "" for none or not asked for
    uid: str = ""

    @property
    def has_guests(self) -> bool:
        """Whether more people take part than the owner of the diary."""
        return bool(self.mother) or self.has_external

    def is_near(self, window: Window) -> bool:
        """Whether the row touches *window* or a day beside it; one without times is taken for near."""
        first, last = window.first - _DAY, window.last + _DAY
        return self.end[:10] >= first.isoformat() and self.start[:10] < last.isoformat() if self.end else True


class ListedPage(Struct, frozen=True):
    """Some rows, and the server's time of telling them in seconds since 1970; 0 when it did not say."""

    rows: list[Listed]
    at: float


def is_untouched(row: Listed) -> bool:
    """Whether nobody wrote the row itself since it was made."""
    return row.version.partition("+")[0] == version("", row.registered, 0)


def version(updated: str, registered: str, count: int) -> str:
    """A row's version: its latest stamp and its counter, as stamps have whole seconds only."""
    return f"{updated or registered}/{count}"


class Listing:
    """The rows of one associate, listed on behalf of *client*'s user."""

    def __init__(self, client: Client, associate_id: int, scope: Scope = DIARY) -> None:
        self._client = client
        self._associate_id = associate_id
        self.scope = scope

    @property
    def _own(self) -> str:
        return f"{_OWNER} = {self._associate_id} and {_TYPE} in ({','.join(map(str, self.scope.types))})"

    def between(self, first: date, last: date) -> Iterator[ListedPage]:
        """Pages of the rows that touch the days from *first* up to *last*, and some of the days around them.

        The margin of a day makes it equal in which zone SuperOffice reads the limits.
        """
        start, end = datetime.combine(first - _DAY, time()), datetime.combine(last + _DAY, time())
        after, before = archive.time_literal(start), archive.time_literal(end)
        limits = f"{_END} afterTime {after} and {_START} beforeTime {before}"
        if self.scope.open_ended:
            limits = f"(({limits}) or {_OPEN} or {_UPDATED} afterTime {after})"
        return self._pages((*_COLUMNS, _UID), f"{self._own} and {limits}")

    def repeating(self) -> Iterator[ListedPage]:
        """Pages of the rows that follow a rule and are still to be done, whatever their day."""
        return self._pages((*_COLUMNS, _UID), f"{self._own} and {_RULE} gt 0 and {_OPEN}")

    def written_since(self, moment: datetime, zone: str) -> Iterator[ListedPage]:
        """Pages of the rows that were written at or after *moment*, by filters that are read in *zone*.

        Rows in other diaries that belong to meetings of this one are among them: whether SuperOffice counts a
        guest who comes, goes or answers as a change of the meeting's own row is not documented.
        """
        text = archive.time_literal(_wall_clock(moment, zone))
        ours = f"({_OWNER} = {self._associate_id} or {_MOTHER_OWNER} = {self._associate_id}) and {_TYPES}"
        return self._pages(_COLUMNS, f"{ours} and ({_UPDATED} afterTime {text} or {_REGISTERED} afterTime {text})")

    def texts_written_since(self, moment: datetime, zone: str) -> Iterator[list[Listed]]:
        """Pages of the rows whose text was written at or after *moment*, and later than the row itself.

        Whether such an edit counts as one of the row is not documented (§6); these rows show no version.
        """
        text = archive.time_literal(_wall_clock(moment, zone))
        restriction = f"{self._own} and {_TEXT_UPDATED} afterTime {text}"
        for page in archive.walk(self._client, DYNAMIC, (*_COLUMNS, _TEXT_UPDATED), restriction, KEY):
            edited = {str(archive.integer(row, KEY)): wire.stamp(row.get(_TEXT_UPDATED)) for row in page.rows}
            yield [replace(row, version="") for row in _listed(page.rows) if edited[row.id] > row.stamp]

    def was_registered(self, row: Listed, moment: datetime, zone: str) -> bool:
        """Whether SuperOffice finds *row* among those registered in the second of *moment*, read in *zone*."""
        limits = (_wall_clock(one, zone) for one in (moment, moment + timedelta(seconds=1)))
        first, behind = map(archive.time_literal, limits)
        restriction = f"{KEY} = {row.id} and {_REGISTERED} afterTime {first} and {_REGISTERED} beforeTime {behind}"
        return bool(archive.rows(archive.query(self._client, DYNAMIC, [KEY], restriction, "", top=1)))

    def planned(self, rules: Iterable[str]) -> dict[str, list[Any]]:
        """By rule when each of its rows was to begin before somebody moved it, as SuperOffice wrote it."""
        found: dict[str, list[Any]] = defaultdict(list)
        for chunk in chunks(list(rules), CHUNK):
            restriction = f"{self._own} and {_RULE} in ({','.join(chunk)})"
            for page in archive.walk(self._client, DYNAMIC, (_RULE, _START, _ORIGINAL), restriction, KEY):
                for row in page.rows:
                    original = row.get(_ORIGINAL)
                    planned = original if wire.stamp(original) else row.get(_START)
                    found[str(archive.integer(row, _RULE))].append(planned)
        return found

    def look_up(self, ids: Iterable[str]) -> dict[str, Listed]:
        """The rows of *ids* that exist, whoever owns them."""
        known: dict[str, Listed] = {}
        for chunk in chunks(list(ids), CHUNK):
            for page in self._pages((*_COLUMNS, _UID), f"{KEY} in ({','.join(chunk)})"):
                known |= {row.id: row for row in page.rows}
        return known

    def _pages(self, columns: Sequence[str], restriction: str) -> Iterator[ListedPage]:
        for page in archive.walk(self._client, DYNAMIC, columns, restriction, KEY):
            yield ListedPage(self._with_guests(_listed(page.rows)), page.at)

    def _with_guests(self, rows: list[Listed]) -> list[Listed]:
        """The rows, where they are meetings with the state of their guests' rows in the version.

        An answer that somebody gives in SuperOffice changes only his own row (§3.4).
        """
        guests: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for chunk in chunks([row.id for row in rows if row.mother == row.id], CHUNK):
            restriction = f"{_MOTHER} in ({','.join(chunk)})"
            for page in archive.walk(self._client, DYNAMIC, (_MOTHER, _STATUS), restriction, KEY):
                for row in page.rows:
                    mother = str(archive.integer(row, _MOTHER))
                    guests[mother].append((archive.integer(row, KEY), archive.integer(row, _STATUS)))
        return [_of_meeting(row, guests[row.id]) if row.id in guests else row for row in rows]


def _of_meeting(row: Listed, members: list[tuple[int, int]]) -> Listed:
    """A meeting's row with its guests' ids and statuses in the version; its own status counts in its stamp."""
    guests = sorted(set(members) - {member for member in members if str(member[0]) == row.id})
    digest = hashlib.sha256(repr(guests).encode()).hexdigest()[:8]
    return replace(row, version=f"{row.version}+{digest}")


def _listed(rows: Iterable[Row]) -> list[Listed]:
    """Archive rows by id; a row that is there twice, for two UIDs, counts once."""
    found: dict[int, Listed] = {}
    for row in rows:
        key = archive.integer(row, KEY)
        if not key or key in found:
            continue
        updated, registered = wire.stamp(row.get(_UPDATED)), wire.stamp(row.get(_REGISTERED))
        mother, external = archive.integer(row, _MOTHER), row.get(_EXTERNAL)
        found[key] = Listed(
            id=str(key),
            version=version(updated, registered, archive.integer(row, _COUNT)),
            stamp=max(updated, registered),
            registered=registered,
            start=wire.stamp(row.get(_START)),
            end=wire.stamp(row.get(_END)),
            owner=archive.integer(row, _OWNER),
            type=archive.integer(row, _TYPE),
            mother=str(mother) if mother else "",
            has_external=isinstance(external, str) and external.strip() not in _NOBODY,
            rule=archive.integer(row, _RULE),
            original=row.get(_ORIGINAL),
            concerns=concerns.of_row(row),
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


def written_since(rows: Iterable[Listed], moment: datetime) -> list[Listed]:
    """Those of *rows* whose stamps are not before a *moment* in UTC."""
    limit = moment.replace(tzinfo=None).isoformat()
    return [row for row in rows if row.stamp >= limit]
