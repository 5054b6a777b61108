"""Settling: what each write's outcome means for its link, the journal, the history and the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import Connection

from backend.core.decisions import Link, Missing
from backend.core.fields import value_of
from backend.core.items import Answer, Appointment, Guest, Side
from backend.core.marks import Shown, shown_of
from backend.core.meetings import PERSONAL, has_others
from backend.core.mentions import Mentions
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.tasks import hidden, is_secret
from backend.core.wishes import Wish
from backend.core.writes import (
    Create,
    CreateSeries,
    Delete,
    Done,
    Gone,
    Made,
    Outcome,
    Refused,
    Reshape,
    Stale,
    Unsure,
    Update,
)
from backend.store import journal, links, wishes
from backend.sync.desk import Desk
from backend.sync.displaced import displaced
from backend.sync.gather import Act
from backend.sync.share import share
from backend.sync.tasks import Task
from backend.sync.telling import conflict_rows, history_rows


class Settlement:
    """Takes outcomes batch by batch; a link with writes on both sides is settled twice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        #: links as they stand after the outcomes so far
        self._links: dict[UUID, Link] = {}
        self._pointers: dict[str, str] = {}
        #: when links are read again because one of their writes is owed; the other's success does not end that
        self._owed: dict[UUID, datetime] = {}
        #: links to look at again in this run: the item had changed or was gone, or more is to be said to it
        self.again: list[Link] = []
        #: people whose own mailboxes show what was written
        self.concerned: set[Guest] = set()
        #: items that creates of this run were answered with
        self._found: set[tuple[Side, str | None]] = set()
        #: by link, what a new item of a series may show, or one that lost what was its own
        self._expected: dict[UUID, Shown] = {}

    def first_sight(self, task: Task) -> bool:
        """Whether the link of *task* is still to be written down."""
        if task.link.id in self._links:
            return False
        self._links[task.link.id] = task.link
        return True

    def has_found_home(self, act: Act) -> bool:
        """Whether what an act is to copy has turned out to be the other half of another item in this run: a create
        was answered with an item that was there already, under the same UID."""
        return all(
            task.step.new and (task.side.other, task.link.ids[task.side.other]) in self._found
            for task in act.tasks
        )

    def restless(self) -> list[Link]:
        """`again`, each link once and as it stands by now: another of its writes may have been settled since."""
        return [self._links.get(link_id, link) for link_id, link in {link.id: link for link in self.again}.items()]

    def take_pointers(self) -> dict[str, str]:
        """Pairs born since the last call: SuperOffice id → calendar id."""
        pointers, self._pointers = self._pointers, {}
        return pointers

    def settle(self, connection: Connection, outcomes: Sequence[tuple[Act, Outcome]]) -> None:
        """The second transaction of a batch."""
        kept: dict[UUID, Link] = {}
        removed: list[UUID] = []
        closed: list[tuple[str, str]] = []
        told: list[dict[str, Any]] = []
        chosen: dict[UUID, Wish] = {}
        for act, outcome in outcomes:
            for task, each in self._of_tasks(connection, act, outcome, kept):
                word = self._settle_one(task, each)
                if word:
                    closed.append((task.write.intent, word))
                if word == "done":
                    told += history_rows(self._desk, task)
                    self._count(task)
                link = self._links[task.link.id]
                if link.wish != task.link.wish:
                    chosen[link.id] = task.link.wish
                if _is_over(task, link, word):
                    removed.append(link.id)
                    kept.pop(link.id, None)
                else:
                    kept[link.id] = link
        for side in {act.tasks[0].side for act, _ in outcomes}:
            gone = displaced(self._desk, connection, side, kept, removed)
            kept = {link_id: link for link_id, link in kept.items() if link_id not in gone}
            removed += gone
        waiting: dict[datetime | None, list[Link]] = defaultdict(list)
        for link in kept.values():
            waiting[self._owed.get(link.id)].append(link)
        links.remove(connection, removed)
        wishes.written(connection, chosen)
        for retry_at, group in waiting.items():
            links.save(connection, group, self._desk.now, retry_at)
        journal.close(connection, closed, self._desk.now)
        journal.tell(connection, told)

    def _of_tasks(
        self, connection: Connection, act: Act, outcome: Outcome, kept: dict[UUID, Link]
    ) -> list[tuple[Task, Outcome]]:
        """What the outcome of an act means for each of its tasks."""
        whole = isinstance(outcome, Refused) and isinstance(act.write, CreateSeries | Reshape)
        if len(act.tasks) == 1 and not isinstance(outcome, Made) and not whole:
            return [(act.tasks[0], outcome)]
        if isinstance(outcome, Refused | Stale):
            # what cannot be done in one act may still be done item by item
            self._desk.one_by_one |= {key for task in act.tasks for key in _series_of(task)}
            return [(task, Stale()) for task in act.tasks]
        if not isinstance(outcome, Made):
            return [(task, outcome) for task in act.tasks]
        shared = share(self._desk, connection, act, outcome, self._links)
        self._expected |= shared.expected
        unmatched = [task for task, each in shared.outcomes if isinstance(each, Stale)]
        self._desk.one_by_one |= {key for task in unmatched for key in _series_of(task)}
        for link in shared.siblings:
            self._links[link.id] = kept[link.id] = link
            self.again.append(link)
        return shared.outcomes

    def _settle_one(self, task: Task, outcome: Outcome) -> str:
        """Let a link be what the outcome makes of it. Returns the word for the journal; "" for an open intent."""
        link = self._links[task.link.id]
        match outcome:
            case Done(seen):
                self._links[link.id] = self._after(task, link, seen)
                return "done"
            case Made():
                raise AssertionError("an act of a series is settled task by task")
            case Gone() if isinstance(task.write, Delete):
                self._links[link.id] = self._after(task, link, None)
                return "gone"
            case Gone() | Stale():
                self.again.append(link)
                self._owed[link.id] = self._desk.now
                return "stale"
            case Refused(reason):
                link = replace(link, state="parked", reason=reason.value, failures=link.failures + 1)
                self._links[link.id] = link
                self._owed[link.id] = self._later(link.failures)
                self._desk.report.put_off(reason)
                return "refused"
            case Unsure():
                self._owed[link.id] = self._desk.now
                self._desk.report.put_off(Reason.PARKED)
                # a create stays open: the next run looks it up by its key before it repeats it
                return "" if isinstance(task.write, Create) else "unsure"
            case _:
                assert_never(outcome)

    def _after(self, task: Task, link: Link, seen: Seen | None) -> Link:
        """The link after a write took effect; what came back is what the side now shows (sync-rules 7)."""
        side = task.side
        if task.action == "replaced":
            return link
        if task.action == "declined":
            # on the other side it was taken away
            link = without(link, side.other)
        if task.action == "cleared" and isinstance(task.step.presence[side.other], Missing):
            # a run that died had cleared it away there
            link = without(link, side.other)
        self.concerned |= _guests_before(task)
        if seen is None:
            return hidden(link, side) if task.action == "hidden" else without(link, side)
        shown = {**link.shown[side]}
        version = seen.version
        if isinstance(seen.item, Appointment):
            self.concerned |= set(seen.item.guests)
        if not isinstance(seen.item, Unmapped):
            now = self._desk.rules.marker.marks(seen.item)
            # of an item that was only waited for, nothing was remembered
            shown = shown_of(now) | shown
            written = task.write.fields if isinstance(task.write, Update) else frozenset(now)
            shown |= shown_of({field: mark for field, mark in now.items() if field in written})
            if any(now[field] != shown[field][0] for field in now):
                # somebody changed another field meanwhile: the next reading must not pass it over
                version = ""
        if isinstance(task.write, Create):
            self._found.add((side, seen.id))
            self._point(link, side, seen)
            shown = _own_wishes(task, link, shown)
            shown = self._answers_open(side, seen, self._expected.pop(link.id, shown))
        elif isinstance(task.write, Update) and "guests" in task.write.fields:
            shown = self._answers_open(side, seen, shown)
        lost = self._expected.pop(link.id, {})
        shown |= lost
        place = seen.place.series if seen.place else ""
        mentions = _linked_by(task, link)
        after = replace(
            link,
            mentions=mentions,
            ids={**link.ids, side: seen.id},
            shown={**link.shown, side: shown},
            versions={**link.versions, side: version},
            uid=link.uid or seen.uid,
            booking=seen.booking if side is Side.SUPEROFFICE else link.booking,
            series={**link.series, side: place},
            wish=replace(link.wish, owed=None) if _is_choice(task) else link.wish,
            failures=link.failures if link.id in self._owed else 0,
        )
        if lost or self._is_more_to_say(task, seen, shown):
            self.again.append(after)
            # should this run end before, the next one says it
            self._owed[link.id] = self._desk.now
        return after

    def _is_more_to_say(self, task: Task, seen: Seen, shown: Shown) -> bool:
        """Whether the item has to be looked at once more in this run: an item of a series that differs from it, a
        meeting whose guests are asked anew, by an invitation or another time, or a copy that is to be hidden."""
        if is_secret(seen.item) and task.link.ids[Side.CALENDAR]:
            return True
        if isinstance(task.write, Create) and any(len(marks) != 1 for marks in shown.values()):
            return True
        if task.side is Side.SUPEROFFICE and (task.step.mention or _is_choice(task)):
            # the calendar tells what the row concerns by now
            return True
        if task.side is Side.CALENDAR and isinstance(task.write, Create) and _is_owed(task.link):
            return True
        if task.side is Side.SUPEROFFICE or not isinstance(seen.item, Appointment):
            return False
        answers = self._desk.rules.marker.mark("answers", value_of("answers", seen.item))
        return answers not in shown.get("answers", [answers])

    @staticmethod
    def _answers_open(side: Side, seen: Seen, shown: Shown) -> Shown:
        """Guests who were just invited have not answered, whatever SuperOffice shows: it is told in this run."""
        if side is Side.SUPEROFFICE or not isinstance(seen.item, Appointment) or not seen.item.guests:
            return shown
        return shown | {"answers": []}

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
        rows = [row for task in fresh for row in conflict_rows(self._desk, task)]
        self._desk.report.conflicts += len(rows)
        journal.tell(connection, rows)


