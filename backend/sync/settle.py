"""Settling: what each write's outcome means for its link, the journal, the history and the report."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import Connection

from backend.core.decisions import Link, Missing
from backend.core.fields import value_of
from backend.core.items import Appointment, Guest, Side
from backend.core.marks import Shown, shown_of
from backend.core.meetings import Part
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.tasks import hidden, is_secret
from backend.core.values import replace
from backend.core.wishes import Wish
from backend.core.writes import (
    Create,
    CreateSeries,
    Delete,
    DeleteSeries,
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
from backend.sync.aftermath import (
    answers_open,
    as_first_met,
    guests_before,
    is_choice,
    is_over,
    is_owed,
    linked_by,
    own_wishes,
    series_of,
    unlike,
    without,
)
from backend.sync.desk import Desk
from backend.sync.displaced import displaced
from backend.sync.share import in_doubt, share
from backend.sync.tasks import Act, Task
from backend.sync.telling import conflict_rows, history_rows


class Settlement:
    """Takes outcomes batch by batch; a link with writes on both sides is settled twice."""

    def __init__(self, desk: Desk, tasks: Iterable[Task]) -> None:
        self._desk = desk
        #: links as they are written down with their first tasks; an act on their series may change them until then
        self._decided = {task.link.id: task.link for task in tasks}
        #: the items that they name so far
        self._items = {link_id: link.ids for link_id, link in self._decided.items()}
        #: links as they stand after the outcomes so far
        self._links: dict[UUID, Link] = {}
        #: pairs born, of which SuperOffice was not told yet: SuperOffice id → calendar id
        self.pointers: dict[str, str] = {}
        #: when links are read again because one of their writes is owed; the other's success does not end that
        self._owed: dict[UUID, datetime] = {}
        #: links to look at again in this run: the item had changed or was gone, or more is to be said to it
        self.again: list[Link] = []
        #: people whose own mailboxes show what was written
        self.concerned: set[Guest] = set()
        #: by link, what a new item of a series may show, or one that lost what was its own
        self._expected: dict[UUID, Shown] = {}

    def at_first_sight(self, task: Task) -> Task | None:
        """*task* with its link as it is to be written down; None where it was."""
        if task.link.id in self._links:
            return None
        link = self._links[task.link.id] = self._decided[task.link.id]
        return replace(task, link=link)

    def has_found_home(self, act: Act) -> bool:
        """Whether what an act is to copy has turned out to be the other half of another item in this run: a create
        was answered with an item that was there already, under the same UID."""
        return all(
            task.step.new and (task.side.other, task.link.ids[task.side.other]) in self._desk.found
            for task in act.tasks
        )

    def must_stay(self, task: Task) -> bool:
        """Whether a task clears away what a cancelled meeting left in the calendar while the row, which was to go
        first, is still there: nothing else would tell then that the organiser had called the meeting off."""
        if (task.action, task.side) != ("cleared", Side.CALENDAR):
            return False
        had_row = isinstance(task.step.presence[Side.SUPEROFFICE], Seen)
        return had_row and bool(self._links.get(task.link.id, task.link).ids[Side.SUPEROFFICE])

    def restless(self) -> list[Link]:
        """`again`, each link once and as it stands by now: another of its writes may have been settled since."""
        again = {link.id: link for link in self.again if link.id not in self._desk.unsure}
        return [self._links.get(link_id, link) for link_id, link in again.items()]

    def settle(self, connection: Connection, outcomes: Sequence[tuple[Act, Outcome]]) -> None:
        """The second transaction of a batch."""
        kept: dict[UUID, Link] = {}
        removed: list[UUID] = []
        closed: list[tuple[str, str]] = []
        told: list[dict[str, Any]] = []
        chosen: dict[UUID, Wish] = {}
        for act, outcome in outcomes:
            for task, each in self._of_tasks(connection, act, outcome, kept):
                if word := self._settle_one(task, each):
                    closed.append((task.write.intent, word))
                if word == "done":
                    told += history_rows(self._desk, task)
                    self._count(task)
                link = self._links[task.link.id]
                if link.wish != task.link.wish:
                    chosen[link.id] = task.link.wish
                if is_over(task, link, word):
                    removed.append(link.id)
                    kept.pop(link.id, None)
                else:
                    kept[link.id] = link
        for side in {act.tasks[0].side for act, _ in outcomes}:
            named = [link for link in kept.values() if self._is_named_anew(link, side)]
            gone = displaced(self._desk, connection, side, named, {*kept, *removed})
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

    def _is_named_anew(self, link: Link, side: Side) -> bool:
        """Whether a link names another item on *side* than when it was decided."""
        return link.id not in self._items or self._items[link.id][side] != link.ids[side]

    def _of_tasks(
        self, connection: Connection, act: Act, outcome: Outcome, kept: dict[UUID, Link]
    ) -> list[tuple[Task, Outcome]]:
        """What the outcome of an act means for each of its tasks."""
        self._links |= in_doubt(self._desk, connection, act, outcome, self._links)
        whole = isinstance(outcome, Refused) and isinstance(act.write, CreateSeries | Reshape)
        if len(act.tasks) == 1 and not isinstance(outcome, Made) and not whole:
            return [(act.tasks[0], outcome)]
        if isinstance(outcome, Refused | Stale):
            self._divide(act, outcome)
            return [(task, Stale()) for task in act.tasks]
        if not isinstance(outcome, Made):
            return [(task, outcome if act.fulfils(task) else Stale()) for task in act.tasks]
        shared = share(self._desk, connection, act, outcome, ChainMap(self._links, self._decided))
        self._expected |= shared.expected
        unmatched = [task for task, each in shared.outcomes if isinstance(each, Stale)]
        self._desk.one_by_one |= {key for task in unmatched for key in series_of(task)}
        for link in shared.siblings:
            self.again.append(link)
            if link.id in self._decided and link.id not in self._links:
                # its own decision, with what that overwrites, is still to be written down
                self._decided[link.id] = link
            else:
                self._links[link.id] = kept[link.id] = link
        return shared.outcomes

    def _divide(self, act: Act, outcome: Refused | Stale) -> None:
        """What cannot be done in one act may still be done item by item; what is only stale is decided again, and
        done in one act if it can be: guests are told once."""
        series = {key for task in act.tasks for key in series_of(task)}
        if isinstance(outcome, Refused):
            self._desk.one_by_one |= series
        elif not isinstance(act.write, DeleteSeries):
            self._desk.one_by_one |= series & self._desk.stale
            self._desk.stale |= series

    def _settle_one(self, task: Task, outcome: Outcome) -> str:
        """Let a link be what the outcome makes of it. Returns the word for the journal; "" for an open intent."""
        link = self._links[task.link.id]
        match outcome:
            case Done(seen, joined):
                after = self._after(task, link, seen)
                if seen and isinstance(task.write, Create) and (joined or seen.place):
                    self._desk.found.add((task.side, seen.id))
                if joined and (differing := unlike(self._desk.rules.marker, task, seen)):
                    after = as_first_met(after, differing)
                    self._look_again(after)
                self._links[link.id] = after
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
                # it stays open: the next run looks what became of it before it goes on (sync.recovery)
                if isinstance(task.write, Create):
                    self._desk.unsure.add(link.id)
                return ""
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
        self.concerned |= guests_before(task)
        if seen is None:
            return hidden(link, side) if task.action == "hidden" else without(link, side)
        shown, version = {**link.shown[side]}, seen.version
        if isinstance(seen.item, Appointment):
            self.concerned |= set(seen.item.guests)
        if not isinstance(seen.item, Unmapped):
            now = self._desk.rules.marker.marks(seen.item)
            # of an item that was only waited for, nothing was remembered
            shown = shown_of(now) | shown
            written = task.write.fields if isinstance(task.write, Update) else frozenset(now)
            if link.part is Part.SHARED and "answer" in written:
                # a colleague may have moved it meanwhile: nobody has answered to that time
                written |= {"span"}
            shown |= shown_of({field: mark for field, mark in now.items() if field in written})
            if any(now[field] not in shown[field][:1] for field in now):
                # somebody changed another field meanwhile: the next reading must not pass it over
                version = ""
        if isinstance(task.write, Create):
            self._point(link, side, seen)
            shown = own_wishes(task, link, shown)
            shown = answers_open(side, seen, self._expected.pop(link.id, shown))
        elif isinstance(task.write, Update) and "guests" in task.write.fields:
            shown = answers_open(side, seen, shown)
        lost = self._expected.pop(link.id, {})
        shown |= lost
        place = seen.place.series if seen.place else ""
        after = replace(
            link,
            mentions=linked_by(task, link),
            ids={**link.ids, side: seen.id},
            shown={**link.shown, side: shown},
            versions={**link.versions, side: version},
            uid=link.uid or seen.uid,
            booking=seen.booking if side is Side.SUPEROFFICE else link.booking,
            series={**link.series, side: place},
            original=seen.place.original if seen.place and side is Side.CALENDAR else link.original,
            wish=replace(link.wish, owed=None) if is_choice(task) else link.wish,
            failures=link.failures if link.id in self._owed else 0,
        )
        if lost or self._is_more_to_say(task, seen, shown):
            self._look_again(after)
        return after

    def _look_again(self, link: Link) -> None:
        """Decide about an item once more in this run; should this run end before, the next one does."""
        self.again.append(link)
        self._owed[link.id] = self._desk.now

    def _is_more_to_say(self, task: Task, seen: Seen, shown: Shown) -> bool:
        """Whether the item has to be looked at once more in this run: an item of a series that differs from it, a
        meeting whose guests are asked anew, by an invitation or another time, or a copy that is to be hidden."""
        if is_secret(seen.item) and task.link.ids[Side.CALENDAR]:
            return True
        if isinstance(task.write, Create) and any(len(marks) != 1 for marks in shown.values()):
            return True
        if task.side is Side.SUPEROFFICE and (task.step.mention or is_choice(task)):
            # the calendar tells what the row concerns by now
            return True
        if task.side is Side.CALENDAR and isinstance(task.write, Create) and is_owed(task.link):
            return True
        if task.side is Side.SUPEROFFICE or not isinstance(seen.item, Appointment):
            return False
        answers = self._desk.rules.marker.mark("answers", value_of("answers", seen.item))
        return answers not in shown.get("answers", [answers])

    def _point(self, link: Link, side: Side, seen: Seen) -> None:
        ids = {**link.ids, side: seen.id}
        self.pointers[str(ids[Side.SUPEROFFICE])] = str(ids[Side.CALENDAR])

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
