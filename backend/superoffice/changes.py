"""What changed in a diary: everything in the window at first, then what was written since (contracts §6)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from backend.core.items import Appointment, Window
from backend.core.seen import Changes, Seen
from backend.core.values import replace
from backend.core.writes import Refused
from backend.superoffice import archive
from backend.superoffice.archive import DYNAMIC, chunks
from backend.superoffice.client import CLOSED, ApiError, Client
from backend.superoffice.cursor import Cursor
from backend.superoffice.diary import Diary
from backend.superoffice.listing import Listed, utc, written_since
from backend.superoffice.restored import is_older, went_back

#: seconds after the moment of its stamp within which a write appears
LATE = 10
#: seconds by which the clocks of SuperOffice's web servers and database may differ
_SKEW = 20
#: what the zone of filters may at most be off, while nobody knows it
_ANY_ZONE = timedelta(hours=26)
#: rows near the position that a cursor remembers; more would be read again in vain, no worse
_RECENT = 200
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

_LOG_KEY = "traveltransactionlog.traveltransactionlog_id"
_LOG_COLUMNS = tuple(f"traveltransactionlog.{name}" for name in ("type", "record_id", "prev_record_id"))
#: deletions and changes of owner in the appointment table (contracts/superoffice.md §6)
_DELETED, _NEW_OWNER = 4864, 5120
_LOG_FILTER = f"traveltransactionlog.tablenumber = 9 and traveltransactionlog.type in ({_DELETED},{_NEW_OWNER})"
#: a line of the log may appear after lines with numbers up to this much higher
_LOG_OVERLAP = 100

#: by id, the versions of those of the rows asked for that are linked
Known = Callable[[Sequence[str]], Mapping[str, str]]
#: ids of the linked rows that touch a window
Linked = Callable[[Window], Iterable[str]]


def nothing_known(_: Sequence[str]) -> Mapping[str, str]:
    """What is known where nobody keeps links."""
    return {}


class Feed:
    """The changes of one diary.

    *log_client* reads the transaction log, *pointers* tells the back pointers, *known* and *linked* what is
    linked.
    """

    def __init__(
        self, diary: Diary, log_client: Client, pointers: Callable[[], Mapping[str, str]],
        known: Known = nothing_known, linked: Linked | None = None,
    ) -> None:  # fmt: skip
        self._diary = diary
        self._log_client = log_client
        self._pointers = pointers
        self._known = known
        self._linked = linked

    def whole(self, window: Window) -> Iterator[Changes]:
        """Everything that touches the window. The log's end is taken first, so that nothing slips between."""
        log = self._log_end()
        pointers = self._pointers()
        newest: list[Listed] = []
        answered = 0.0
        for page in self._diary.listing.between(window.first, window.last):
            answered = answered or page.at
            newest = _newest([*newest, *page.rows])
            shown = _shown(self._diary.fetch(page.rows, pointers).values())
            yield Changes(seen=tuple(seen for seen in shown if _touches(seen, window)), whole=True)
        cursor = Cursor(window.first, window.last, log=log, recent_log=(log,) if log else ())
        if latest := max(newest, key=lambda row: row.stamp, default=None):
            cursor = replace(
                cursor,
                since=latest.stamp,
                since_at=answered,
                margin=_margin(latest.stamp, answered, answered),
                recent=_near(newest, latest.stamp),
                literal_zone=self._calibrated(latest),
                texts_since=latest.stamp,
            )
        yield Changes(whole=True, cursor=cursor.dump())

    def since(self, cursor: Cursor, window: Window) -> Iterator[Changes]:
        """What was written since the cursor, what entered the window as the days went by, and what may be gone."""
        if (cursor.log is None and self._linked is None) or not _overlap(cursor.window, window):
            yield from self.whole(window)
            return
        rumours, log, recent_log = self._gone(cursor, window)
        told: dict[str, Listed] = {}
        answered = 0.0
        for page in self._diary.listing.written_since(_start(cursor), cursor.literal_zone or "UTC"):
            answered = answered or page.at
            told |= {row.id: row for row in page.rows}
        fresh = self._fresh(self._of_this_diary(told.values(), cursor), window)
        yield from self._pages(fresh, window)
        if cursor.window != window:
            yield from self._pages(
                self._entered(cursor, window, {row.id for row in fresh}), window, only_inside=True
            )
        yield Changes(
            rumoured_gone=tuple(sorted(rumours)),
            cursor=self._moved(cursor, window, told, fresh, answered, log, recent_log).dump(),
        )

    def _moved(
        self, cursor: Cursor, window: Window, told: Mapping[str, Listed], fresh: Sequence[Listed], answered: float,
        log: int | None, recent_log: tuple[int, ...],
    ) -> Cursor:  # fmt: skip
        """The next position."""
        latest = max(told.values(), key=lambda row: row.stamp, default=None)
        new = replace(cursor, first=window.first, last=window.last, log=log, recent_log=recent_log)
        if cursor.window != window:
            new = replace(new, texts_since=cursor.since)
        if latest is None or latest.stamp <= cursor.since:
            margin = _margin(cursor.since, cursor.since_at, answered) if cursor.since else 0
            return replace(new, margin=max(cursor.margin, margin))
        repeated = [
            row
            for row in told.values()
            if cursor.recent.get(row.id) == row.version or row.owner != self._diary.associate_id
        ]
        return replace(
            new, since=latest.stamp, since_at=answered, margin=_margin(latest.stamp, answered, answered),
            recent=_near([*fresh, *repeated], latest.stamp),
            literal_zone=cursor.literal_zone or self._calibrated(latest),
        )  # fmt: skip

    def _of_this_diary(self, told: Iterable[Listed], cursor: Cursor) -> list[Listed]:
        """What was told for the first time, and meetings of this diary where it was told of a guest's row."""
        new = [row for row in told if cursor.recent.get(row.id) != row.version]
        own = {row.id: row for row in new if row.owner == self._diary.associate_id}
        meetings = {row.mother for row in new if row.owner != self._diary.associate_id} - own.keys()
        return [*own.values(), *self._diary.listing.look_up(sorted(meetings)).values()]

    def _pages(self, rows: Sequence[Listed], window: Window, *, only_inside: bool = False) -> Iterator[Changes]:
        """The rows with their content; those outside the window only where they are linked.

        A row that cannot be fetched any more is rumoured gone.
        """
        for part in chunks(rows, archive.PAGE):
            found = self._diary.fetch(part)
            shown = _shown(found.values())
            outside = [seen.id for seen in shown if not _touches(seen, window)]
            linked = self._known(outside) if outside and not only_inside else {}
            unwanted = set(outside) - linked.keys()
            yield Changes(
                seen=tuple(seen for seen in shown if seen.id not in unwanted),
                rumoured_gone=tuple(row.id for row in part if row.id not in found),
            )

    def _entered(self, cursor: Cursor, window: Window, shown: Collection[str]) -> list[Listed]:
        """Rows of the days that are new in the window, and rows of which only the text was edited since."""
        found: dict[str, Listed] = {}
        for first, last in _new_days(cursor.window, window):
            for page in self._diary.listing.between(first, last):
                found |= {row.id: row for row in page.rows}
        if cursor.texts_since:
            start = utc(cursor.texts_since) - (timedelta(seconds=LATE) if cursor.literal_zone else _ANY_ZONE)
            for rows in self._diary.listing.texts_written_since(start, cursor.literal_zone or "UTC"):
                found |= {row.id: row for row in rows}
        return self._fresh([row for row in found.values() if row.id not in shown], window)

    def _fresh(self, rows: Sequence[Listed], window: Window) -> list[Listed]:
        """Rows near the window or linked whose version is not the remembered one, as that of our own writes is."""
        known = self._known([row.id for row in rows]) if rows else {}
        if any(is_older(row.version, known.get(row.id, "")) for row in rows):
            raise went_back()
        return [
            row
            for row in rows
            if (not row.version or known.get(row.id) != row.version)
            and (row.id in known or self._diary.listing.scope.is_near(row, window))
        ]

    def _gone(self, cursor: Cursor, window: Window) -> tuple[set[str], int | None, tuple[int, ...]]:
        """Ids that may be gone, and the new position in the log with the lines before it."""
        if cursor.log is None:
            return self._missing(window), None, ()
        lines: dict[int, str] = {}
        try:
            after = max(cursor.log - _LOG_OVERLAP, 0)
            for page in archive.walk(self._log_client, DYNAMIC, _LOG_COLUMNS, _LOG_FILTER, _LOG_KEY, after):
                lines |= {archive.integer(row, _LOG_KEY): self._left(row) for row in page.rows}
        except ApiError as error:
            if error.status not in CLOSED:
                raise
            return self._missing(window), None, ()
        if not lines.keys() >= set(cursor.recent_log):
            raise went_back()
        end = max([cursor.log, *lines])
        recent = tuple(sorted(line for line in lines if line > end - _LOG_OVERLAP))
        fresh = {row_id for line, row_id in lines.items() if row_id and line not in cursor.recent_log}
        return fresh, end, recent

    def _left(self, line: archive.Row) -> str:
        """The row that a line of the log takes out of this diary; "" for a change of another diary's owner."""
        kind, record, owner = (archive.integer(line, name) for name in _LOG_COLUMNS)
        if kind == _NEW_OWNER and owner != self._diary.associate_id:
            return ""
        return str(record)

    def _missing(self, window: Window) -> set[str]:
        """Linked rows that the window does not show, where there is no log to ask."""
        pages = self._diary.listing.between(window.first, window.last)
        listed = {row.id: row.version for page in pages for row in page.rows}
        known = self._known(list(listed)) if listed else {}
        if any(is_older(version, known.get(row_id, "")) for row_id, version in listed.items()):
            raise went_back()
        return set(self._linked(window) if self._linked else ()) - listed.keys()

    def _log_end(self) -> int | None:
        """The last line of the transaction log that may concern a diary; None where the log is closed.

        Every later look is told this line again: a log that lacks it is an older one.
        """
        try:
            restriction = f"{_LOG_KEY} gt 0 and {_LOG_FILTER}"
            reply = archive.query(self._log_client, DYNAMIC, [_LOG_KEY], restriction, f"{_LOG_KEY} desc", top=1)
            return max((archive.integer(row, _LOG_KEY) for row in archive.rows(reply)), default=0)
        except ApiError as error:
            if error.status in CLOSED:
                return None
            raise

    def _calibrated(self, row: Listed) -> str:
        """The zone in which SuperOffice reads times of filters, by asking for a row that is known; "" if unclear.

        It is not documented (contracts/superoffice.md §6): a row registered at T is found by "from T to T + 1 s"
        only where T was written in the right zone.
        """
        if not row.registered:
            return ""
        moment, was_registered = utc(row.registered), self._diary.listing.was_registered
        zones = dict.fromkeys(("UTC", self._diary.facts().base))
        return next((zone for zone in zones if was_registered(row, moment, zone)), "")


