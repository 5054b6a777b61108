"""Two workers that bring one meeting at the same instant make one booking of it (scenario 7i)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.core.report import Report
from tests.company import Company, Outlook, at


def attendees(*addresses: str) -> list[dict[str, Any]]:
    return [{"type": "required", "emailAddress": {"address": one, "name": one}} for one in addresses]


def at_once(company: Company) -> list[Report]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(company.run, ("linda", "julie")))


@pytest.mark.parametrize("pattern", [None, {"type": "daily", "interval": 1}], ids=["meeting", "series"])
def test_two_mailboxes_bring_one_meeting_at_the_same_instant(
    company: Company, pattern: dict[str, Any] | None
) -> None:
    clara = Outlook(company.sandbox.graph_session("c"))
    more: dict[str, Any] = {}
    if pattern:
        recurring = {"type": "numbered", "startDate": f"{at(1):%Y-%m-%d}", "numberOfOccurrences": 5}
        more["recurrence"] = {"pattern": pattern, "range": recurring}
    clara.adds("Inspection", at(1), attendees=attendees("linda@nordlys.example", "julie@nordlys.example"), **more)
    for _ in range(3):
        for report in at_once(company):
            assert report.outcome in {"ok", "partial"}, report.as_json()
    days = 5 if pattern else 1
    for key in ("linda", "julie"):
        rows = company[key].in_superoffice.items()
        assert len(rows) == days
        assert {row["Title"] for row in rows} == {"Inspection"}
    mothers = {row["MotherId"] for key in ("linda", "julie") for row in company[key].in_superoffice.items()}
    assert len(mothers) == days
    company.settles()
    assert company.sandbox.mail("c") == []
