"""Puts the components of one UID together: a single event, or a series with what differs in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from backend.sandbox.graph.series import Rule
from backend.sandbox.ics.event import Draft
from backend.sandbox.ics.patterns import NoPattern
from backend.sandbox.ics.recurrence import Recurring, graph_recurrence
from backend.sandbox.ics.report import Report
from backend.sandbox.ics.times import Span, When

#: single events that a series without a pattern becomes at most
MOST_SINGLES = 400


@dataclass(slots=True)
class Parcel:
    """One event for the sandbox: a Graph body, with iCalUId and what only an import may say."""

    line: int
    uid: str
    body: dict[str, Any]
    is_series: bool = False
    exceptions: int = 0


@dataclass(slots=True)
class _Group:
    """The drafts of one UID."""

    masters: list[Draft] = field(default_factory=list)
    changes: list[Draft] = field(default_factory=list)


def put_together(drafts: Iterable[Draft], horizon: tuple[date, date], report: Report) -> list[Parcel]:
    """The events that *drafts* make. *horizon* is where series without a pattern are written out."""
    groups: dict[str, _Group] = {}
    for draft in drafts:
        group = groups.setdefault(draft.uid, _Group())
        (group.changes if draft.recurrence_id else group.masters).append(draft)
    parcels: list[Parcel] = []
    for group in groups.values():
        masters = _versions(group.masters, report)
        replaced: dict[datetime, list[Draft]] = {}
        for change in group.changes:
            assert change.recurrence_id is not None
            replaced.setdefault(change.recurrence_id.moment, []).append(change)
        changes = [newest for same in replaced.values() for newest in _newest(same, report)]
        for number, master in enumerate(masters):
            own = replace(master, uid=f"{master.uid}#{number + 1}") if number else master
            parcels += _Assembly(own, [] if number else changes, horizon, report).parcels()
        if not masters:
            parcels += [_orphan(change, report) for change in changes if not change.is_cancelled]
    return parcels


def _versions(drafts: list[Draft], report: Report) -> list[Draft]:
    """The newest of several versions of one event. The same UID twice in one version is another event."""
    if len({draft.version[0] for draft in drafts}) == len(drafts):
        return _newest(drafts, report)
    by_start: dict[When, list[Draft]] = {}
    for draft in drafts:
        by_start.setdefault(draft.span.start, []).append(draft)
    kept = [newest for same in by_start.values() for newest in _newest(same, report)]
    for draft in kept[1:]:
        report.warn(
            draft.line, draft.uid, f"It has the UID of another event, in line {kept[0].line}; both are taken."
        )
    return kept


def _newest(drafts: list[Draft], report: Report) -> list[Draft]:
    """The newest of *drafts*, which are one event, as a list; the others are left out."""
    if not drafts:
        return []
    newest = max(drafts, key=lambda draft: (draft.version, draft.line))
    for draft in drafts:
        if draft is not newest:
            report.skip(draft.line, draft.uid, f"Another version of the event in line {newest.line}.")
    return [newest]


def _orphan(change: Draft, report: Report) -> Parcel:
    """A changed occurrence whose series the file does not have."""
    assert change.recurrence_id is not None
    report.warn(
        change.line, change.uid, "Its series is not in the file; the occurrence is taken as a single event."
    )
    body = {**_single(change, change.span), "lone": change.recurrence_id.wall.date().isoformat()}
    return Parcel(change.line, change.uid, body)


def _single(draft: Draft, span: Span, uid: str = "") -> dict[str, Any]:
    return {**draft.wire, **span.wire(), "iCalUId": uid or draft.uid}


class _Assembly:
    """One master with its changes."""

    def __init__(self, master: Draft, changes: list[Draft], horizon: tuple[date, date], report: Report) -> None:
        self._master = master
        self._zone = master.span.start.zone
        self._changes = {self._replaced(change): change for change in changes}
        self._removed = master.removed
        self._horizon = horizon
        self._report = report

    def parcels(self) -> list[Parcel]:
        master = self._master
        if not master.rules:
            return [self._alone(master.span), *self._extra()]
        recurring = Recurring(master.rules[0], master.span)
        if recurring.is_hopeless:
            self._warn("The rule cannot be followed; the first occurrence alone is taken.")
            return [self._alone(master.span), *self._extra()]
        try:
            if len(master.rules) > 1:
                raise NoPattern("it has several rules")
            recurrence, first = graph_recurrence(recurring)
        except NoPattern as error:
            return [*self._written_out(str(error)), *self._extra()]
        return [*self._off_pattern(first), *self._series(recurrence, first), *self._extra()]

    def _series(self, recurrence: dict[str, Any], first: datetime) -> list[Parcel]:
        master, rule = self._master, Rule.read(recurrence)
        body = {**_single(master, master.span.at(first)), "recurrence": recurrence}
        exceptions: list[dict[str, Any]] = []
        gone: set[date] = set()
        singles: list[Parcel] = []
        for wall, change in self._changes.items():
            if not rule.contains(wall.date()):
                singles += (
                    []
                    if change.is_cancelled or wall == master.span.start.wall
                    else [_orphan(change, self._report)]
                )
            elif change.is_cancelled:
                gone.add(wall.date())
            else:
                exceptions.append({**change.wire, **change.span.wire(), "originalDate": wall.date().isoformat()})
        changed = {each["originalDate"] for each in exceptions}
        gone |= {day for day in self._removed_days(rule) if day.isoformat() not in changed}
        if rule.count is not None and not set(rule.dates()) - gone:
            self._report.skip(master.line, master.uid, "Every occurrence of the series is removed.")
            return singles
        body |= {"exceptions": exceptions, "cancelled": sorted(day.isoformat() for day in gone)}
        number = len(exceptions) + len(gone)
        return [Parcel(master.line, master.uid, body, is_series=True, exceptions=number), *singles]

    def _removed_days(self, rule: Rule) -> set[date]:
        days: set[date] = set()
        for when in self._removed:
            wall = when.on_clock(self._zone)
            # a date, or midnight in its place, stands for the occurrence of that day
            matches = when.is_date or wall.time() in (self._master.span.start.wall.time(), datetime.min.time())
            if matches and rule.contains(wall.date()):
                days.add(wall.date())
            elif wall != self._master.span.start.wall:
                self._warn(f"EXDATE {wall:%Y-%m-%d %H:%M} names no occurrence.")
        return days

    def _off_pattern(self, first: datetime) -> list[Parcel]:
        """DTSTART counts as an occurrence although its own rule does not name it; Outlook's do not."""
        start = self._master.span.start.wall
        if first == start or self._is_removed(start):
            return []
        self._warn("The first occurrence lies off the pattern and is taken as a single event beside the series.")
        return self._at(start)

    def _written_out(self, reason: str) -> list[Parcel]:
        master = self._master
        starts = {
            wall
            for rule in master.rules
            for wall in Recurring(rule, master.span).expanded(self._horizon, MOST_SINGLES)
        }
        chosen = sorted(starts)[:MOST_SINGLES]
        parcels = [parcel for wall in chosen if not self._is_removed(wall) for parcel in self._at(wall)]
        parcels += [
            _orphan(change, self._report)
            for wall, change in self._changes.items()
            if wall not in starts and not change.is_cancelled
        ]
        if not parcels:
            self._report.skip(master.line, master.uid, "Every occurrence of the series is removed.")
        elif reason:
            self._report.expanded += 1
            self._warn(f"Expanded to {len(parcels)} single events, the last on {chosen[-1]:%Y-%m-%d}: {reason}.")
        return parcels

    def _extra(self) -> list[Parcel]:
        """RDATEs."""
        parcels: list[Parcel] = []
        for when, end in self._master.added:
            wall = when.on_clock(self._zone)
            if not self._is_removed(wall):
                parcels += self._at(wall, _length(when, end))
        if parcels:
            self._warn(f"{len(parcels)} additional dates are taken as single events.")
        return parcels

    def _alone(self, span: Span) -> Parcel:
        return Parcel(self._master.line, self._master.uid, _single(self._master, span))

    def _at(self, wall: datetime, length: timedelta | None = None) -> list[Parcel]:
        """The occurrence of a wall clock as a single event, or what a change makes of it."""
        change = self._changes.get(wall)
        if change and change.is_cancelled:
            return []
        uid = f"{self._master.uid}#{wall:%Y%m%dT%H%M%S}"
        if change:
            return [Parcel(change.line, uid, _single(change, change.span, uid))]
        span = self._master.span.at(wall)
        if length is not None:
            span = replace(span, end=span.start.plus(length))
        return [Parcel(self._master.line, uid, _single(self._master, span, uid))]

    def _replaced(self, change: Draft) -> datetime:
        """The wall clock of the occurrence that *change* is about; a date stands for the time of that day."""
        assert change.recurrence_id is not None
        wall = change.recurrence_id.on_clock(self._zone)
        if change.recurrence_id.is_date:
            return datetime.combine(wall.date(), self._master.span.start.wall.time())
        return wall

    def _is_removed(self, wall: datetime) -> bool:
        return any(
            when.on_clock(self._zone) == wall or (when.is_date and when.wall.date() == wall.date())
            for when in self._removed
        )

    def _warn(self, reason: str) -> None:
        self._report.warn(self._master.line, self._master.uid, reason)


def _length(start: When, end: When | timedelta | None) -> timedelta | None:
    return end.moment - start.moment if isinstance(end, When) else end