def _start(cursor: Cursor) -> datetime:
    """From which stamp on to ask."""
    if not cursor.since:
        return _BEGINNING
    if not cursor.literal_zone:
        return utc(cursor.since) - _ANY_ZONE
    return utc(cursor.since) + timedelta(seconds=cursor.margin)


def _margin(since: str, first_seen: float, answered: float) -> int:
    """Seconds from the latest stamp to the one from which to ask the next time.

    Once the server's clock has gone on for long enough, no write with that stamp or an earlier one can appear any
    more: ask from the second behind it. If it only looks long ago, because two clocks of the server say so, ask
    from that very second. Else ask from before it.
    """
    if answered - first_seen >= LATE:
        return 1
    if answered - utc(since).timestamp() >= LATE + _SKEW:
        return 0
    return -LATE


def _shown(answers: Iterable[Seen | Refused]) -> list[Seen]:
    return [seen for seen in answers if isinstance(seen, Seen)]


def _touches(seen: Seen, window: Window) -> bool:
    """Whether the window shows it; of tasks and persons it shows all."""
    return not isinstance(seen.item, Appointment) or window.touches(seen.item.span)


def _newest(rows: Sequence[Listed]) -> list[Listed]:
    """Those of *rows* that `_near` may tell of; none where no stamp is told."""
    latest = max((row.stamp for row in rows), default="")
    return written_since(rows, utc(latest) - timedelta(seconds=LATE)) if latest else []


def _near(rows: Iterable[Listed], stamp: str) -> dict[str, str]:
    """Version by id of the rows so close to *stamp* that the next run is told them again."""
    near = written_since(rows, utc(stamp) - timedelta(seconds=LATE))
    return {row.id: row.version for row in near[:_RECENT]}


def _overlap(old: Window, new: Window) -> bool:
    return old.first < new.last and new.first < old.last


def _new_days(old: Window, new: Window) -> list[tuple[date, date]]:
    """The days of *new* that are not in *old*, each stretch as first day and the day after it."""
    stretches = ((new.first, old.first), (old.last, new.last))
    return [(first, last) for first, last in stretches if first < last]
