"""Commands about synchronisation: run it, list links, explain an item, check the installation."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from uuid import UUID

import click
from msgspec import to_builtins

from backend.cli_product import Moment, exit_code, mailbox_of, opened, run_each
from backend.config import settings
from backend.core.items import Kind, Side
from backend.core.reasons import Reason
from backend.core.sides import SideError
from backend.core.text import cut
from backend.core.words import say
from backend.store import links as link_store
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync.check import check_installation
from backend.sync.explain import Explanation, explain_item
from backend.sync.history import CannotUndo, history_of
from backend.sync.history import undo as put_back
from backend.sync.repair import CannotRepair
from backend.sync.repair import repair as join


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", help="Sync this mailbox.")
@click.option("--all", "everyone", is_flag=True, help="Sync every linked mailbox.")
@click.option("--now", type=Moment(), help="The moment that counts as now; the window lies around it.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@click.option("--confirm-deletions", is_flag=True, help="Let deletions through that the guard holds back.")
def sync(
    address: str | None, everyone: bool, now: datetime | None, as_json: bool, confirm_deletions: bool
) -> None:
    """Run the sync now and tell what it did."""
    if bool(address) == everyone:
        raise click.UsageError("give either --mailbox ADDRESS or --all")
    product = opened()
    with session(product.engine) as work:
        chosen = mailboxes.every(work) if everyone else [mailbox_of(product, str(address))]
    if not chosen and not as_json:
        click.echo("No mailbox is linked yet.")
    if confirm_deletions:
        with session(product.engine) as work, work.begin():
            for mailbox in chosen:
                work.get_one(Mailbox, mailbox.id).deletions_confirmed = True
    reports = run_each(product, chosen, "command", now, quiet=as_json)
    if as_json:
        click.echo(json.dumps({"mailboxes": reports}, indent=2))
    sys.exit(exit_code(reports))


@click.command("confirm-invitations")
@click.argument("address")
def confirm_invitations(address: str) -> None:
    """Let the invitations through that a first sync of the mailbox ADDRESS held back, and sync it now."""
    product = opened()
    mailbox = mailbox_of(product, address, "ADDRESS")
    with session(product.engine) as work, work.begin():
        waited = mailboxes.confirm(work, mailbox.id, Reason.INVITATIONS)
    if not waited:
        click.echo(f"{mailbox.address}: no invitation waits for a person.")
        return
    sys.exit(exit_code(run_each(product, [mailbox], "command")))


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def links(address: str, as_json: bool) -> None:
    """List the items of a mailbox: their ids on both sides, and what is not synced and why."""
    product = opened()
    mailbox = mailbox_of(product, address)
    with product.engine.connect() as connection:
        pairs = link_store.every(connection, mailbox.id)
    rows = [
        {
            "kind": pair.kind.value,
            "superoffice": pair.ids[Side.SUPEROFFICE],
            "calendar": pair.ids[Side.CALENDAR],
            "origin": pair.origin.value,
            "state": pair.state,
            "reason": pair.reason,
            "part": pair.part.value,
            "series": bool(any(pair.series.values())),
        }
        for pair in pairs
    ]
    if as_json:
        click.echo(json.dumps({"mailbox": mailbox.address, "links": rows}, indent=2))
        return
    for row in rows:
        told = f"{row['state']}{' (' + str(row['reason']) + ')' if row['reason'] else ''}"
        what = row["part"] if row["kind"] == Kind.APPOINTMENT else Kind.TASK.value
        kind = say(f"kind.{what}") + (f", {say('kind.series')}" if row["series"] else "")
        click.echo(f"{row['superoffice'] or '–':>10}  {told:<24} {kind:<42} {row['calendar'] or '–'}")


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.argument("item")
def explain(address: str, item: str, as_json: bool) -> None:
    """Tell about ITEM (its SuperOffice or Outlook id): both sides, what was agreed, and why it is as it is."""
    product = opened()
    explanation = explain_item(product, mailbox_of(product, address), item, to_owner=False)
    if explanation is None:
        raise click.BadParameter(f"{item} is not known in {address}", param_hint="ITEM")
    click.echo(json.dumps(explanation.as_json(), indent=2) if as_json else _told(explanation))


def _told(explanation: Explanation) -> str:
    lines = [explanation.sentence]
    if explanation.remedy:
        lines.append(f"What to do: {explanation.remedy}")
    lines += [told.sentence for told in (explanation.meeting, explanation.series) if told]
    if explanation.put_back:
        lines.append(say("put_back", fields=", ".join(say(f"field.{field}") for field in explanation.put_back)))
    rows = [("", "SuperOffice", "Outlook", "agreed")]
    rows += [(row.field, row.superoffice, row.calendar, row.agreed) for row in explanation.fields]
    widths = [max(len(_short(row[column])) for row in rows) for column in range(4)]
    lines += [
        "  ".join(_short(cell).ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    lines += [f"{one.at:%Y-%m-%d %H:%M} {one.sentence()}" for one in explanation.history]
    return "\n".join(lines)


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.argument("item")
def history(address: str, as_json: bool, item: str) -> None:
    """Tell what runs did to ITEM (its SuperOffice or Outlook id), newest first."""
    product = opened()
    entries = history_of(product, mailbox_of(product, address), item)
    if as_json:
        rows = [{**to_builtins(entry), "sentence": entry.sentence()} for entry in entries]
        click.echo(json.dumps(rows, indent=2))
        return
    for entry in entries:
        kept = f"  undo with: sosync undo --mailbox {address} {entry.id}" if entry.can_undo else ""
        click.echo(f"{entry.at:%Y-%m-%d %H:%M:%S}  {entry.sentence()}{kept}")


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", required=True)
@click.argument("entry", type=click.UUID)
def undo(address: str, entry: UUID) -> None:
    """Put back the value that lost a conflict: ENTRY is named by `sosync history`."""
    product = opened()
    mailbox = mailbox_of(product, address)
    try:
        put_back(product, mailbox, entry)
    except (CannotUndo, SideError) as error:
        raise click.ClickException(str(error)) from error
    run_each(product, [mailbox], "undo")


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", required=True)
@click.argument("item")
def repair(address: str, item: str) -> None:
    """Join ITEM (its SuperOffice or Outlook id) with the one that it looks like, and sync the mailbox now."""
    product = opened()
    mailbox = mailbox_of(product, address)
    try:
        join(product, mailbox, item)
    except (CannotRepair, SideError) as error:
        raise click.ClickException(str(error)) from error
    sys.exit(exit_code(run_each(product, [mailbox], "repair")))


def _short(text: str) -> str:
    return cut(text.replace("\n", " "), 40)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def check(as_json: bool) -> None:
    """Check this installation: database, both systems, clock, scopes, licences."""
    findings = check_installation(settings())
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.name}: {finding.sentence}")
    if not all(finding.ok for finding in findings):
        sys.exit(1)
