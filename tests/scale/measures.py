"""What a run costs and what a mailbox takes in PostgreSQL, measured on the real product against the sandbox."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from backend.sync.service import Product
from tests.bench.stage import lindas
from tests.company import Company, at
from tests.scale.simulation import Cost

#: items of the mailbox that is measured, and how many of them change at once for the cost of one more
ITEMS, MANY = 400, 20
#: runs of which the mean is taken
RUNS = 20
#: tables that grow with items, changes and runs, and what makes a copy of a row another one of the same length
_ANEW = {
    "link": """'id', md5(random()::text || n)::uuid, 'superoffice_id', left(md5(random()::text || n), 14),
               'calendar_id', left(calendar_id, -32) || md5(random()::text || n)""",
    "journal": "'key', left(key, -32) || md5(random()::text || n)",
    "history": "'id', md5(random()::text || n)::uuid",
    "run": "'id', md5(random()::text || n)::uuid",
}


@dataclass(frozen=True)
class Measured:
    """Figures of this machine."""

    idle: Cost
    #: a run with one change, of which half come from either side
    one: Cost
    #: each change beside the first
    more: Cost
    first_sync: Cost
    #: seconds of a core in PostgreSQL, and transactions, of a run without a change
    postgres: float
    transactions: float
    #: by table, bytes of a row with its share of indexes
    row_bytes: dict[str, float]
    #: rows and bytes of a mailbox besides those: itself, cursors, registrations, sign-ins
    fixed_rows: float
    fixed_bytes: float

    def change(self, number: int) -> Cost:
        """A run with *number* changes."""
        return Cost(
            self.one.cpu + (number - 1) * self.more.cpu, self.one.requests + (number - 1) * self.more.requests
        )


def measure(folder: Path) -> Measured:
    """Measure in *folder*; takes about a minute."""
    with lindas(folder) as company:
        linda, postmaster = company["linda"], _postmaster(folder)
        for number in range(ITEMS):
            linda.in_outlook.adds(f"Event {number}", at(1) + timedelta(hours=number))
        first = _cost(company, lambda _: None, 1)
        company.run("linda")
        # what was written in the last seconds is looked at once more, until the server's clock has gone on
        company.sandbox.advance(120)
        company.runs("linda", "linda")
        cpu, made = _cpu_of_postgres(postmaster), _transactions(company.product)
        idle = _cost(company, lambda _: None, RUNS)
        cpu, made = _cpu_of_postgres(postmaster) - cpu, _transactions(company.product) - made
        one, many = (_changed(company, number) for number in (1, MANY))
        more = Cost((many.cpu - one.cpu) / (MANY - 1), (many.requests - one.requests) / (MANY - 1))
        sizes = {table: _bytes_of_row(company.product, table) for table in _ANEW}
        rows, size = _fixed(company.product)
    return Measured(idle, one, more, first, cpu / RUNS, made / RUNS, sizes, rows, size)


def _changed(company: Company, number: int) -> Cost:
    """A run that finds *number* changed items: half the runs in Outlook, half in SuperOffice."""
    linda = company["linda"]
    events, rows = linda.in_outlook.items(), linda.in_superoffice.items()

    def change(run: int) -> None:
        for item in range(number):
            place = f"Room {run}-{item}"
            if run % 2:
                linda.in_superoffice.changes(rows[item]["AppointmentId"], Location=place)
            else:
                linda.in_outlook.changes(events[item]["id"], location={"displayName": place})

    return _cost(company, change, 6, settle=True)


def _cost(company: Company, before: Callable[[int], None], times: int, *, settle: bool = False) -> Cost:
    """The mean of runs, each after *before*; with *settle* another run comes between them and does not count."""
    cpu, requests = 0.0, 0
    for number in range(times):
        before(number)
        began = time.process_time()
        report = company.run("linda")
        cpu += time.process_time() - began
        assert report.outcome == "ok", report.as_json()
        requests += sum(report.requests.values())
        if settle:
            company.sandbox.advance(120)
            company.runs("linda", "linda")
    return Cost(cpu / times, requests / times)


def _postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


def _cpu_of_postgres(postmaster: int) -> float:
    """Seconds of all processes of the server until now, those that have ended included."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            told = (entry / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        # see proc_pid_stat(5): the parent is field 4, own time 14 and 15, that of ended children 16 and 17
        if int(entry.name) == postmaster:
            ticks += sum(map(int, told[11:15]))
        elif int(told[1]) == postmaster:
            ticks += sum(map(int, told[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _transactions(product: Product) -> int:
    # what was only read is rolled back
    query = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
    # PostgreSQL counts what a connection did when that has been idle for ten seconds
    time.sleep(10.5)
    with product.engine.connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


def _bytes_of_row(product: Product, table: str) -> float:
    """Bytes of a row of *table* with its indexes, when there are many like those that are there."""
    columns = f"to_jsonb(t) || jsonb_build_object({_ANEW[table]})"
    copies = f"SELECT many.* FROM {table} t, generate_series(1, 20000 / (SELECT count(*)::int FROM {table})) n"
    fill = f"INSERT INTO {table} {copies}, jsonb_populate_record(NULL::{table}, {columns}) many"
    size = f"SELECT pg_total_relation_size('{table}')::float / count(*) FROM {table}"
    with product.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(fill))
        connection.execute(text(f"VACUUM FULL {table}"))
        return float(connection.execute(text(size)).scalar_one())


def _fixed(product: Product) -> tuple[float, float]:
    """Rows and bytes of a mailbox that neither items nor changes nor runs add to, without indexes."""
    rows = size = 0.0
    for table in ("mailbox", "cursor", "subscription"):
        query = f"SELECT count(*), coalesce(sum(pg_column_size(t)), 0) FROM {table} t"
        with product.engine.connect() as connection:
            number, its_bytes = connection.execute(text(query)).one()
        rows, size = rows + number, size + float(its_bytes)
    return rows, size