def _own_wishes(task: Task, link: Link, shown: Shown) -> Shown:
    """What the own row of a meeting is still to be told: it may be one that a colleague's mailbox made."""
    if task.side is Side.CALENDAR or not isinstance(task.write, Create):
        return shown
    if not isinstance(task.write.item, Appointment) or not has_others(task.write.item):
        return shown
    wanted = link.shown[task.side]
    return shown | {field: list(dict.fromkeys([*wanted[field][:1], *shown[field]])) for field in PERSONAL}


def _is_owed(link: Link) -> bool:
    """Whether the row is still to be told whom or what it concerns."""
    return link.mentions.owed or link.wish.owed is not None


def _is_choice(task: Task) -> bool:
    """Whether a row was told what somebody chose for it."""
    return isinstance(task.write, Update) and "chosen" in task.write.fields


def _linked_by(task: Task, link: Link) -> Mentions:
    """What is remembered of the addresses in a text once somebody is linked by one of them."""
    if task.side is Side.CALENDAR or not task.step.mention:
        return link.mentions
    return Mentions(link.mentions.linked | {task.step.mention}, taken=True)


def _guests_before(task: Task) -> set[Guest]:
    """Who was invited when the decision was taken, as either half told."""
    halves = task.step.presence.values()
    items = [half.item for half in halves if isinstance(half, Seen)]
    return {guest for item in items if isinstance(item, Appointment) for guest in item.guests}


def _series_of(task: Task) -> set[str]:
    """The series of a task on both sides."""
    place = task.source.place if task.source else None
    return {task.link.series[task.side], place.series if place else ""} - {""}


def without(link: Link, side: Side) -> Link:
    """The link when the item on *side* is no more: a meeting that was declined leaves its row.

    Should an invitation come again, it asks anew: what it shows then is not what was said before.
    """
    shown = {field: marks[:1] for field, marks in link.shown[side].items()}
    return replace(
        link,
        ids={**link.ids, side: None},
        shown={**link.shown, side: shown | {"answer": [Answer.DECLINED.value]}},
        versions={**link.versions, side: ""},
        state="skipped",
        reason=Reason.DECLINED.value,
    )


def _is_over(task: Task, link: Link, word: str) -> bool:
    """Whether nothing is left that the link could name."""
    if word not in {"done", "gone"}:
        return False
    # a meeting that was declined may come again under its UID
    remembered = task.action == "declined" and bool(link.uid)
    return task.action == "deleted" or not (any(link.ids.values()) or remembered)
