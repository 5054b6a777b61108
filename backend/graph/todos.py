"""One mailbox's list of tasks in Microsoft To Do as a side of the engine (contracts/graph.md §2.4)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import quote

from backend.core.items import Side, Window
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.seen import Changes, Seen
from backend.core.sides import Unavailable
from backend.core.writes import Became, Gone, Intended, Outcome, Refused, Write
from backend.graph.batch import Part, send_all
from backend.graph.client import GraphClient, Json
from backend.graph.outcomes import succeeded
from backend.graph.paging import values
from backend.graph.profile import known_zone
from backend.graph.reading import as_told
from backend.graph.todo_links import is_made_by, new_link, own_link
from backend.graph.todo_list import EXPAND, Position, TaskList
from backend.graph.todo_wire import read_task
from backend.graph.todo_writes import Habits, TodoWriter
from backend.graph.told import told

log = logging.getLogger(__name__)


class GraphTodos:
    """Implements core.sides.Gateway for the default list of tasks of one mailbox.

    *context* identifies the organisation in back pointers. *outgoing_category* is put on what we create.
    *home_zone* is the mailbox's own zone, by its Windows or IANA name.

    Whatever its day, a task is told of: which ones travel is the engine's to say. A repeating task is one item a
    occurrence: To Do makes the next when one is done, as a new task or by moving the same one on.
    """

    side = Side.CALENDAR

    def __init__(self, client: GraphClient, *, context: str, outgoing_category: str, home_zone: str) -> None:
        self._client = client
        self._context = context
        self._tasks = TaskList(client)
        habits = Habits(context=context, category=outgoing_category, home_zone=known_zone(home_zone))
        self._writer = TodoWriter(client, self._tasks, habits)

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""
        return self._client.requests

    def changes(self, cursor: str | None, window: Window) -> Iterator[Changes]:
        """Pages of what changed since *cursor*; the whole list when there is none. A list has no *window*.

        Raises CursorLost, NeedsSignIn, Unavailable.
        """
        known = Position.load(cursor)
        if known is None:
            self._tasks.forget()
        else:
            self._tasks.resume(known.list_id)
        link = known.link if known else self._tasks.first_link
        while True:
            page = self._tasks.changes(link)
            following, delta = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
            if not isinstance(following or delta, str) or following == link:
                raise Unavailable(Side.CALENDAR, "outlook.changes_end")
            position = None if following else Position(self._tasks.id, str(delta)).dump()
            yield self._read_page(page, whole=known is None, cursor=position)
            if not following:
                return
            link = following

    def _read_page(self, page: Json, *, whole: bool, cursor: str | None) -> Changes:
        seen: list[Seen] = []
        gone: list[str] = []
        for entry in values(page):
            if not isinstance(entry, dict) or not told(entry, "id"):
                log.warning("an entry without an id in a page of changes was passed over")
            elif "@removed" in entry:
                gone.append(entry["id"])
            else:
                seen.append(read_task(entry, self._context))
        return Changes(seen=tuple(seen), rumoured_gone=tuple(gone), whole=whole, cursor=cursor)

    def read(self, ids: Sequence[str]) -> Mapping[str, Seen | Gone | Refused]:
        """The tasks now; one that was moved to another list is gone. Raises NeedsSignIn and Unavailable, also when
        an answer leaves a task in doubt."""
        parts = [Part("GET", f"{self._tasks.task(one)}?{EXPAND}") for one in ids]
        answers = [as_told(answer) for answer in send_all(self._client, parts, repeatable=True)]
        if any(isinstance(answer, Gone) for answer in answers):
            self._tasks.confirm()
        return {
            one: read_task({**answer, "id": one}, self._context) if isinstance(answer, dict) else answer
            for one, answer in zip(ids, answers, strict=True)
        }

    def find(self, creates: Sequence[Intended]) -> Mapping[str, tuple[Seen, ...]]:
        """By intent: what creates made, if they took effect.

        The next occurrence of a repeating task copies its links, so the oldest task counts. Nothing documents that
        tasks can be filtered by their links: the whole list is read.
        """
        tasks = list(self._tasks.all()) if creates else []
        found: dict[str, tuple[Seen, ...]] = {}
        for create in creates:
            made = [task for task in tasks if is_made_by(task, self._context, create.intent) and told(task, "id")]
            if made:
                oldest = min(made, key=lambda task: told(task, "createdDateTime"))
                found[create.intent] = (read_task(oldest, self._context),)
        return found

    def rules(self, seen: Sequence[Seen]) -> Mapping[str, Series | Inexpressible]:
        """Gateway.rules: a task is no item of a series."""
        return {}

    def remains(self, series: str) -> bool:
        """Gateway.remains: there are no series."""
        return False

    def finish(self, interrupted: Mapping[str, Collection[str]]) -> Mapping[str, Became]:
        """Gateway.finish. To-dos have no series."""
        return {}

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Carry out *writes*, twenty in a request. Raises NeedsSignIn and Unavailable."""
        return self._writer.write(writes)

    def point(self, pairs: Mapping[str, str]) -> None:
        """Write back pointers, each of which changes the task's version. A task that takes none is left without: a
        lost link is then found by likeness."""
        asked = [Part("GET", f"{self._tasks.task(one)}?{EXPAND}") for one in pairs]
        calls = [
            self._pointing(one, answer.body, pairs[one])
            for one, answer in zip(pairs, send_all(self._client, asked, repeatable=True), strict=True)
            if answer.status == 200 and isinstance(answer.body, dict)
        ]
        answers = send_all(self._client, calls, repeatable=True)
        refused = Counter(answer.status for answer in answers if not succeeded(answer))
        if refused:
            log.warning("back pointers not taken, by status: %s", dict(refused))

    def _pointing(self, task_id: str, task: Json, other_id: str) -> Part:
        """What lets a task point to *other_id*: its own link says so, or a new one."""
        link, links = own_link(task, self._context), f"{self._tasks.task(task_id)}/linkedResources"
        if link is None:
            return Part("POST", links, new_link(self._context, other_id))
        content = {"externalId": new_link(self._context, other_id)["externalId"]}
        return Part("PATCH", f"{links}/{quote(told(link, 'id'), safe='')}", content)

    def flag(self, ids: Mapping[str, bool]) -> None:
        """Gateway.flag: of a task it is always known with what it is one."""
