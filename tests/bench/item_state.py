"""Measures `GET /items/{id}` on the demo company against an empty Flask route: `python -m tests.bench.item_state`.

Both are asked in turn over HTTP, by one client, every item several times. Of the time of an item's state that is
left out in which it waits for SuperOffice and Graph, which is theirs; the rest is compared, and so is the CPU time
of client and server. The 95th percentile of the one may be BOUND times that of the other.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from unittest.mock import patch

import requests
from flask import Flask
from sqlmodel import col, select
from werkzeug.serving import WSGIRequestHandler, make_server

from backend.api.app import make_app
from backend.config import Settings
from backend.demo.browser import connect
from backend.jobs import schema
from backend.store.database import session
from backend.store.tables import Link, Mailbox
from backend.sync.service import open_product, run_mailbox
from backend.transport import Answer, Transport
from tests.api.v1.conftest import access_token
from tests.bench.stage import PUBLIC_URL, sandbox_of

#: how many times longer than the empty route
BOUND = 4


@dataclass
class Spent:
    """Seconds that requests took."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def on(self, client: requests.Session, url: str) -> None:
        """Ask once."""
        cpu, wall = time.process_time(), time.perf_counter()
        client.get(url, timeout=60).raise_for_status()
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_: Any) -> None:
        """Nothing: a line for each request would be measured too."""


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _waits() -> Iterator[list[tuple[float, float]]]:
    """The stretches in which anything waits for one of the two systems, as they come."""
    found: list[tuple[float, float]] = []
    send = Transport.send

    def timed(self: Transport, method: str, url: str, **how: Any) -> Answer:
        began = time.perf_counter()
        try:
            return send(self, method, url, **how)
        finally:
            found.append((began, time.perf_counter()))

    with patch.object(Transport, "send", timed):
        yield found


def _together(stretches: Sequence[tuple[float, float]]) -> float:
    """Seconds that the stretches take, those at the same time counted once."""
    total = until = 0.0
    for began, ended in sorted(stretches):
        total += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return total


def _empty() -> Flask:
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return app


def _p95(seconds: Sequence[float]) -> float:
    """In milliseconds."""
    return quantiles(seconds, n=20)[-1] * 1000


def _measure(folder: Path, number: int, rounds: int) -> float:
    """The ratio."""
    with sandbox_of(folder, "demo") as (_, env_file):
        settings = Settings(_env_file=env_file, data_dir=folder, public_url=PUBLIC_URL)
        product = open_product(settings)
        schema.apply(settings)
        app = make_app(product)
        list(connect(app, PUBLIC_URL, ["linda"]))
        with session(product.engine) as work:
            mailbox_id = work.scalars(select(Mailbox.id)).one()
        run_mailbox(product, mailbox_id, "bench")
        with session(product.engine) as work:
            both = (col(side).is_not(None) for side in (Link.superoffice_id, Link.calendar_id))
            ids = [str(one) for one in work.scalars(select(Link.superoffice_id).where(*both).limit(number))]
        token = access_token(settings, "linda", settings.tenant_ids[0])
        own, empty, theirs, asked = Spent(), Spent(), [], 0
        with _served(app) as served, _served(_empty()) as nothing, _waits() as waits, requests.Session() as client:
            client.trust_env = False
            client.headers["Authorization"] = f"Bearer {token}"
            for item in ids[:5]:
                client.get(f"{served}/api/v1/items/{item}", timeout=60).raise_for_status()
            for item in ids * rounds:
                empty.on(client, nothing)
                waits.clear()
                own.on(client, f"{served}/api/v1/items/{item}")
                theirs.append(_together(waits))
                own.wall[-1] -= theirs[-1]
                asked += len(waits)
        ratio = _p95(own.wall) / _p95(empty.wall)
        print(
            f"{len(own.wall)} answers about {len(ids)} items, p95: empty {_p95(empty.wall):.2f} ms, "
            f"item state {_p95(own.wall):.2f} ms beside {_p95(theirs):.2f} ms of the two systems "
            f"in {asked / len(own.wall):.1f} requests",
            f"ratio {ratio:.1f} (bound {BOUND}), of medians {median(own.wall) / median(empty.wall):.1f}, "
            f"of CPU time {_p95(own.cpu) / _p95(empty.cpu):.1f}",
            sep="\n",
            flush=True,
        )
        product.engine.dispose()
    return ratio


def main() -> None:
    """Measure as many items as asked for; a ratio over the bound is a failure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ratio = _measure(Path(folder), asked.items, asked.rounds)
    if ratio > BOUND:
        sys.exit(1)


if __name__ == "__main__":
    main()
