"""What a run makes the database look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from tests.company import Company, at

Asked = list[tuple[str, Any]]

_MORE_LINKS = text("""
    INSERT INTO link
    SELECT (jsonb_populate_record(link, jsonb_build_object(
        'id', gen_random_uuid(), 'superoffice_id', 1000000 + number, 'calendar_id', 'event ' || number))).*
    FROM link, generate_series(1, :count) AS number
""")


@contextmanager
def _questions(company: Company) -> Iterator[Asked]:
    """The queries of links that are sent inside."""
    asked: Asked = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and " link" in statement:
            asked.append((statement, parameters))

    event.listen(company.product.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(company.product.engine, "before_cursor_execute", note)


def _looked_at(company: Company, asked: Asked) -> dict[str, int]:
    """By query, how many links the database looks at to answer it."""
    connection = company.product.engine.raw_connection()
    try:
        cursor = connection.cursor()
        looked: dict[str, int] = {}
        for statement, parameters in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
            [(told,)] = cursor.fetchall()
            looked[statement] = _rows(told[0]["Plan"])
        return looked
    finally:
        connection.close()


def _rows(plan: dict[str, Any]) -> int:
    own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) if plan.get("Relation Name") == "link" else 0
    return int(own * plan["Actual Loops"]) + sum(_rows(part) for part in plan.get("Plans", ()))


def test_a_run_without_a_change_looks_at_next_to_none_of_many_links(company: Company) -> None:
    company["linda"].in_outlook.adds("Lunch", at(1, 12))
    company.settles("linda")
    with company.product.engine.begin() as connection:
        connection.execute(_MORE_LINKS, {"count": 3_000})
        connection.execute(text("ANALYZE link"))
    with _questions(company) as asked:
        assert company.run("linda").outcome == "ok"
    looked = _looked_at(company, asked)
    assert looked
    assert sum(looked.values()) < 20, looked
