"""How far the product goes: `python -m tests.scale.capacity`; docs/scaling.md tells what it printed.

Costs of runs and sizes of rows are measured against the sandbox, a day of many mailboxes is simulated with them.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from pathlib import Path

from tests.scale.measures import ITEMS, Measured, measure
from tests.scale.simulation import HOURS, Assumptions, Outcome, Simulation

#: days that runs, history and closed intents are kept (sync.housekeeping)
_KEPT = 30
#: a change is one intent and one line of history
_ROWS_OF_CHANGE = ("journal", "history")
#: requests a second that Graph takes from one application (contracts/graph.md §4)
_GRAPH_LIMIT = 2000
#: share of its core that a worker should not exceed in the busiest minute, and seconds of lag in 99 of 100 cases
_FULL, _LAG = 0.7, 5.0
_SIZES = (1_000, 10_000, 100_000, 1_000_000)


def _machine() -> str:
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return f"{os.cpu_count()} x {models[0].partition(': ')[2]}, Python {platform.python_version()}"


def _tell_costs(found: Measured) -> None:
    print(f"{'a run':28} {'CPU ms':>8} {'requests':>9}")
    for name, cost in (
        ("without a change", found.idle),
        ("with one change", found.one),
        ("each change beside it", found.more),
        (f"first, of {ITEMS} items", found.first_sync),
    ):
        print(f"{name:28} {cost.cpu * 1000:8.1f} {cost.requests:9.1f}")
    print(f"PostgreSQL, without a change {found.postgres * 1000:7.1f} {found.transactions:9.1f} transactions")


def _tell_day(workers: int, day: Outcome) -> None:
    seconds = HOURS * 3600
    busiest, busiest_cpu = max(day.by_minute.values()) / 60, max(day.cpu_by_minute.values()) / 60e6
    print(
        f"{workers:7} {day.runs.total():9} {day.runs.total() / seconds:7.1f} {busiest:8.1f} "
        f"{day.lag(0.5):7.2f} {day.lag(0.99):7.2f} {day.cpu / seconds:7.2f} {busiest_cpu:8.2f}"
    )


def _tell_database(found: Measured, day: Outcome, given: Assumptions) -> float:
    """Rows and bytes of a mailbox; returns the bytes."""
    rows = {
        "link": float(ITEMS),
        "run": _KEPT * day.runs.total() / given.mailboxes,
        **dict.fromkeys(_ROWS_OF_CHANGE, _KEPT * len(day.lags) / given.mailboxes),
    }
    total = found.fixed_bytes
    print(f"{'table':12} {'rows':>8} {'bytes a row':>12} {'bytes':>10}")
    for table, number in rows.items():
        size = number * found.row_bytes[table]
        total += size
        print(f"{table:12} {number:8.0f} {found.row_bytes[table]:12.0f} {size:10.0f}")
    print(f"{'others':12} {found.fixed_rows:8.0f} {'':12} {found.fixed_bytes:10.0f}")
    print(f"{'all':12} {sum(rows.values()) + found.fixed_rows:8.0f} {'':12} {total:10.0f}")
    return total


def _tell_scale(found: Measured, day: Outcome, given: Assumptions, workers: int, size: float) -> None:
    """The same shares at other sizes."""
    busiest = max(day.by_minute.values()) / 60
    requests = max(day.requests_by_second.values())
    cpu = max(day.cpu_by_minute.values()) / 60e6
    print(
        f"{'mailboxes':>9} {'runs/s':>8} {'requests/s':>11} {'cores of workers':>17} {'workers':>8} "
        f"{'cores of PostgreSQL':>20} {'GB':>8}"
    )
    for mailboxes in _SIZES:
        times = mailboxes / given.mailboxes
        needed, postgres = max(1, round(workers * times)), busiest * times * found.postgres
        print(
            f"{mailboxes:9} {busiest * times:8.1f} {requests * times:11.0f} {cpu * times:17.1f} "
            f"{needed:8} {postgres:20.2f} {size * mailboxes / 1e9:8.1f}"
        )
    reached = int(2 * _GRAPH_LIMIT * given.mailboxes / requests)
    print(
        f"Graph takes {_GRAPH_LIMIT} requests a second from an application: with half of ours, {reached} mailboxes"
    )


def main() -> None:
    """Measure, simulate, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mailboxes", type=int, default=10_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 3, 4, 6])
    parser.add_argument("--concurrency", type=int, default=4)
    asked = parser.parse_args()
    given = Assumptions(mailboxes=asked.mailboxes)
    with tempfile.TemporaryDirectory(prefix="sosync-capacity-", ignore_cleanup_errors=True) as folder:
        found = measure(Path(folder))
    print(_machine())
    _tell_costs(found)
    print(f"\n{given}")
    print("workers      runs  runs/s  busiest  lag p50 lag p99   cores  busiest")
    enough: tuple[int, Outcome] | None = None
    for workers in asked.workers:
        day = Simulation(given, found.idle, found.change, workers, asked.concurrency).run()
        _tell_day(workers, day)
        busiest_cpu = max(day.cpu_by_minute.values()) / 60e6
        if enough is None and busiest_cpu < _FULL * workers and day.lag(0.99) < _LAG:
            enough = workers, day
    if enough is None:
        raise SystemExit("No number of workers was enough.")
    workers, day = enough
    print(f"\nEnough: {workers} workers. By trigger: {dict(day.runs)}\n")
    size = _tell_database(found, day, given)
    print()
    _tell_scale(found, day, given, workers, size)


if __name__ == "__main__":
    main()
