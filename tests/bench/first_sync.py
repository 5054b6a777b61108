"""Measures a first sync each way, and runs without a change: `python -m tests.bench.first_sync`.

The sandbox runs in a process of its own, so that CPU time is the product's alone. Prints one line a measurement.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from backend.api.app import make_app
from backend.config import Settings
from backend.core.items import Side
from backend.demo.browser import connect
from backend.jobs import schema
from backend.sync.service import open_product
from tests.company import Colleague, Company, Diary, Outlook, at
from tests.sandbox_client import SandboxClient

PUBLIC_URL = "http://127.0.0.1:8000"


@contextmanager
def sandbox_of(folder: Path, company: str = "small") -> Iterator[tuple[SandboxClient, Path]]:
    """A sandbox in a process of its own, and the file of the product's settings for it."""
    env_file = folder / "sandbox.env"
    command = [
        sys.executable,
        "-m",
        "backend.sandbox",
        "--port",
        "0",
        "--company",
        company,
        "--env-file",
        str(env_file),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield SandboxClient(json.loads(process.stdout.readline())["url"]), env_file
    finally:
        process.terminate()
        process.wait()


def _fill(linda: Colleague, side: Side, number: int) -> None:
    def one(index: int) -> None:
        start = at(1) + timedelta(hours=index % 3000)
        if side is Side.CALENDAR:
            linda.in_outlook.adds(
                f"Event {index}", start, body={"contentType": "html", "content": "<p>Some text</p>"}
            )
        else:
            linda.in_superoffice.adds(f"Appointment {index}", start, Agenda="<p>Some text</p>")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(one, range(number)))


def _measure(folder: Path, side: Side, number: int) -> None:
    with sandbox_of(folder) as (sandbox, env_file):
        settings = Settings(_env_file=env_file, data_dir=folder, public_url=PUBLIC_URL)
        product = open_product(settings)
        schema.apply(settings)
        list(connect(make_app(product), PUBLIC_URL, ["linda"]))
        person = next(p for p in sandbox.world()["people"] if p["key"] == "linda")
        linda = Colleague(
            person["address"],
            Outlook(sandbox.graph_session("linda")),
            Diary(sandbox.superoffice_session("linda"), person["superoffice"]["associate_id"]),
        )
        company = Company(sandbox, product, {"linda": linda})
        _fill(linda, side, number)
        for name in ("first", "echo", "a minute on", "no change", "no change"):
            if name == "a minute on":
                # what was written in the last seconds is looked at once more, until the server's clock has gone on
                sandbox.advance(60)
            cpu, wall = time.process_time(), time.perf_counter()
            report = company.run("linda")
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            requests = {one.value: count for one, count in report.requests.items()}
            print(
                f"from {side.value:11} {number:6} {name:11} {report.outcome} writes {report.writes:6} "
                f"cpu {cpu * 1000:9.1f} ms wall {wall * 1000:9.1f} ms "
                f"cpu/item {cpu * 1000 / number:6.3f} ms items/s {number / wall:7.0f} requests {requests}",
                flush=True,
            )
        product.engine.dispose()


def main() -> None:
    """Measure every size from every side."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000])
    for number in parser.parse_args().sizes:
        for side in Side:
            with tempfile.TemporaryDirectory() as folder:
                _measure(Path(folder), side, number)


if __name__ == "__main__":
    main()
