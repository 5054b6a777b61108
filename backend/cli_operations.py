"""Commands for the operator in need: a support bundle, and a person erased."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from backend.cli_product import opened
from backend.config import settings
from backend.operations import doctor as support
from backend.operations import erasing


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def doctor(file: Path | None) -> None:
    """Write a support bundle without texts, names, addresses or secrets to FILE (sosync-doctor-… by default)."""
    file = file or Path(f"sosync-doctor-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip")
    try:
        missing = support.write(settings(), file)
    except OSError as error:
        raise click.BadParameter(f"{file} cannot be written ({error.strerror})", param_hint="FILE") from error
    click.echo(f"{file} is written. Look through it before you pass it on.")
    if missing:
        click.echo(f"Not found out: {', '.join(missing)}.", err=True)


@click.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(address: str, yes: bool) -> None:
    """Erase the person with ADDRESS: mailbox, links, history, sign-ins, and the address in every log of ours.

    Both calendars stay as they are. It cannot be undone; linked again, the person begins anew.
    """
    product = opened()
    found = erasing.mailboxes_of(product, address)
    if not yes:
        what = f"{len(found)} mailboxes of {address}" if found else f"{address} (no mailbox has it)"
        click.confirm(f"Erase {what} with everything that is stored? This cannot be undone.", abort=True)
    erased = erasing.erase(product, address)
    click.echo(
        f"Erased: {erased.mailboxes} mailboxes with everything stored of them; {erased.sign_ins} sign-ins ended; "
        f"{erased.acts} entries of the log forgot the person. Both calendars are as they were."
    )
