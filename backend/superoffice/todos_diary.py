"""The to-dos of one associate: which rows they are, and which row of a repeating one is next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from backend.core.items import Task
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.values import replace
from backend.core.writes import Refused
from backend.superoffice import todos_wire
from backend.superoffice.changes import Known
from backend.superoffice.client import Client
from backend.superoffice.diary import Diary
from backend.superoffice.facts import Facts
from backend.superoffice.listing import Listed, Scope, utc

#: to-dos and those that were assigned to somebody, but not what lies in the diary
TODOS: Final = Scope(types=(2, 7), others=frozenset({1, 6}), open_ended=True)


class TodoDiary(Diary):
    """The to-dos of one associate.

    Of a series only the first row that is to be done travels, as To Do shows no other occurrence either; one that
    has travelled goes on doing so. *known* tells which rows are linked.
    """

    def __init__(self, client: Client, associate_id: int, facts: Callable[[], Facts], known: Known) -> None:
        super().__init__(client, associate_id, facts, TODOS, todos_wire.read)
        self._known = known
        self._linked: set[str] = set()
        self._next: dict[int, Listed] | None = None

    def begin_round(self) -> None:
        """Forget what the last round showed."""
        super().begin_round()
        self._linked.clear()
        self._next = None

    def known(self, ids: Sequence[str]) -> Mapping[str, str]:
        """By id, the versions of those of *ids* that are linked."""
        found = self._known(ids)
        self._linked |= found.keys()
        return found

    def note_linked(self, ids: Iterable[str]) -> None:
        """Take for granted that rows are linked, so that nobody need be asked."""
        self._linked |= {*ids}

    def fetch(
        self, rows: Sequence[Listed], pointers: Mapping[str, str] | None = None
    ) -> dict[str, Seen | Refused]:
        """The rows with their content; rows of series that are not next are told of without it."""
        answers = super().fetch(rows, pointers)
        found = {item: answer for item, answer in answers.items() if not _is_converted(answer)}
        by_id = {row.id: row for row in rows}
        later = self._later([by_id[item] for item, answer in found.items() if _task_of(answer, completed=False)])
        return {item: _shown(answer, by_id[item], later) for item, answer in found.items()}

    def following(self, shown: Collection[str]) -> tuple[Seen, ...]:
        """The next rows of series that are neither in *shown* nor linked: what came before them may be done."""
        ids = [row.id for row in self._upcoming().values() if row.id not in shown]
        linked = self.known(ids) if ids else {}
        rows = [row for row in self._upcoming().values() if row.id in ids and row.id not in linked]
        return tuple(seen for seen in self.fetch(rows).values() if isinstance(seen, Seen)) if rows else ()

    def _later(self, rows: Sequence[Listed]) -> set[str]:
        """Rows of series before which others are to be done first."""
        waiting = [row.id for row in rows if row.rule and row.id not in self._linked]
        if waiting:
            first = {row.id for row in self._upcoming().values()}
            waiting = [item for item in waiting if item not in first]
        return set(waiting) - (self.known(waiting).keys() if waiting else set())

    def _upcoming(self) -> dict[int, Listed]:
        """By rule the first row that is to be done, as the round found it."""
        if self._next is None:
            rows = [row for page in self.listing.repeating() for row in page.rows]
            rows.sort(key=lambda row: (row.end, row.start, int(row.id)), reverse=True)
            self._next = {row.rule: row for row in rows}
        return self._next


def _is_converted(answer: Seen | Refused) -> bool:
    return isinstance(answer, Seen) and answer.item is todos_wire.CONVERTED


def _task_of(answer: Seen | Refused, *, completed: bool) -> Task | None:
    item = answer.item if isinstance(answer, Seen) else None
    return item if isinstance(item, Task) and item.completed is completed else None


def _shown(answer: Seen | Refused, row: Listed, later: Collection[str]) -> Seen | Refused:
    """An answer with what only the listing tells."""
    if not isinstance(answer, Seen):
        return answer
    if row.id in later:
        return replace(answer, item=Unmapped(Reason.LATER_OCCURRENCE))
    if not isinstance(answer.item, Task):
        return answer
    # of what is completed, nobody can have written it since
    done_on = utc(row.stamp).date() if answer.item.completed and row.stamp else None
    return replace(answer, item=replace(answer.item, done_on=done_on, type_id=row.concerns.type_id))
