"""Commands about synchronisation: run it, list links, explain an item, check the installation."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click

from backend.cli_product import opened
from backend.config import settings
from backend.core.items import Side
from backend.core.report import Report
from backend.core.sides import SideError
from backend.core.text import cut
from backend.store import links as link_store
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync.check import check_installation
from backend.sync.explain import Explanation, explain_item
from backend.sync.history import CannotUndo, history_of
from backend.sync.history import undo as put_back
from backend.sync.service import Product, run_mailbox


class _Moment(click.ParamType[datetime]):
    """An ISO 8601 moment; without a zone it is UTC."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse, or fail with the option's name."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date and time such as 2026-11-21T09:00:00Z", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _mailbox(product: Product, address: str) -> Mailbox:
    with session(product.engine) as work:
        mailbox = mailboxes.by_address(work, address)
    if mailbox is None:
        raise click.BadParameter(f"no mailbox {address} is linked", param_hint="--mailbox")
    return mailbox


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", help="Sync this mailbox.")
@click.option("--all", "everyone", is_flag=True, help="Sync every linked mailbox.")
@click.option("--now", type=_Moment(), help="The moment that counts as now; the window lies around it.")
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
        chosen = mailboxes.every(work) if everyone else [_mailbox(product, str(address))]
    if not chosen and not as_json:
        click.echo("No mailbox is linked yet.")
    reports: list[dict[str, Any]] = []
    for mailbox in chosen:
        if confirm_deletions:
            with session(product.engine) as work, work.begin():
                work.get_one(Mailbox, mailbox.id).deletions_confirmed = True
        report = run_mailbox(product, mailbox.id, "command", now)
        reports.append({"mailbox": mailbox.address, **report.as_json()})
        if not as_json:
            click.echo(f"{mailbox.address}: {_sentence(report)}")
    if as_json:
        click.echo(json.dumps({"mailboxes": reports}, indent=2))
    if any(report["outcome"] not in {"ok", "held", "partial"} for report in reports):
        sys.exit(1)


def _sentence(report: Report) -> str:
    """A report in one or two lines."""
    told = report.as_json()
    counts = "; ".join(
        f"{name} {told[name]['superoffice']} in SuperOffice, {told[name]['calendar']} in Outlook"
        for name in ("created", "updated", "deleted")
    )
    skipped = ", ".join(f"{number} {code}" for code, number in told["skipped"].items())
    requests = sum(told["requests"].values())
    ending = f"{report.outcome}{': ' + report.sentence if report.sentence else ''}"
    return f"{counts}; skipped {skipped or 'none'}; {requests} requests, {report.seconds:.1f} s; {ending}"


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def links(address: str, as_json: bool) -> None:
    """List the items of a mailbox: their ids on both sides, and what is not synced and why."""
    product = opened()
    mailbox = _mailbox(product, address)
    with product.engine.connect() as connection:
        pairs = link_store.every(connection, mailbox.id)
    rows = [
        {
            "superoffice": pair.ids[Side.SUPEROFFICE],
            "calendar": pair.ids[Side.CALENDAR],
            "origin": pair.origin.value,
            "state": pair.state,
            "reason": pair.reason,
        }
        for pair in pairs
    ]
    if as_json:
        click.echo(json.dumps({"mailbox": mailbox.address, "links": rows}, indent=2))
        return
    for row in rows:
        told = f"{row['state']}{' (' + str(row['reason']) + ')' if row['reason'] else ''}"
        click.echo(f"{row['superoffice'] or '–':>10}  {told:<24} {row['calendar'] or '–'}")


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.argument("item")
def explain(address: str, item: str, as_json: bool) -> None:
    """Tell about ITEM (its SuperOffice or Outlook id): both sides, what was agreed, and why it is as it is."""
    product = opened()
    explanation = explain_item(product, _mailbox(product, address), item)
    if explanation is None:
        raise click.BadParameter(f"{item} is not known in {address}", param_hint="ITEM")
    click.echo(json.dumps(explanation.as_json(), indent=2) if as_json else _told(explanation))


def _told(explanation: Explanation) -> str:
    lines = [explanation.sentence]
    if explanation.remedy:
        lines.append(f"What to do: {explanation.remedy}")
    rows = [("", "SuperOffice", "Outlook", "agreed")]
    rows += [(row.field, row.superoffice, row.calendar, row.agreed) for row in explanation.fields]
    widths = [max(len(_short(row[column])) for row in rows) for column in range(4)]
    lines += [
        "  ".join(_short(cell).ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    lines += [f"{one.at:%Y-%m-%d %H:%M} {one.action} {one.field} in {one.side}" for one in explanation.history]
    return "\n".join(lines)


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.argument("item")
def history(address: str, as_json: bool, item: str) -> None:
    """Tell what runs did to ITEM (its SuperOffice or Outlook id), newest first."""
    product = opened()
    entries = history_of(product, _mailbox(product, address), item)
    if as_json:
        rows = [asdict(entry) | {"id": str(entry.id), "at": entry.at.isoformat()} for entry in entries]
        click.echo(json.dumps(rows, indent=2))
        return
    for entry in entries:
        kept = f"  undo with: sosync undo --mailbox {address} {entry.id}" if entry.can_undo else ""
        click.echo(
            f"{entry.at:%Y-%m-%d %H:%M:%S}  {entry.action:<9} {entry.field:<11} in {entry.side.value}{kept}"
        )


@click.command()
@click.option("--mailbox", "address", metavar="ADDRESS", required=True)
@click.argument("entry", type=click.UUID)
def undo(address: str, entry: UUID) -> None:
    """Put back the value that lost a conflict: ENTRY is named by `sosync history`."""
    product = opened()
    mailbox = _mailbox(product, address)
    try:
        put_back(product, mailbox, entry)
    except (CannotUndo, SideError) as error:
        raise click.ClickException(str(error)) from error
    report = run_mailbox(product, mailbox.id, "undo")
    click.echo(f"{mailbox.address}: {_sentence(report)}")


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
