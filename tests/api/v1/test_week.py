"""Both calendars of a week side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.v1.conftest import Pane
from tests.chaos.trouble import tapped
from tests.company import Company

OSLO = ZoneInfo("Europe/Oslo")


def _monday() -> date:
    """The Monday after this week."""
    today = datetime.now(UTC).astimezone(OSLO).date()
    return today + timedelta(days=7 - today.weekday())


def _on(day: int, hour: int) -> datetime:
    """A moment of the week, UTC."""
    return datetime.combine(_monday() + timedelta(days=day), time(hour), OSLO).astimezone(UTC)


def _by_title(pane: Pane, **query: Any) -> dict[str, Mapping[str, Any]]:
    answer = pane.get("/week", monday=_monday().isoformat(), zone=OSLO.key, **query)
    assert answer.status_code == 200, answer.get_json()
    rows = answer.get_json()["items"]
    moments = [min(half["start"] for side in ("superoffice", "calendar") if (half := row[side])) for row in rows]
    assert moments == sorted(moments)
    return {(row["superoffice"] or row["calendar"])["title"]: row for row in rows}


def test_what_is_joined_what_differs_and_what_is_only_here(company: Company, linda: Pane, julie: Pane) -> None:
    outlook, diary = company["linda"].in_outlook, company["linda"].in_superoffice
    julie_too = {"emailAddress": {"address": company["julie"].address}, "type": "required"}
    outlook.adds("Renamed", _on(0, 9), location={"displayName": "Oslo"})
    outlook.adds("Planning", _on(1, 9), attendees=[julie_too])
    outlook.adds("Secret", _on(2, 9), sensitivity="private")
    outlook.adds_days("Fair", datetime.combine(_monday() + timedelta(days=6), time()), days=2)
    outlook.adds("Weeks later", _on(9, 9))
    diary.adds("Moved", _on(3, 9))
    for hour in range(8, 16):
        diary.adds(f"Call {hour}", _on(4, hour), hours=0.5)
    company.settles("linda", "julie")
    outlook.changes(outlook.item("Renamed")["id"], subject="New name")
    diary.moves(diary.item("Moved")["AppointmentId"], _on(10, 9))
    outlook.adds("Brand-new", _on(2, 15))
    linda.get("/week", monday=_monday().isoformat())
    with tapped(company.product.engine) as tap:
        tap.arm({})
        rows = _by_title(linda)
    assert tap.counts["request"] <= 8
    assert set(rows) == {
        "Renamed", "Planning", "Secret", "Fair", "Moved", "Brand-new", *(f"Call {hour}" for hour in range(8, 16)),
    }  # fmt: skip
    assert {rows[name]["state"] for name in ("Planning", "Fair", "Call 8")} == {"equal"}
    meeting = rows["Planning"]
    item = linda.get(f"/items/{meeting['calendar']['id']}").get_json()
    assert meeting["superoffice"]["id"] == item["superoffice_id"]
    assert meeting["superoffice"]["start"] == meeting["calendar"]["start"] == f"{_on(1, 9):%Y-%m-%dT%H:%M:%SZ}"
    fair = rows["Fair"]["superoffice"]
    assert (fair["all_day"], fair["start"], fair["end"]) == (
        True, f"{_on(6, 0):%Y-%m-%dT%H:%M:%SZ}", f"{_on(8, 0):%Y-%m-%dT%H:%M:%SZ}",
    )  # fmt: skip
    renamed = rows["Renamed"]
    assert (renamed["state"], renamed["fields"]) == ("differs", ["title"])
    assert (renamed["superoffice"]["title"], renamed["calendar"]["title"]) == ("Renamed", "New name")
    assert "title" in renamed["sentence"]
    moved = rows["Moved"]
    assert (moved["state"], moved["fields"]) == ("differs", ["span"])
    assert moved["superoffice"]["start"] > moved["calendar"]["start"]
    secret = rows["Secret"]
    assert (secret["state"], secret["reason"], secret["superoffice"]) == ("not_synced", "private", None)
    assert secret["sentence"] and secret["remedy"]
    new = rows["Brand-new"]
    assert (new["state"], new["reason"], new["link"]) == ("not_synced", "", None)
    assert set(_by_title(julie)) == {"Planning"}


def test_the_zone_says_where_the_week_begins(company: Company, linda: Pane) -> None:
    early = _on(0, 1)
    company["linda"].in_outlook.adds("Night shift", early)
    assert set(_by_title(linda)) == {"Night shift"}
    there = linda.get("/week", monday=_monday().isoformat(), zone="America/New_York").get_json()
    assert (there["zone"], there["items"]) == ("America/New_York", [])
    assert linda.get("/week", monday=_monday().isoformat()).get_json()["zone"]


def test_a_text_that_somebody_else_keeps_private_is_not_shown(company: Company, linda: Pane, julie: Pane) -> None:
    linda_too = {"emailAddress": {"address": company["linda"].address}, "type": "required"}
    company["julie"].in_outlook.adds("Layoffs", _on(1, 9), sensitivity="private", attendees=[linda_too])
    assert "Layoffs" in _by_title(julie)
    (row,) = _by_title(linda).values()
    assert (row["calendar"]["title"], row["calendar"]["private"]) == ("(private)", True)


def test_a_side_that_does_not_answer_is_told(company: Company, linda: Pane) -> None:
    company.sandbox.faults.add("graph", "500", rate=1.0)
    answer = linda.get("/week", monday=_monday().isoformat())
    assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")


@pytest.mark.parametrize(
    ("wrong", "query"),
    [
        ("monday", {}),
        ("monday", {"monday": "2026-11-24"}),
        ("monday", {"monday": "2026-13-01"}),
        ("monday", {"monday": "0001-01-01"}),
        ("monday", {"monday": "9999-12-27"}),
        ("zone", {"monday": "2026-11-23", "zone": "Mars/Phobos"}),
        ("zone", {"monday": "2026-11-23", "zone": "../../etc/passwd"}),
        ("zone", {"monday": "2026-11-23", "zone": "x" * 65}),
        ("person", {"monday": "2026-11-23", "person": "julie"}),
    ],
)
def test_a_wrong_week_is_told_its_field(linda: Pane, wrong: str, query: dict[str, str]) -> None:
    answer = linda.get("/week", **query)
    assert (answer.status_code, answer.get_json()["field"]) == (400, wrong)
