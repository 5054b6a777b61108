"""How few rows an archive reads: a question about changes must not cost more in a larger tenant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.sandbox.clock import Clock
from backend.sandbox.superoffice.database import Database
from backend.sandbox.superoffice.odata import Condition, parse_filter
from backend.sandbox.superoffice.predicates import Moment
from backend.sandbox.superoffice.search import candidates

ROWS = 2000
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def database() -> Database:
    """Appointments of twenty users, two of them changed an hour later."""
    clock = Clock()
    clock.set(START)
    db = Database(clock)
    for number in range(ROWS):
        db.insert("appointment", {"associate_id": 1 + number % 20, "location": ""}, 1)
    clock.advance(timedelta(hours=1))
    for row_id in (700, 701):
        db.update("appointment", row_id, {"location": "moved"}, 1)
    return db


def reads(db: Database, condition: str) -> list[int]:
    """Primary keys that a search tests."""

    def stored(part: Condition) -> Condition:
        return part

    moment = Moment("UTC", "Europe/Oslo", START, 1)
    return list(candidates(db.table("appointment"), parse_filter(condition), stored, moment))


LATER = "'2026-01-01T00:30:00'"


@pytest.mark.parametrize(
    ("condition", "most"),
    [
        (f"updated afterTime {LATER}", 2),
        (f"updated afterTime {LATER} and associate_id in (1,2,3)", 2),
        (f"(updated afterTime {LATER} or registered afterTime {LATER}) and associate_id = 5", 2),
        ("associate_id = 5", ROWS // 20),
        ("associate_id = 5 and location is 'moved'", ROWS // 20),
        ("appointment_id in (3,4,99999)", 2),
        (f"appointment_id gt {ROWS - 10}", 10),
        (f"appointment_id gt {ROWS - 10} and location is 'moved'", 10),
    ],
)
def test_indexes_narrow_the_search(database: Database, condition: str, most: int) -> None:
    keys = reads(database, condition)
    assert len(keys) <= most
    assert keys == sorted(keys)


def test_what_no_index_knows_is_searched_whole(database: Database) -> None:
    assert len(reads(database, "location is 'moved'")) == ROWS
    assert len(reads(database, "associate_id = 5 or location is 'moved'")) == ROWS


def test_a_clock_set_back_loses_no_change() -> None:
    clock = Clock()
    clock.set(START)
    db = Database(clock)
    first = db.insert("appointment", {"location": ""}, 1)
    clock.set(START - timedelta(days=1))
    second = db.insert("appointment", {"location": ""}, 1)
    found = db.table("appointment").since("registered", (START - timedelta(hours=1)).replace(tzinfo=None))
    assert found == {first["appointment_id"]}
    assert db.table("appointment").since("registered", datetime(2025, 12, 31)) == {
        first["appointment_id"], second["appointment_id"],
    }  # fmt: skip


def test_many_edits_do_not_grow_the_timeline_for_ever() -> None:
    clock = Clock()
    db = Database(clock)
    row = db.insert("appointment", {"location": ""}, 1)
    for number in range(3000):
        db.update("appointment", row["appointment_id"], {"location": str(number)}, 1)
    assert db.table("appointment").since("updated", datetime(2000, 1, 1)) == {row["appointment_id"]}
    assert len(db.table("appointment")._timelines["updated"]) < 1100
