"""Measures contacts of a large selection, first and again: `python -m tests.bench.persons`.

The sandbox runs in a process of its own, so that CPU time is the product's alone. Prints one line a measurement.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from backend.store import mailboxes
from backend.store.database import session
from tests.bench.stage import lindas
from tests.card_file import CardFile, card_file


def _fill(cards: CardFile, number: int) -> int:
    """A selection of *number* persons, each with what most cards have."""

    def one(index: int) -> int:
        return cards.adds(
            "Guest", f"No {index:05}", Title="Buyer", Emails=[{"Value": f"guest{index}@havbris.example"}],
            MobilePhones=[{"Value": f"+47 900 {index:05}"}],
        )  # fmt: skip

    with ThreadPoolExecutor(3) as pool:
        return cards.selects(*pool.map(one, range(number)))


def _measure(folder: Path, number: int) -> None:
    with lindas(folder) as company:
        linda, product = company["linda"], company.product
        cards = card_file(company)
        selection = _fill(cards, number)
        with session(product.engine) as work:
            mailbox = mailboxes.by_address(work, linda.address)
            assert mailbox is not None
            mailbox.preferences = {"sync_persons": True, "selections": [selection]}
            work.commit()
        company.sandbox.advance(60)
        somebody = cards.adds("Guest", "Last of all")
        for name in ("first", "again", "no change", "one more"):
            if name == "one more":
                cards.includes(selection, somebody)
            cpu, wall = time.process_time(), time.perf_counter()
            report = company.run("linda")
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            requests = {one.value: count for one, count in report.requests.items()}
            print(
                f"{number:6} {name:11} {report.outcome} writes {report.writes:6} "
                f"cpu {cpu * 1000:9.1f} ms wall {wall * 1000:9.1f} ms requests {requests}",
                flush=True,
            )


def main() -> None:
    """Measure every size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000])
    for number in parser.parse_args().sizes:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), number)


if __name__ == "__main__":
    main()
