"""What commands have in common: the product opened, a mailbox and a moment named, runs told in a line each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from backend.config import Settings, settings
from backend.core.report import Report
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync.service import Product, open_product, run_mailbox

#: outcomes of a run that did what could be done
_WENT_WELL = frozenset({"ok", "held", "partial"})


#: how often the mailboxes of one command run at most; a meeting is settled between two of them in two
_ROUNDS = 3


class Moment(click.ParamType[datetime]):
    """An ISO 8601 moment; without a zone it is UTC."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse, or fail with the option's name."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date and time such as 2026-11-21T09:00:00Z", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def opened(*, pool: int = 5) -> Product:
    """The product with the settings of the environment. Raises ClickException when it cannot be opened.

    *pool*: connections to the database that stay open; twice as many where they are needed.
    """
    known = settings()
    try:
        return open_product(known, pool=pool)
    except (SQLAlchemyError, OSError, RuntimeError) as error:
        raise click.ClickException(
            f"{_setting(known)}: the database cannot be opened ({_cause(error)})"
        ) from error


def _setting(known: Settings) -> str:
    return "DATABASE_URL" if known.database_url else f"DATA_DIR {known.data_dir}"


def _cause(error: Exception) -> str:
    """What the driver or the machine says, on one line; an address with its password is not part of it."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def mailbox_of(product: Product, address: str, hint: str = "--mailbox") -> Mailbox:
    """The mailbox of an address. Raises BadParameter, which names the parameter *hint*."""
    with session(product.engine) as work:
        mailbox = mailboxes.by_address(work, address)
    if mailbox is None:
        raise click.BadParameter(f"no mailbox {address} is linked", param_hint=hint)
    return mailbox


def run_each(
    product: Product, chosen: Iterable[Mailbox], trigger: str, now: datetime | None = None, *, quiet: bool = False
) -> list[dict[str, Any]]:
    """Run mailboxes one after the other, each told in a line unless *quiet*; their reports as plain JSON.

    A mailbox that a colleague's run rang meanwhile, as it does for a meeting that both share, runs once more.
    """
    reports: list[dict[str, Any]] = []
    all_of_them = list(chosen)
    due = all_of_them
    for _ in range(_ROUNDS):
        for mailbox in due:
            report = run_mailbox(product, mailbox.id, trigger, now)
            reports.append({"mailbox": mailbox.address, **report.as_json()})
            if not quiet:
                click.echo(f"{mailbox.address}: {_in_a_line(report)}")
        with session(product.engine) as work:
            rung = mailboxes.rung(work, [mailbox.id for mailbox in all_of_them])
        due = [mailbox for mailbox in all_of_them if mailbox.id in rung]
    return reports


def exit_code(reports: Iterable[dict[str, Any]]) -> int:
    """1 when a run of `run_each` could not do its work."""
    return 0 if {report["outcome"] for report in reports} <= _WENT_WELL else 1


def _in_a_line(report: Report) -> str:
    told = report.as_json()
    counts = "; ".join(
        f"{name} {told[name]['superoffice']} in SuperOffice, {told[name]['calendar']} in Outlook"
        for name in ("created", "updated", "deleted")
    )
    skipped = ", ".join(f"{number} {code}" for code, number in told["skipped"].items())
    requests = sum(told["requests"].values())
    ending = f"{report.outcome}{': ' + report.sentence if report.sentence else ''}"
    return f"{counts}; skipped {skipped or 'none'}; {requests} requests, {report.seconds:.1f} s; {ending}"
