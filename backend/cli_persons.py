"""Commands about persons: what people wrote into contacts and SuperOffice does not know."""

from __future__ import annotations

import json

import click

from backend.cli_product import mailbox_of, opened
from backend.sync.persons.proposals import proposals as proposals_of


@click.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def proposals(address: str, as_json: bool) -> None:
    """List what was written into contacts of the mailbox ADDRESS, and put back because SuperOffice decides."""
    product = opened()
    found = proposals_of(product, mailbox_of(product, address, "ADDRESS"))
    if as_json:
        listed = [
            {"person": one.person_id, "field": one.field, "value": one.value, "at": one.at.isoformat()}
            for one in found
        ]
        click.echo(json.dumps({"proposals": listed}, indent=2))
        return
    if not found:
        click.echo("Nobody wrote anything into a contact that SuperOffice does not know.")
    for one in found:
        value = json.dumps(one.value, ensure_ascii=False)
        click.echo(f"{one.at:%Y-%m-%d %H:%M}  person {one.person_id}  {one.field}: {value}")
