"""Commands of the operator: bring the database up to date, run a worker, keep the house."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click
from prometheus_client import start_http_server

from backend import logs
from backend.cli_product import Moment, exit_code, mailbox_of, opened, run_each
from backend.config import settings
from backend.jobs import schema, worker
from backend.jobs.lanes import lanes, places
from backend.memory import spare_what_is_loaded
from backend.store import mailboxes
from backend.store.database import session
from backend.sync.housekeeping import ACTS_KEPT, KEPT, drop_old


@click.command()
def migrate() -> None:
    """Bring the database to the newest version."""
    product = opened()
    schema.apply(product.settings)
    click.echo("The database is up to date.")


@click.command("worker")
@click.option(
    "--concurrency",
    default=4,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Runs for notifications at a time; beside them half as many when people ask and half as many polls.",
)
@click.option(
    "--queue",
    "queues",
    multiple=True,
    type=click.Choice(worker.QUEUES),
    default=worker.QUEUES,
    help="Only this queue; may be given several times.",
)
def run_worker(concurrency: int, queues: tuple[str, ...]) -> None:
    """Work on what is due until SIGTERM; runs that have begun end at their next write, and others go on."""
    logs.begin(settings().log_format)
    # a run holds one connection now and then, and rarely a second one
    product = opened(pool=max(5, places(lanes(queues, concurrency)) // 2))
    if port := product.settings.metrics_port:
        start_http_server(port)
    schema.apply(product.settings)
    spare_what_is_loaded()
    worker.run(product, concurrency, queues)


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", help="Only this mailbox; all by default.")
@click.option("--now", type=Moment(), help="The moment that counts as now.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
def housekeeping(address: str | None, now: datetime | None, as_json: bool) -> None:
    """Bring series up to the end of the window, and drop what is old. Workers do it every night by themselves."""
    product = opened()
    with session(product.engine) as work:
        active = [mailbox for mailbox in mailboxes.every(work) if mailbox.state == "active"]
    chosen = [mailbox_of(product, address)] if address else active
    reports = run_each(product, chosen, "housekeeping", now, quiet=as_json)
    dropped = drop_old(product.engine, now or datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"mailboxes": reports, "dropped": asdict(dropped)}, indent=2))
    else:
        click.echo(
            f"Older than {KEPT.days} days and dropped: {dropped.intents} intents, "
            f"{dropped.history} lines of history, {dropped.runs} runs, {dropped.mails} mails, "
            f"{dropped.mailboxes} unlinked mailboxes. Older than {ACTS_KEPT.days} days and dropped: "
            f"{dropped.acts} acts of administrators."
        )
    sys.exit(exit_code(reports))
