"""What happens around a story: storms, ended sign-ins, two changes at once, other preferences, other clocks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlmodel import col

from backend.core.preferences import CATALOGUE, Level
from backend.core.report import Report
from backend.core.values import replace
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation, Run
from backend.sync.doors import Doors
from tests.scenarios.cast import LINKED, Person
from tests.scenarios.company import Company, Pace
from tests.sync.tenant import is_time_to_ask

Json = dict[str, Any]
#: where the company is
HOME = ZoneInfo("Europe/Oslo")
#: runs within which everything is in step once the sky is clear
CALM = 3

# -- what goes wrong


@contextmanager
def storm(company: Company, system: str, kind: str, **details: Any) -> Iterator[None]:
    """A fault is in force until the block ends; *details* as in SandboxFaults.add. Nobody runs by himself."""
    with unjudged(company):
        company.sandbox.faults.add(system, kind, **details)
        try:
            yield
        finally:
            company.sandbox.faults.clear()
            if details.get("retry_after"):
                another_process(company)


def another_process(company: Company) -> None:
    """From now on another process runs the mailboxes: one that was not told to wait."""
    product = company.product
    company.product = replace(product, doors=Doors(product.settings, product.engine, product.vault))


@contextmanager
def maintenance(company: Company) -> Iterator[None]:
    """SuperOffice is taken down for a while (contracts/superoffice.md §1.7)."""
    with unjudged(company):
        company.sandbox.control("POST", "tenant", {"state": "OfflineMaintenance"})
        try:
            yield
        finally:
            company.sandbox.control("POST", "tenant", {"state": "Running"})
            is_time_to_ask(company)


def calms_down(company: Company) -> None:
    """The sky is clear: within a few runs everything is in step, and every invariant holds."""
    for _ in range(CALM):
        reports = company.rounds()
        if all(report.outcome == "ok" for report in reports.values()):
            break
    else:
        raise AssertionError({key: report.as_json() for key, report in reports.items()})
    company.holds()


def tells_clearly(report: Report) -> bool:
    """Whether a run says how it ended, in words where it did not do its work."""
    if report.outcome in {"ok", "partial"}:
        return True
    return report.outcome in {"unavailable", "needs_sign_in", "held"} and bool(report.sentence)


def ends_access(company: Company, system: str, person: Person, *, for_good: bool) -> None:
    """The access of *person* to a system ends; *for_good*: the sign-in that would renew it does too."""
    company.sandbox.control("POST", "revoke" if for_good else "expire", {"system": system, "user": person.key})
    token = company.sandbox.token(system, person.key)
    own = person.in_outlook.calendar if system == "graph" else person.in_superoffice.diary
    # the person's own programs are another sign-in
    own.http.headers["Authorization"] = f"Bearer {token}"


# -- what happens at once, and what is not judged


@contextmanager
def unjudged(company: Company) -> Iterator[None]:
    """Acts are not followed by runs, whatever the pace."""
    pace, company.pace = company.pace, Pace.AT_THE_END
    try:
        yield
    finally:
        company.pace = pace


@contextmanager
def between_two_runs(company: Company) -> Iterator[None]:
    """Everything was in step, several things happen at once, and then the mailboxes run."""
    company.runs()
    with unjudged(company):
        yield
    company.runs()


# -- what runs did


def run_reports(company: Company) -> list[Json]:
    """The reports of all runs so far, oldest first."""
    with session(company.product.engine) as work:
        return list(work.scalars(select(col(Run.report)).order_by(col(Run.began_at))))


def sums(reports: list[Json], what: str) -> int:
    """How many items runs have "created", "updated" or "deleted", on both sides."""
    return sum(sum(report[what].values()) for report in reports if report)


def mailbox_of(company: Company, person: Person) -> Mailbox:
    """The mailbox of a linked person."""
    with session(company.product.engine) as work:
        found = mailboxes.by_address(work, person.address)
    assert found is not None
    return found


# -- preferences


def prefers(company: Company, *people: Person, **preferences: Any) -> None:
    """Preferences in place of all that were there: personal ones of everybody linked when nobody is named, and the
    administrator's.
    """
    addresses = [person.address for person in people or [company.cast[key] for key in LINKED]]
    own = {key: preferences[key] for key in preferences if Level.PERSONAL in CATALOGUE[key].levels}
    personal = update(Mailbox).where(col(Mailbox.address).in_(addresses)).values({col(Mailbox.preferences): own})
    with session(company.product.engine) as work, work.begin():
        work.execute(personal)
        for organisation in work.scalars(select(Organisation)):
            shared = {
                key: one
                for key, one in organisation.preferences.items()
                if Level.PERSONAL in CATALOGUE[key].levels
            }
            organisation.preferences = shared | {key: preferences[key] for key in preferences if key not in own}


# -- clocks


def change_of_clocks(after: datetime, zone: ZoneInfo = HOME) -> datetime:
    """The first moment after *after* (aware) at which the clocks of *zone* show another offset, UTC."""
    moment = after.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    offset = moment.astimezone(zone).utcoffset()
    while moment.astimezone(zone).utcoffset() == offset:
        moment += timedelta(hours=1)
    return moment


def wall(zone: str | ZoneInfo, moment: datetime) -> datetime:
    """What a clock in *zone* shows at *moment* (aware), naive."""
    return moment.astimezone(ZoneInfo(str(zone))).replace(tzinfo=None)


def from_wall(zone: str | ZoneInfo, shown: datetime) -> datetime:
    """The moment, UTC, at which a clock in *zone* first shows *shown* (naive)."""
    return shown.replace(tzinfo=ZoneInfo(str(zone))).astimezone(UTC)


def outlook_time(shown: datetime, zone: str) -> Json:
    """A wall-clock time (naive) as Graph writes it; *zone* is any name that Exchange takes."""
    return {"dateTime": f"{shown:%Y-%m-%dT%H:%M:%S}", "timeZone": zone}
