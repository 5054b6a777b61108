"""Settling: what each write's outcome means for its link, the journal, the history and the report."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, assert_never
from uuid import UUID, uuid4

from sqlalchemy import Connection

from backend.core.items import Appointment, Side
from backend.core.marks import shown_of, span_mark
from backend.core.merge import Lost
from backend.core.plan import Change, Link
from backend.core.reasons import Reason
from backend.core.sides import Create, Delete, Done, Gone, Outcome, Refused, Seen, Stale, Unsure, Update, Write
from backend.store import journal, links
from backend.sync.desk import Desk
from backend.sync.planning import Step

Action = Literal["created", "updated", "deleted", "restored"]


@dataclass(frozen=True, slots=True)
class Task:
    """One write of one step, with the link as it is written down before."""

    step: Step
    link: Link
    side: Side
    write: Write
    action: Action


class Settlement:
    """Takes outcomes batch by batch; a link with writes on both sides is settled twice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        #: links as they stand after the outcomes so far
        self._links: dict[UUID, Link] = {}
        self._pointers: dict[str, str] = {}
        #: when links are read again because one of their writes is owed; the other's success does not end that
        self._owed: dict[UUID, datetime] = {}
        #: links to look at again in this run: the item had changed or was gone
        self.again: list[Link] = []

    def first_sight(self, task: Task) -> bool:
        """Whether the link of *task* is still to be written down."""
        if task.link.id in self._links:
            return False
        self._links[task.link.id] = task.link
        return True

    def take_pointers(self) -> dict[str, str]:
        """Pairs born since the last call: SuperOffice id → calendar id."""
        pointers, self._pointers = self._pointers, {}
        return pointers

    def settle(self, connection: Connection, outcomes: Sequence[tuple[Task, Outcome]]) -> None:
        """The second transaction of a batch."""
        kept: dict[UUID, Link] = {}
        removed: list[UUID] = []
        closed: list[tuple[str, str]] = []
        told: list[dict[str, Any]] = []
        for task, outcome in outcomes:
            link = self._links[task.link.id]
            match outcome:
                case Done(seen):
                    closed.append((task.write.intent, "done"))
                    told += self._history(task)
                    self._count(task)
                    link = self._after(task, link, seen)
                    if isinstance(task.write, Delete):
                        removed.append(link.id)
                    else:
                        kept[link.id] = link
                case Gone() if isinstance(task.write, Delete):
                    closed.append((task.write.intent, "gone"))
                    removed.append(link.id)
                case Gone() | Stale():
                    closed.append((task.write.intent, "stale"))
                    self.again.append(link)
                    self._owed[link.id] = self._desk.now
                    kept[link.id] = link
                case Refused(reason):
                    closed.append((task.write.intent, "refused"))
                    link = replace(link, state="parked", reason=reason.value, failures=link.failures + 1)
                    self._owed[link.id] = self._later(link.failures)
                    kept[link.id] = link
                    self._desk.report.put_off(reason)
                case Unsure():
                    # a create stays open: the next run looks it up by its key before it repeats it
                    if not isinstance(task.write, Create):
                        closed.append((task.write.intent, "unsure"))
                    self._owed[link.id] = self._desk.now
                    kept[link.id] = link
                    self._desk.report.put_off(Reason.PARKED)
                case _:
                    assert_never(outcome)
            self._links[link.id] = link
        waiting: dict[datetime | None, list[Link]] = defaultdict(list)
        for link in kept.values():
            waiting[self._owed.get(link.id)].append(link)
        for retry_at, group in waiting.items():
            links.save(connection, group, self._desk.now, retry_at)
        links.remove(connection, removed)
        journal.close(connection, closed, self._desk.now)
        journal.tell(connection, told)

    def _after(self, task: Task, link: Link, seen: Seen | None) -> Link:
        """The link after a write took effect; what came back is what the side now shows (sync-rules 7)."""
        if seen is None:
            return link
        side = task.side
        if isinstance(task.write, Create):
            self._point(link, side, seen)
        shown = {**link.shown[side]}
        version = seen.version
        if isinstance(seen.item, Appointment):
            now = self._desk.rules.marker.marks(seen.item)
            written = task.write.fields if isinstance(task.write, Update) else frozenset(now)
            shown |= shown_of({field: mark for field, mark in now.items() if field in written})
            if any(now[field] != shown[field][0] for field in now):
                # somebody changed another field meanwhile: the next reading must not pass it over
                version = ""
        return replace(
            link,
            ids={**link.ids, side: seen.id},
            shown={**link.shown, side: shown},
            versions={**link.versions, side: version},
            uid=link.uid or seen.uid,
            failures=link.failures if link.id in self._owed else 0,
        )

    def _point(self, link: Link, side: Side, seen: Seen) -> None:
        ids = {**link.ids, side: seen.id}
        self._pointers[str(ids[Side.SUPEROFFICE])] = str(ids[Side.CALENDAR])

    def _count(self, task: Task) -> None:
        report = self._desk.report
        match task.write:
            case Create():
                report.created[task.side] += 1
            case Update():
                report.updated[task.side] += 1
            case Delete():
                report.deleted[task.side] += 1

    def _later(self, failures: int) -> datetime:
        """When a refused item is tried again: an hour doubled with each failure, at most a day."""
        return self._desk.now + min(timedelta(hours=2 ** min(failures - 1, 5)), timedelta(days=1))

    def tell_conflicts(self, connection: Connection, fresh: Sequence[Task]) -> None:
        """Keep the values that lose, of both sides, with the decision: once they are overwritten they are gone."""
        rows = [self._row(task, one.side, "conflict", one.field, one) for task in fresh for one in _lost(task)]
        self._desk.report.conflicts += len(rows)
        journal.tell(connection, rows)

    def _history(self, task: Task) -> list[dict[str, Any]]:
        """What this write changed."""
        fields = sorted(task.write.fields) if isinstance(task.write, Update) else [""]
        return [self._row(task, task.side, task.action, field) for field in fields]

    def _row(self, task: Task, side: Side, action: str, field: str, lost: Lost | None = None) -> dict[str, Any]:
        return {
            "id": uuid4(),
            "mailbox_id": self._desk.mailbox_id,
            "link_id": task.link.id,
            "run_id": self._desk.run_id,
            "at": self._desk.now,
            "side": side.value,
            "action": action,
            "field": field,
            "lost": self._desk.vault.lock(_as_json(lost)) if lost else b"",
        }


def _lost(task: Task) -> tuple[Lost, ...]:
    """The values that the decision overwrites although a person wrote them."""
    decision = task.step.decision
    return decision.merged.lost if isinstance(decision, Change) else ()


def _as_json(lost: Lost) -> str:
    value = span_mark(lost.value) if lost.field == "span" else lost.value
    return json.dumps(value)
