"""What the benchmarks measure on: a sandbox in a process of its own, and Linda's mailbox connected to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.api.app import make_app
from backend.config import Settings
from backend.demo.browser import connect
from backend.jobs import schema
from backend.memory import spare_what_is_loaded
from backend.sync.service import open_product
from tests.company import Colleague, Company, Diary, Outlook
from tests.sandbox_client import SandboxClient

PUBLIC_URL = "http://127.0.0.1:8000"


@contextmanager
def sandbox_of(folder: Path, company: str = "small") -> Iterator[tuple[SandboxClient, Path]]:
    """A sandbox, so that CPU time is the product's alone, and the file of the product's settings for it."""
    env_file = folder / "sandbox.env"
    command = [
        sys.executable, "-m", "backend.sandbox", "--port", "0", "--company", company, "--env-file", str(env_file),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield SandboxClient(json.loads(process.stdout.readline())["url"]), env_file
    finally:
        process.terminate()
        process.wait()


@contextmanager
def lindas(folder: Path, *others: str) -> Iterator[Company]:
    """The small company, of whom Linda is connected, and *others*; their calendars are empty."""
    with sandbox_of(folder) as (sandbox, env_file):
        settings = Settings(_env_file=env_file, data_dir=folder, public_url=PUBLIC_URL)
        product = open_product(settings)
        schema.apply(settings)
        list(connect(make_app(product), PUBLIC_URL, ["linda", *others]))
        people = {person["key"]: person for person in sandbox.world()["people"]}
        colleagues = {
            key: Colleague(
                people[key]["address"],
                Outlook(sandbox.graph_session(key)),
                Diary(sandbox.superoffice_session(key), people[key]["superoffice"]["associate_id"]),
            )
            for key in ("linda", *others)
        }
        # as a worker does before its first run
        spare_what_is_loaded()
        yield Company(sandbox, product, colleagues)
        product.engine.dispose()
