"""What one run works with: its mailbox, both gateways, the rules, and transactions that carry its fence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock
from time import monotonic, time
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, Engine

from backend.core.items import Kind, Side
from backend.core.report import Report
from backend.core.rules import Rules
from backend.core.sides import Gateway, SideError
from backend.store import database, mailboxes, runs
from backend.store.secrets import Vault

if TYPE_CHECKING:
    from backend.sync.people import People

#: seconds between two stored progress reports
_TELL_EVERY = 0.5
#: seconds after which a run lets others have its place
_LONGEST = 600.0


class Cancelled(Exception):
    """The mailbox's owner has cancelled the run; no write may begin in it any more."""


class OutOfTime(Exception):
    """The run has had its time, or its worker ends: the next one goes on from there."""


@dataclass
class Desk:
    """One run's tools. `now` is the moment the run counts as its own, aware UTC."""

    engine: Engine
    vault: Vault
    mailbox_id: UUID
    run_id: UUID
    fence: int
    lease_seconds: float
    rules: Rules
    now: datetime
    organisation_id: UUID
    sides: Mapping[Kind, Mapping[Side, Gateway]] = field(default_factory=dict)
    #: every address of the mailbox's owner, case-folded; set together with the gateways
    own_addresses: frozenset[str] = frozenset()
    #: whether SuperOffice hides texts for this user; set together with the gateways
    may_hide_texts: Callable[[], bool] = field(init=False)
    #: the kind of items that the run is at; it takes one after the other
    kind: Kind = Kind.APPOINTMENT
    #: who the people of meetings are; set together with the gateways
    people: People = field(init=False)
    #: digest of the preferences
    preferences: str = ""
    #: the last whole run went by them
    preferences_obeyed: bool = False
    #: another calendar is synced than in the last run
    calendar_changed: bool = False
    #: when SuperOffice was found to be restored from a backup; None once all was compared since
    restored_at: datetime | None = None
    #: links of meetings with somebody who has a card since, and how far cards were compared
    introduced: set[UUID] = field(default_factory=set)
    addresses_seen: int = 0
    #: rows of own meetings to which somebody said no since the last run, or whose event a dead run had made
    news_of: set[str] = field(default_factory=set)
    #: items that a side, asked for them in this run, no longer has
    gone: dict[Side, set[str]] = field(default_factory=lambda: {side: set() for side in Side})
    #: items that creates of this run were answered with, which may have been there before
    found: set[tuple[Side, str | None]] = field(default_factory=set)
    #: series whose system refused to write them in one act; their items are written one by one
    one_by_one: set[str] = field(default_factory=set)
    #: series that somebody changed while they were to be written in one act
    stale: set[str] = field(default_factory=set)
    #: links of which this run does not know whether their item was made: another create would make it twice
    unsure: set[UUID] = field(default_factory=set)
    #: an administrator let the deletions of this run through
    deletions_confirmed: bool = False
    #: the person let the invitations through that a first sync held back
    invitations_confirmed: bool = False
    report: Report = field(default_factory=Report)
    progress: Callable[[Report], None] | None = None
    #: what a side said when it ended the run
    ended_by: SideError | None = None
    #: set when the worker is told to end
    worker_ends: Event = field(default_factory=Event)
    #: the run stopped before it was done
    is_unfinished: bool = False
    _told_at: float = field(init=False)
    _until: float = field(init=False)
    #: time of this machine from which on the lease is renewed before a request
    _renew_at: float = field(init=False)
    _renewing: Lock = field(default_factory=Lock)
    _goes_on: bool = True

    def __post_init__(self) -> None:
        self._renew_at = time() + self.lease_seconds / 2
        self._told_at = monotonic()
        self._until = self._told_at + _LONGEST

    @property
    def gateways(self) -> Mapping[Side, Gateway]:
        """Both sides, for the kind of items that the run is at."""
        return self.sides[self.kind]

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for queries alone."""
        return database.reading(self.engine)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that renews the lease and commits only while it is ours. Raises LeaseLost."""
        with self.engine.begin() as connection:
            # from before the database is asked: a pause in between makes the lease end earlier for us, never later
            asked = time()
            self._goes_on = mailboxes.hold_on(connection, self.mailbox_id, self.fence, self.lease_seconds)
            self._renew_at = asked + self.lease_seconds / 2
            yield connection

    def may_go_on(self) -> None:
        """Asked before each request: once half of the lease is over it is renewed first. Raises LeaseLost.

        A process that was stopped, or a machine that slept, while another worker took over sends nothing more.
        """
        if time() < self._renew_at:
            return
        # requests go out from several threads: none may pass while the first one asks
        with self._renewing:
            if time() >= self._renew_at:
                with self.transaction():
                    pass

    @contextmanager
    def before_writing(self) -> Iterator[Connection]:
        """The transaction before requests that change something. Raises Cancelled, OutOfTime, LeaseLost.

        A run that has written nothing yet goes on, however long it took to read: the next one would take as long.
        """
        with self._unless_cancelled() as connection:
            if self.worker_ends.is_set() or (self.report.writes and monotonic() >= self._until):
                raise OutOfTime
            yield connection

    @contextmanager
    def _unless_cancelled(self) -> Iterator[Connection]:
        with self.transaction() as connection:
            if not self._goes_on:
                raise Cancelled
            yield connection

    def tell(self, *, at_once: bool = False) -> None:
        """Let others see how far the run has come, and hear whether it goes on. Raises Cancelled, LeaseLost."""
        if not at_once and monotonic() - self._told_at < _TELL_EVERY:
            return
        self._told_at = monotonic()
        with self._unless_cancelled() as connection:
            runs.tell(connection, self.run_id, self.report.as_json())
        if self.progress:
            self.progress(self.report)
