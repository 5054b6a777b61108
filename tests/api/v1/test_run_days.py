"""Runs by day, as a chart shows them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from backend.store.tables import Mailbox, Run
from tests.api.v1.conftest import Pane
from tests.company import Company

ZONE = ZoneInfo("Pacific/Auckland")


def _ran(company: Company, mailbox: Any, began: datetime, outcome: str, **report: Any) -> None:
    row = {"mailbox_id": mailbox, "trigger": "poll", "began_at": began, "outcome": outcome, "report": report}
    with company.product.engine.begin() as connection:
        connection.execute(insert(Run).values(**row))


def test_each_day_of_the_mailbox_has_its_runs_failures_and_changes(
    company: Company, linda: Pane, julie: Pane
) -> None:
    moved = update(Mailbox).values(zone=ZONE.key).returning(col(Mailbox.address), col(Mailbox.id))
    with company.product.engine.begin() as connection:
        ids = dict(connection.execute(moved).tuples().all())
    own = ids["linda@nordlys.example"]
    today = datetime.now(UTC).astimezone(ZONE).date()
    midnight = datetime.combine(today, time(), ZONE)
    written = {"created": {"superoffice": 2, "calendar": 1}, "deleted": {"superoffice": 0, "calendar": 4}}
    _ran(company, own, midnight, "ok", **written)
    _ran(company, own, midnight, "")
    _ran(company, own, midnight - timedelta(seconds=1), "unavailable", updated={"superoffice": 3, "calendar": 0})
    _ran(company, own, midnight - timedelta(days=2), "ok")
    _ran(company, ids["julie@nordlys.example"], midnight, "failed")
    told = linda.get("/runs/days", days=2).get_json()
    assert told == {
        "zone": ZONE.key,
        "items": [
            {
                "day": (today - timedelta(days=1)).isoformat(),
                "runs": 1,
                "failures": 1,
                "changes": {"superoffice": 3, "calendar": 0},
            },
            {"day": today.isoformat(), "runs": 2, "failures": 0, "changes": {"superoffice": 2, "calendar": 5}},
        ],
    }
    assert sum(day["runs"] for day in linda.get("/runs/days").get_json()["items"]) == 4
    assert len(julie.get("/runs/days").get_json()["items"]) == 30


@pytest.mark.parametrize("days", [0, 31, "x"])
def test_a_wrong_number_of_days_is_told(linda: Pane, days: object) -> None:
    answer = linda.get("/runs/days", days=days)
    assert (answer.status_code, answer.get_json()["field"]) == (400, "days")
