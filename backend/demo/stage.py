"""The demonstration from nothing to a running product, step by step."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import click
import psycopg
import requests
from dotenv import dotenv_values

from backend.api.app import make_app
from backend.config import Settings, settings
from backend.demo.browser import connect
from backend.demo.pane import stage_origin
from backend.demo.processes import Children, ProcessTrouble, free_port, procfile, wait_for_line
from backend.demo.terminal import NAMES, Bar, step
from backend.jobs import schema
from backend.store import mailboxes
from backend.store.database import address, session
from backend.sync.service import Product, open_product, run_mailbox

#: seconds until a process must be ready
START_SECONDS = 30.0
DATABASE = "demo"
#: the settings of the demonstration, for the command line beside it
ENV_FILE = "demo.env"


def perform(folder: Path, people: list[str], sandbox_port: int, web_port: int) -> None:
    """Run the demonstration with its files in *folder* until it is interrupted. Raises ProcessTrouble."""
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        children = Children(folder)
        try:
            web_port = free_port(web_port)
            _sandbox(children, folder, free_port(sandbox_port), web_port)
            product = open_product(settings())
            schema.apply(product.settings)
            step("PostgreSQL, the product's own, with all tables")
            _connect(product, people)
            _first_sync(product)
            _serve(children, product, web_port)
            seconds = time.monotonic() - began
            click.echo(f"\n  Ready after {seconds:.0f} s. Outlook and SuperOffice side by side:\n")
            click.echo(click.style(f"    {stage_origin(product.settings)}/demo\n", bold=True))
            click.echo("  The command line works with this company too, from another terminal:\n")
            click.echo(f"    set -a; . {folder}/{ENV_FILE}; set +a; .venv/bin/sosync check\n")
            click.echo(f"  Logs are in {folder}. Ctrl-C ends everything.")
            while True:
                children.check()
                time.sleep(1)
        except KeyboardInterrupt:
            click.echo("\n  Ending …")
        finally:
            children.end()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two demonstrations in one folder would take each other's database away."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ProcessTrouble(f"A demonstration is already running in {folder}") from error
        yield


def _sandbox(children: Children, folder: Path, port: int, web_port: int) -> None:
    """Start the sandbox company and point this process and its children at it."""
    file = folder / ENV_FILE
    command = ["sosync", "sandbox", "--port", str(port), "--company", "demo", "--env-file", str(file)]
    child = children.start("sandbox", command, {})
    ready = json.loads(wait_for_line(child, START_SECONDS))
    own = {
        "DATA_DIR": str(folder),
        "DATABASE_URL": _fresh_database(folder),
        "ENCRYPTION_KEYS": "",
        "PUBLIC_URL": f"http://127.0.0.1:{web_port}",
        "DEMO_SANDBOX_URL": ready["url"],
    }
    os.environ.update({name: value for name, value in dotenv_values(file).items() if value is not None} | own)
    with file.open("a", encoding="utf-8") as stream:
        stream.writelines(f"{name}='{value}'\n" for name, value in own.items())
    settings.cache_clear()
    step(f"The sandbox company at {ready['url']}")


def _fresh_database(folder: Path) -> str:
    """Address of an empty database in the embedded server: what an earlier company left means nothing now."""
    server = address(Settings(_env_file=None, database_url="", data_dir=folder))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    return urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))


def _connect(product: Product, people: list[str]) -> None:
    for done in connect(make_app(product), product.settings.public_url, people):
        step(f"{done.person.capitalize()} signed in to {NAMES[done.side]}")


def _first_sync(product: Product) -> None:
    with session(product.engine) as work:
        found = mailboxes.every(work)
    for mailbox in found:
        bar = Bar(mailbox.name or mailbox.address)
        bar.end(run_mailbox(product, mailbox.id, "first", progress=bar))


def _serve(children: Children, product: Product, port: int) -> None:
    """Start web and worker as the Procfile says, the worker when the web process can answer its handshakes."""
    web = children.start("web", procfile("web"), {"HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1"})
    deadline = time.monotonic() + START_SECONDS
    while not _answers(f"{product.settings.public_url}/readyz"):
        web.check()
        if time.monotonic() > deadline:
            raise ProcessTrouble(f"The web process did not get ready; see {web.log}")
        time.sleep(0.1)
    children.start("worker", procfile("worker"), {})
    step("Web and worker processes, as in the Procfile")


def _answers(url: str) -> bool:
    with requests.Session() as browser:
        # a proxy of the environment does not know this machine
        browser.trust_env = False
        try:
            return browser.get(url, timeout=2).ok
        except requests.RequestException:
            return False
