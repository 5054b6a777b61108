"""The command that renders the Outlook add-in's manifest."""

from __future__ import annotations

from typing import TextIO
from uuid import UUID

import click

from backend.manifest import Origin, WrongOrigin, parse_origin, render


def _origin(_context: click.Context, _parameter: click.Parameter, value: str) -> Origin:
    try:
        return parse_origin(value)
    except WrongOrigin as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.option("--origin", required=True, callback=_origin, help="Address of the web process: https://host[:port].")
@click.option("--id", "add_in", type=click.UUID, help="GUID of the add-in, where an organisation has two.")
@click.option(
    "--output",
    type=click.File("w", encoding="utf-8"),
    default="-",
    help="File to write, in place of the terminal.",
)
def manifest(origin: Origin, add_in: UUID | None, output: TextIO) -> None:
    """Render the Outlook add-in's manifest.xml for the address of a deployment."""
    output.write(render(origin, add_in))
    if origin.startswith("http:"):
        click.echo("Only for trials without Outlook: Outlook wants https on localhost too.", err=True)
