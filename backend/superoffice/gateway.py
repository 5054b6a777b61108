"""One associate's diary in SuperOffice as a side of the sync (core.sides.Gateway)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date

from backend.core.directory import Directory
from backend.core.items import Side, Window
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.seen import Changes, Glance, Seen
from backend.core.types import Types
from backend.core.writes import Became, Gone, Intended, Outcome, Refused, Write
from backend.superoffice import principal, rules
from backend.superoffice.changes import Feed, Known, Linked, nothing_known
from backend.superoffice.client import Client
from backend.superoffice.cursor import Cursor
from backend.superoffice.diary import Diary
from backend.superoffice.directory_port import TellingDirectory
from backend.superoffice.facts import Facts
from backend.superoffice.flags import Flags
from backend.superoffice.keys import Pointers
from backend.superoffice.lanes import as_done
from backend.superoffice.organisation import Organisation
from backend.superoffice.outcomes import refusals_told
from backend.superoffice.people import SuperOfficePeople
from backend.superoffice.sheet import sheet
from backend.superoffice.writes import Writer


class SuperOfficeGateway:
    """The diary of *associate_id*, read and written on behalf of its owner.

    *client* speaks for the owner; *system* for the system user, where an administrator approved it: it opens the
    transaction log and mass operations. *address* is the mailbox whose events the back pointers name. *known*
    tells by id the versions of linked rows among those asked for, so that our own writes are not read again;
    *linked* names the linked rows in the window, for organisations whose transaction log is closed. *organisation*
    is what colleagues' gateways have learnt of it.
    """

    side = Side.SUPEROFFICE

    def __init__(
        self, client: Client, system: Client | None, associate_id: int, address: str, facts: Callable[[], Facts],
        known: Known = nothing_known, linked: Linked | None = None, organisation: Organisation | None = None,
    ) -> None:  # fmt: skip
        self._clients = [client] + ([system] if system else [])
        self._made_before = sum(each.requests for each in self._clients)
        self._diary = Diary(client, associate_id, facts)
        self._pointers = Pointers(client, system, address, organisation)
        self._feed = Feed(self._diary, system or client, self._pointers.read, known, linked)
        self._flags = Flags(client, system)
        self._writer = Writer(client, system, self._diary)

    @property
    def requests(self) -> int:
        """Requests made since this gateway was opened."""
        return sum(each.requests for each in self._clients) - self._made_before

    @property
    def directory(self) -> Directory:
        """Who people are, by the addresses of their cards; each round of changes looks again."""
        return TellingDirectory(self._diary.directory)

    def types(self) -> Types:
        """The organisation's list of types. Raises SideError."""
        with refusals_told():
            facts = self._diary.facts()
            return Types(facts.types(), facts.defaults().task_id)

    @property
    def persons(self) -> SuperOfficePeople:
        """The persons whom the diary's owner may read."""
        return SuperOfficePeople(self._clients[0], self._diary.associate_id, self._diary.directory)

    def may_hide_texts(self) -> bool:
        """Whether the owner's licence has confidential activities (contracts/superoffice.md §3.7)."""
        with refusals_told():
            return principal.may_hide_texts(self._diary.client)

    def changes(self, cursor: str | None, window: Window) -> Iterator[Changes]:
        """Gateway.changes. The cursor's times are SuperOffice's own."""
        with refusals_told():
            self._diary.begin_round()
            if cursor is None:
                yield from self._feed.whole(window)
            else:
                yield from self._feed.since(Cursor.load(cursor), window)

    def read(self, ids: Sequence[str]) -> Mapping[str, Seen | Gone | Refused]:
        """Gateway.read. A row in somebody else's diary is gone from this one."""
        with refusals_told():
            return self._diary.read(ids)

    def sheet(self, first: date, last: date) -> list[Glance]:
        """What a sheet of the days from *first* up to *last* shows. Raises SideError."""
        with refusals_told():
            return sheet(self._diary, first, last)

    def find(self, creates: Sequence[Intended]) -> Mapping[str, tuple[Seen, ...]]:
        """Gateway.find, by the registry of UIDs."""
        with refusals_told():
            return {write.intent: seen for write, seen in as_done(self._writer.find, creates) if seen}

    def rules(self, seen: Sequence[Seen]) -> Mapping[str, Series | Inexpressible]:
        """Gateway.rules."""
        with refusals_told():
            return rules.of_series(self._diary, seen)

    def last_start(self, seen: Seen) -> date | None:
        """The day of the last row of the series of *seen*; None where it is of none. Raises SideError."""
        with refusals_told():
            return rules.last_start(self._diary, seen)

    def remains(self, series: str) -> bool:
        """Gateway.remains."""
        with refusals_told():
            return bool(self._diary.listing.planned([series]).get(series))

    def finish(self, interrupted: Mapping[str, Collection[str]]) -> Mapping[str, Became]:
        """Gateway.finish. Rows keep what is their own, whatever becomes of their series."""
        return {}

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Gateway.write, a few at a time."""
        with refusals_told():
            self._diary.facts().ask()  # once, before the lanes ask for it together
            yield from as_done(self._writer.carry_out, writes)

    def point(self, pairs: Mapping[str, str]) -> None:
        """Gateway.point, as foreign keys."""
        with refusals_told():
            self._pointers.write(pairs)

    def flag(self, ids: Mapping[str, bool]) -> None:
        """Gateway.flag, as SuperOffice's warning that a row is not in step."""
        with refusals_told():
            for item, wanted in ids.items():
                self._flags.put(item, wanted=wanted)
