"""Every night: series reach the end of the moved window, and what is old is dropped."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from procrastinate import SyncPsycopgConnector
from sqlmodel import col, select

from backend.jobs import nights, tasks
from backend.jobs.lanes import UPKEEP
from backend.store.database import address, session
from backend.store.tables import History, Journal, Mailbox, Run
from backend.sync.service import Product
from tests.company import Company, at
from tests.jobs.test_worker import runs, working
from tests.product import Sosync
from tests.sync.conftest import company

__all__ = ["company"]

OSLO, AUCKLAND = "Europe/Oslo", "Pacific/Auckland"
DAY = timedelta(days=1)
#: a plain night, and those in which the clocks of Oslo are changed
NIGHTS = (date(2026, 11, 21), date(2026, 3, 29), date(2026, 10, 25))


def endless(first: datetime) -> dict[str, object]:
    """A daily recurrence without end."""
    limits = {"type": "noEnd", "startDate": f"{first:%Y-%m-%d}"}
    return {"recurrence": {"pattern": {"type": "daily", "interval": 1}, "range": limits}}


@pytest.fixture
def linda(company: Company) -> UUID:
    """Linda's mailbox."""
    with session(company.product.engine) as work:
        query = select(Mailbox.id).where(Mailbox.address == company["linda"].address)
        return work.exec(query).one()


def test_a_day_later_an_endless_series_has_one_more_occurrence(company: Company, sosync: Sosync) -> None:
    company["linda"].in_outlook.adds("Stand-up", at(1, 8), 0.25, **endless(at(1, 8)))
    company.settles("linda")
    before = len(company["linda"].in_superoffice.items())
    assert before > 170
    company.sandbox.advance(DAY.total_seconds())
    told = sosync("housekeeping", "--now", (datetime.now(UTC) + DAY).isoformat())
    assert told.exit_code == 0, told.output
    lines = {line.partition(": ")[0]: line for line in told.output.splitlines()}
    assert lines.keys() >= {company["linda"].address, company["julie"].address}
    assert "created 1 in SuperOffice, 0 in Outlook" in lines[company["linda"].address]
    assert "created 0 in SuperOffice, 0 in Outlook" in lines[company["julie"].address]
    assert len(company["linda"].in_superoffice.items()) == before + 1


def test_one_mailbox_may_be_named(company: Company, sosync: Sosync) -> None:
    told = json.loads(sosync("housekeeping", "--mailbox", company["julie"].address, "--json").output)
    assert [report["mailbox"] for report in told["mailboxes"]] == [company["julie"].address]
    assert told["mailboxes"][0]["outcome"] == "ok"
    assert [run.trigger for run in runs(company.product)] == ["housekeeping"]
    assert sosync("housekeeping", "--mailbox", "nobody@nordlys.example").exit_code == 2


def test_what_is_older_than_thirty_days_is_dropped(company: Company, sosync: Sosync) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.run("linda", now=datetime.now(UTC))
    later = (datetime.now(UTC) + timedelta(days=31)).isoformat()
    told = json.loads(sosync("housekeeping", "--mailbox", linda.address, "--now", later, "--json").output)
    assert told["dropped"]["intents"] == told["dropped"]["history"] == 1
    assert told["dropped"]["runs"] == 1
    with session(company.product.engine) as work:
        assert not work.exec(select(Journal)).all()
        assert not work.exec(select(History)).all()
    assert linda.in_superoffice.titles() == linda.in_outlook.subjects() == ["Lunch"]


def test_the_last_run_of_a_mailbox_stays(company: Company, sosync: Sosync, linda: UUID) -> None:
    company.run("linda")
    company.run("linda")
    later = (datetime.now(UTC) + timedelta(days=31)).isoformat()
    julie = company["julie"].address
    told = json.loads(sosync("housekeeping", "--mailbox", julie, "--now", later, "--json").output)
    assert told["dropped"]["runs"] == 1
    with session(company.product.engine) as work:
        assert len(work.exec(select(Run).where(col(Run.mailbox_id) == linda)).all()) == 1


@pytest.mark.parametrize("zone", [OSLO, AUCKLAND, "UTC"])
def test_mailboxes_are_spread_over_the_small_hours_of_their_owners(zone: str) -> None:
    found = [nights.hour(uuid4(), zone, NIGHTS[0]).astimezone(ZoneInfo(zone)) for _ in range(1000)]
    assert all(one.date() == NIGHTS[0] and time(1) <= one.time() < time(5) for one in found)
    by_hour = Counter(one.hour for one in found)
    assert set(by_hour) == {1, 2, 3, 4}
    assert min(by_hour.values()) > 150


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_every_mailbox_has_its_hour_exactly_once_a_night(night: date) -> None:
    mailboxes = [(uuid4(), OSLO) for _ in range(200)]
    looks = [datetime.combine(night, time(), UTC) - DAY / 4 + number * nights.STEP for number in range(288)]
    found = Counter(mailbox for look in looks for mailbox in nights.due(mailboxes, look))
    assert found == Counter(mailbox for mailbox, _ in mailboxes)


def test_a_worker_keeps_the_house_of_those_whose_hour_has_come(company: Company, linda: UUID) -> None:
    with session(company.product.engine) as work:
        zone = work.get_one(Mailbox, linda).zone
    hour = nights.hour(linda, zone, NIGHTS[0])
    with working(company.product):
        pass
    for moment, kept in ((hour - DAY / 2, 0), (hour, 1), (hour + nights.STEP, 1)):
        look_after(company.product, moment)
        nightly = [run for run in runs(company.product) if run.trigger == "housekeeping"]
        assert [run.mailbox_id for run in nightly].count(linda) == kept


def look_after(product: Product, moment: datetime) -> None:
    """A worker looks at that moment whose hour has come, and works on it."""
    connector = SyncPsycopgConnector(conninfo=address(product.settings))
    with tasks.jobs.replace_connector(connector) as app, app.open():
        tasks.begin_nights.configure(queueing_lock="a look").defer(timestamp=int(moment.timestamp()))
    with working(product, [UPKEEP]):
        pass
    with working(product, ["housekeeping"]):
        pass
