"""Commands of the operator: bring the database up to date, run a worker."""

from __future__ import annotations

import logging

import click

from backend.cli_product import opened
from backend.jobs import schema, worker


@click.command()
def migrate() -> None:
    """Bring the database to the newest version."""
    product = opened()
    schema.apply(product.settings)
    click.echo("The database is up to date.")


@click.command("worker")
@click.option("--concurrency", default=4, show_default=True, type=click.IntRange(1, 64), help="Runs at a time.")
@click.option(
    "--queue",
    "queues",
    multiple=True,
    type=click.Choice(worker.QUEUES),
    default=worker.QUEUES,
    help="Only this queue; may be given several times.",
)
def run_worker(concurrency: int, queues: tuple[str, ...]) -> None:
    """Work on what is due until SIGTERM; runs that have begun are finished."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    product = opened()
    schema.apply(product.settings)
    worker.run(product, concurrency, queues)
