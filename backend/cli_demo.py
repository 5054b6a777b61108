"""Commands of the demonstration: connect people at the sandbox, and show the whole product at work."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from types import FrameType

import click

from backend.api.app import make_app
from backend.cli_product import opened
from backend.demo.browser import SignInStuck, connect
from backend.demo.processes import ProcessTrouble
from backend.demo.stage import perform
from backend.demo.terminal import NAMES, step
from backend.jobs import schema

PEOPLE = "linda,julie"


def _people(_context: click.Context, _parameter: click.Parameter, value: str) -> list[str]:
    people = [name.strip().lower() for name in value.split(",") if name.strip()]
    if not people:
        raise click.BadParameter("name at least one person")
    return people


_people_option = click.option(
    "--people", default=PEOPLE, show_default=True, callback=_people, help="Who signs in, separated by commas."
)


@click.command("connect-demo")
@_people_option
def connect_demo(people: list[str]) -> None:
    """Connect people of the sandbox through both real sign-in flows."""
    product = opened()
    schema.apply(product.settings)
    try:
        for done in connect(make_app(product), product.settings.public_url, people):
            step(f"{done.person}: signed in to {NAMES[done.side]}")
    except SignInStuck as error:
        raise click.ClickException(str(error)) from error


@click.command()
@_people_option
@click.option("--sandbox-port", default=8700, show_default=True, help="The sandbox's; the next free one is taken.")
@click.option("--port", default=8000, show_default=True, help="The web process's; the next free one is taken.")
def demo(people: list[str], sandbox_port: int, port: int) -> None:
    """The sandbox company, connected, synced and served, until Ctrl-C."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    folder = Path(os.environ.get("DATA_DIR", "var")).resolve() / "demo"
    try:
        perform(folder, people, sandbox_port, port)
    except (ProcessTrouble, SignInStuck) as error:
        raise click.ClickException(str(error)) from error
