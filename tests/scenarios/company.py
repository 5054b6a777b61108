"""The company with the product beside it: acts at a pace, runs, and what everybody then sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from backend.core.preferences import CATALOGUE, Level
from backend.core.report import Report
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Organisation
from tests.company import HOME
from tests.company import Company as LinkedCompany
from tests.scenarios import invariants
from tests.scenarios.cast import LINKED, Person, assemble, colleagues
from tests.scenarios.meeting import Meeting
from tests.scenarios.post import Post
from tests.scenarios.shown import Names, Shown

#: runs of a mailbox that was rung while others ran, at most so many times
ROUNDS = 3
#: the window of the default preferences, in days
BACK, AHEAD = 7, 180
#: how far people are asked what they see, beyond any window of a story
SEEN_BACK, SEEN_AHEAD = timedelta(days=60), timedelta(days=AHEAD + 60)


class Pace(StrEnum):
    """When the mailboxes run."""

    AFTER_EVERY_ACT = "after_every_act"
    AT_THE_END = "at_the_end"


@dataclass
class Company(LinkedCompany):
    """`julie.in_outlook.accepts(meeting)`, `company.runs()`, `julie.in_superoffice.sees(meeting).own == A`."""

    pace: Pace = Pace.AT_THE_END
    #: in this order the mailboxes run
    order: tuple[str, ...] = LINKED
    #: what has passed in the story
    passed: timedelta = timedelta()
    #: days ahead that everybody's preferences keep in step
    days_ahead: int = AHEAD
    cast: dict[str, Person] = field(default_factory=dict)
    meetings: list[Meeting] = field(default_factory=list)
    names: Names = field(init=False)
    post: Post = field(init=False)
    #: the last runs of all mailboxes wrote nothing, so that they were the further runs of I7
    idle: bool = False

    def __post_init__(self) -> None:
        self.cast = assemble(self)
        self.people = colleagues(self.cast)
        self.names = Names(self.cast.values())
        self.post = Post(self.sandbox, self.names)

    # -- time and runs

    @property
    def runs_after_every_act(self) -> bool:
        """Whether the mailboxes run after every act."""
        return self.pace is Pace.AFTER_EVERY_ACT

    @property
    def now(self) -> datetime:
        """The moment in the story."""
        return datetime.now(UTC) + self.passed

    def days_pass(self, days: int) -> None:
        """It is so many days later, in both systems and for the product."""
        self.passed += timedelta(days=days)
        self.sandbox.advance(days * 86400)

    def passes(self, *, minutes: int) -> None:
        """It is so many minutes later, in both systems and for the product."""
        self.passed += timedelta(minutes=minutes)
        self.sandbox.advance(minutes * 60)

    def prefer(self, **preferences: Any) -> None:
        """Everybody who is linked sets preferences of their own, and the administrator those of the profile."""
        self.days_ahead = preferences.get("window_ahead_days", self.days_ahead)
        own = {key: preferences[key] for key in preferences if Level.PERSONAL in CATALOGUE[key].levels}
        with session(self.product.engine) as work:
            for person in self.linked:
                mailbox = mailboxes.by_address(work, person.address)
                assert mailbox is not None
                mailbox.preferences = {**mailbox.preferences, **own}
                organisation = work.get_one(Organisation, mailbox.organisation_id)
                profile = {key: preferences[key] for key in preferences if key not in own}
                organisation.preferences = {**organisation.preferences, **profile}
            work.commit()

    def acted(self) -> None:
        """Somebody did something."""
        if self.runs_after_every_act:
            self.runs()

    def runs(self, *keys: str, now: datetime | None = None) -> dict[str, Report]:
        """Every mailbox runs (`rounds`), and every invariant holds."""
        reports = self.rounds(*keys, now=now)
        self.holds()
        return reports

    def rounds(self, *keys: str, now: datetime | None = None) -> dict[str, Report]:
        """One run a mailbox, then of those that were rung meanwhile, as the worker does; no invariant."""
        self.post.falls_due()
        due = list(keys or self.order)
        reports: dict[str, Report] = {}
        for _ in range(ROUNDS):
            for key in due:
                reports[key] = self.run(key, now=now or self.now)
            due = [key for key in keys or self.order if self._is_rung(key)]
        self.idle = not keys and all(one.outcome == "ok" and one.writes == 0 for one in reports.values())
        return reports

    def _is_rung(self, key: str) -> bool:
        with session(self.product.engine) as work:
            mailbox = mailboxes.by_address(work, self.cast[key].address)
            assert mailbox is not None
            return mailbox.dirty > mailbox.seen_dirty

    def holds(self) -> None:
        """Assert invariants I1 to I7 (I8 is that stories hold with Linda and Julie changed over)."""
        invariants.judge(self)

    def settles(self, *keys: str) -> None:
        """I7: a further run of every mailbox writes nothing on either side."""
        for key in keys or self.order:
            report = self.run(key, now=self.now)
            assert report.outcome == "ok", f"I7: {key}: {report.as_json()}"
            assert report.writes == 0, f"I7: {key} wrote again: {report.as_json()}"

    # -- looking

    @property
    def linked(self) -> tuple[Person, ...]:
        """Those whose calendars the product keeps in step."""
        return tuple(self.cast[key] for key in LINKED)

    @property
    def window(self) -> tuple[datetime, datetime]:
        """First day, and the day after the last, that are kept in step."""
        today = datetime.combine(self.now.astimezone(HOME).date(), time(), UTC)
        return today - timedelta(days=BACK), today + timedelta(days=self.days_ahead)

    def superoffice(self, person: Person, title: str | None = None) -> list[Shown]:
        """What a person's SuperOffice diary shows, by time: nothing declined, nothing cancelled."""
        return person.in_superoffice.sees_all(title, self.now - SEEN_BACK, self.now + SEEN_AHEAD)

    def outlook(self, person: Person, title: str | None = None) -> list[Shown]:
        """What a person's Outlook calendar shows, by time, what was cancelled and not cleared away included."""
        return person.in_outlook.sees_all(title, self.now - SEEN_BACK, self.now + SEEN_AHEAD)
