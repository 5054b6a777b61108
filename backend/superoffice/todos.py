"""One associate's to-dos in SuperOffice as a side of the sync (core.sides.Gateway)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from backend.core.items import Side, Window
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.seen import Changes, Seen
from backend.core.writes import Became, Create, Delete, Gone, Intended, Outcome, Refused, Update, Write
from backend.superoffice.changes import Feed, Known, Linked, nothing_known
from backend.superoffice.client import Client
from backend.superoffice.cursor import Cursor
from backend.superoffice.desk import Desk
from backend.superoffice.facts import Facts
from backend.superoffice.keys import Pointers
from backend.superoffice.lanes import as_done
from backend.superoffice.organisation import Organisation
from backend.superoffice.outcomes import refusals_told
from backend.superoffice.todos_diary import TodoDiary
from backend.superoffice.todos_writes import TodoWriter


class SuperOfficeTodos:
    """The to-dos of *associate_id*, those that others assigned and the owner accepted included.

    *incoming_type* is the type of new ones, 0 for the organisation's default; all other parameters are those of
    SuperOfficeGateway. A row that is moved into the diary is gone from here, and back when it is moved out again.
    """

    side = Side.SUPEROFFICE

    def __init__(
        self, client: Client, system: Client | None, associate_id: int, address: str, facts: Callable[[], Facts],
        *, incoming_type: int = 0, known: Known = nothing_known, linked: Linked | None = None,
        organisation: Organisation | None = None,
    ) -> None:  # fmt: skip
        self._clients = [client] + ([system] if system else [])
        self._made_before = sum(each.requests for each in self._clients)
        self._diary = TodoDiary(client, associate_id, facts, known)
        self._pointers = Pointers(client, system, address, organisation)
        self._feed = Feed(self._diary, system or client, self._pointers.read, self._diary.known, linked)
        self._writer = TodoWriter(Desk.at(client, system, self._diary), self._diary, incoming_type)

    @property
    def requests(self) -> int:
        """Requests made since this gateway was opened."""
        return sum(each.requests for each in self._clients) - self._made_before

    def changes(self, cursor: str | None, window: Window) -> Iterator[Changes]:
        """Gateway.changes. What is to be done counts whatever its day, what was done if that was in the window."""
        with refusals_told():
            self._diary.begin_round()
            self._writer.begin_round()
            if cursor is None:
                yield from self._feed.whole(window)
            else:
                yield from self._with_following(self._feed.since(Cursor.load(cursor), window))

    def _with_following(self, pages: Iterator[Changes]) -> Iterator[Changes]:
        """Pages with the rows of series that are next now: done, moved or deleted ones say nothing of them."""
        shown: set[str] = set()
        something = False
        for page in pages:
            shown |= {seen.id for seen in page.seen}
            rumours = page.rumoured_gone
            something = something or bool(page.seen) or bool(rumours and self._diary.known(rumours))
            if page.cursor is not None and something:
                yield Changes(seen=self._diary.following(shown), whole=page.whole)
            yield page

    def read(self, ids: Sequence[str]) -> Mapping[str, Seen | Gone | Refused]:
        """Gateway.read. A row in somebody else's checklist, or in the diary, is gone from this one."""
        with refusals_told():
            return self._diary.read(ids)

    def find(self, creates: Sequence[Intended]) -> Mapping[str, tuple[Seen, ...]]:
        """Gateway.find, by the registry of UIDs."""
        with refusals_told():
            return {write.intent: (seen,) for write, seen in as_done(self._writer.find, creates) if seen}

    def rules(self, seen: Sequence[Seen]) -> Mapping[str, Series | Inexpressible]:
        """Gateway.rules: each to-do travels by itself."""
        return {}

    def remains(self, series: str) -> bool:
        """Gateway.remains: there are no series."""
        return False

    def finish(self, interrupted: Mapping[str, Collection[str]]) -> Mapping[str, Became]:
        """Gateway.finish. To-dos have no series."""
        return {}

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Gateway.write, a few at a time."""
        with refusals_told():
            self._diary.facts().ask()  # once, before the lanes ask for it together; so with the next two
            self._diary.note_linked(write.id for write in writes if isinstance(write, Update | Delete))
            if any(isinstance(write, Create) for write in writes):
                self._writer.prepare()
            yield from as_done(self._writer.carry_out, writes)

    def point(self, pairs: Mapping[str, str]) -> None:
        """Gateway.point, as foreign keys."""
        with refusals_told():
            self._pointers.write(pairs)

    def flag(self, ids: Mapping[str, bool]) -> None:
        """Gateway.flag: of a to-do it is always known with what it is one."""
