"""The reference history told with a process that dies at one point of it, and with another that takes over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from sqlmodel import SQLModel

from backend.core.report import Report
from backend.sync.service import Product
from tests.beginnings import Database
from tests.chaos.acts import Act, History
from tests.chaos.ledger import Violation
from tests.chaos.outcome import Sheets, differences, sheets
from tests.chaos.reference import CompanyInStory, Story
from tests.chaos.runs import Runs
from tests.chaos.stage import RUNS_TO_REST
from tests.chaos.story import PEOPLE
from tests.chaos.trouble import Kill, Point, StoryTime, Tap
from tests.sandbox_client import SandboxClient

#: where a process may die
POINTS: tuple[Point, ...] = ("request", "commit")

#: rounds in which nobody has anything to do, at the end: what is found in one another mailbox may have waited for
_IDLE: Final = 2


@dataclass(frozen=True)
class Moment:
    """Both systems and the database as they once were."""

    name: str
    time: float
    database: Database


@dataclass(frozen=True)
class Run:
    """One run of a chapter that nothing disturbs."""

    chapter: str
    who: str
    #: just before it
    moment: Moment
    #: its requests and commits
    counts: Mapping[Point, int]


@dataclass(frozen=True)
class Chapter:
    """A chapter told to its end, with its runs and what it leads to."""

    name: str
    runs: tuple[Run, ...]
    outcome: Sheets


@dataclass(frozen=True, eq=False)
class Crash:
    """A process that dies in a run."""

    run: Run
    kill: Kill
    wanted: Sheets

    def __str__(self) -> str:
        return f"{self.run.chapter}: the run of {self.run.who}, {self.kill}"


def crashes_of(chapter: Chapter) -> Iterator[Crash]:
    """Every point of a chapter at which the process may die."""
    for run in chapter.runs:
        for at in POINTS:
            for number in range(1, run.counts[at] + 1):
                for after in (False, True):
                    yield Crash(run, Kill(at, number, after), chapter.outcome)


class Teller:
    """Tells the reference history chapter by chapter, and any run of it again with a crash."""

    def __init__(self, product: Product, sandbox: SandboxClient, time: StoryTime, tap: Tap) -> None:
        history = History(0, private=True, switches=(), acts=())
        self._runs = Runs(product, sandbox, history, time, tap)
        self._tap = tap
        self._numbers = count()
        self._mailboxes = {who: self._runs.mailbox_of(who) for who in PEOPLE}
        self._story = Story(CompanyInStory(sandbox, product, time=time))
        self._end = self._keep()

    def tell(self, chapter: Callable[[Story], None], *, judged: bool) -> Chapter:
        """The next chapter, undisturbed; *judged*: every invariant of meetings holds at its end."""
        self._return(self._end)
        company = self._story.company
        chapter(self._story)
        company.post.falls_due()
        runs: list[Run] = []

        def observed(who: str) -> Report:
            moment = self._keep()
            self._runs.restart()
            self._tap.arm({})
            report = self._run(who)
            runs.append(Run(chapter.__name__, who, moment, dict(self._tap.counts)))
            return report

        self._rest(observed)
        if judged:
            # the last rounds had nothing to do, so they were the further run that writes nothing
            company.idle = True
            company.holds()
        self._end = self._keep()
        return Chapter(chapter.__name__, tuple(runs[: -_IDLE * len(PEOPLE)]), self._outcome())

    def fails(self, crash: Crash) -> str:
        """What is not as if nothing had happened; "" when everything is."""
        self._return(crash.run.moment)
        mailbox = self._mailboxes[crash.run.who]
        try:
            if self._runs.disturbed(mailbox, crash.kill, _nobody_acts):
                return "the run ended before it could be killed"
            self._rest(self._run)
        except Exception as error:  # noqa: BLE001 - any error of the product is a finding
            return f"{type(error).__name__}: {error}"
        return differences(crash.wanted, self._outcome())

    # -- runs

    def _run(self, who: str) -> Report:
        return self._runs.run(self._mailboxes[who])

    def _rest(self, run: Callable[[str], Report]) -> None:
        """Run the mailboxes until nothing is left to do. Raises Violation when that takes too long."""
        reports: list[Report] = []
        idle = 0
        for _ in range(RUNS_TO_REST + 1):
            self._runs.time.now += 5
            reports = [run(who) for who in PEOPLE]
            idle = idle + 1 if all(report.outcome == "ok" and not report.writes for report in reports) else 0
            if idle == _IDLE:
                return
        raise Violation(f"the mailboxes do not come to rest: {[report.as_json() for report in reports]}")

    # -- states

    def _outcome(self) -> Sheets:
        return sheets(self._story, self._runs.product, self._mailboxes)

    def _keep(self) -> Moment:
        name = f"crashes {next(self._numbers)}"
        self._runs.sandbox.control("POST", "keep", {"name": name})
        url = self._runs.product.settings.database_url
        return Moment(name, self._runs.time.now, Database.of(url))

    def _return(self, moment: Moment) -> None:
        self._runs.sandbox.control("POST", "return", {"name": moment.name})
        self._runs.time.now = moment.time
        tables = reversed(SQLModel.metadata.sorted_tables)
        with self._runs.product.engine.begin() as connection:
            connection.exec_driver_sql("; ".join(f'DELETE FROM "{table.name}"' for table in tables))
        moment.database.fill(self._runs.product.settings.database_url)
        self._runs.restart()


def _nobody_acts(act: Act) -> None:
    raise AssertionError(f"only the process dies: {act}")
