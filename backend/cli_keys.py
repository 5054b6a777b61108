"""The operator's command that lets an encryption key go."""

from __future__ import annotations

import sys

import click

from backend.cli_product import opened
from backend.store.rotation import renew_all


@click.command("rotate-keys")
def rotate_keys() -> None:
    """Encrypt every stored secret with the newest of ENCRYPTION_KEYS, so that the others can be taken away.

    Every process must know the newest key by then. It may run beside them, be stopped, and run again.
    """
    product = opened()
    told = renew_all(product.engine, product.vault)
    for one in told:
        click.echo(
            f"{one.column}: {one.renewed} renewed, {one.newest} were newest, {one.unreadable} could not be read"
        )
    if any(one.unreadable for one in told):
        click.echo("Some secrets were made with a key that is not in ENCRYPTION_KEYS. Nothing was lost; add it.")
        sys.exit(1)
    click.echo("Every secret can be read with the newest key alone.")
