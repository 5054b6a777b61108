"""Commands of administration: users, linking, the state of mailboxes, mails, the log of acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import click
from sqlmodel import select

from backend.cli_product import opened
from backend.core.languages import LANGUAGES, Language
from backend.core.sides import SideError
from backend.store import audit as log
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync.administration import mailbox_acts
from backend.sync.administration.acts import Administrator, Refused, operator
from backend.sync.administration.export import as_csv, as_xlsx
from backend.sync.administration.linking import link as link_user
from backend.sync.administration.linking import link_all as link_everybody
from backend.sync.administration.status import Status, statuses
from backend.sync.administration.users import Person, Proposal, people, proposals
from backend.sync.administration.words import words
from backend.sync.mails import outbox
from backend.sync.mails.delivery import CannotDeliver, sender_of
from backend.sync.mails.writing import KINDS, Kind, compose
from backend.sync.service import Product

_Act = Callable[[Product, Administrator, UUID], None]

_organisation = click.option(
    "--organisation", "context", metavar="CUST…", help="Only needed where several are connected."
)


@click.command()
@_organisation
def users(context: str | None) -> None:
    """List the users of SuperOffice, and which mailbox each is linked to."""
    product, by = _desk(context)
    with _refusals_told():
        for one in people(product, by.organisation_id):
            click.echo(_user_line(one))


def _user_line(one: Person) -> str:
    linked = f"{one.mailbox.state.replace('_', ' ')} {one.mailbox.address}" if one.mailbox else "not linked"
    notes = [] if one.active else ["no longer in use in SuperOffice"]
    notes += ["another address in SuperOffice"] if one.same_address is False else []
    told = f"{one.user.associate_id:>6}  {one.user.name:<28} {one.user.address or '–':<36} {linked}"
    return f"{told} ({', '.join(notes)})" if notes else told


@click.command()
@click.argument("user", type=click.IntRange(1, 2**31 - 1))
@click.argument("address")
@_organisation
def link(user: int, address: str, context: str | None) -> None:
    """Link USER (a number of `sosync users`) with the mailbox ADDRESS; the user gets the connect mail."""
    product, by = _desk(context)
    with _refusals_told():
        link_user(product, by, user, address)
        click.echo(f"{address.lower()} is linked.")
        _deliver(product)


@click.command("link-all")
@click.option("--dry-run", is_flag=True, help="Only tell what would be linked, and what not and why.")
@_organisation
def link_all(dry_run: bool, context: str | None) -> None:
    """Link every user whose address is the same in SuperOffice and in Outlook."""
    product, by = _desk(context)
    with _refusals_told():
        done = proposals(product, by.organisation_id) if dry_run else link_everybody(product, by)
        for one in done:
            click.echo(_proposal_line(one, dry_run))
        _deliver(product)


def _proposal_line(one: Proposal, dry_run: bool) -> str:
    what = ("would link" if dry_run else "linked") if one.verdict == "link" else "passed over"
    said = words(f"proposal.{one.verdict}")
    told = (
        f"{what:<12} {one.user.associate_id:>6}  {one.user.name:<28} {one.user.address or '–':<36} {said.sentence}"
    )
    return f"{told} {said.remedy}".rstrip()


@click.command()
@click.argument("address")
def pause(address: str) -> None:
    """Let the mailbox ADDRESS rest until it is resumed."""
    _act(mailbox_acts.pause, address, "is paused")


@click.command()
@click.argument("address")
def resume(address: str) -> None:
    """Let the paused mailbox ADDRESS go on."""
    _act(mailbox_acts.resume, address, "goes on")


@click.command()
@click.argument("address")
def unlink(address: str) -> None:
    """Stop the sync of the mailbox ADDRESS and drop its sign-ins; both calendars stay. Undone with `relink`."""
    _act(mailbox_acts.unlink, address, "is unlinked; `sosync relink` undoes it within 30 days")


@click.command()
@click.argument("address")
def relink(address: str) -> None:
    """Undo the unlinking of the mailbox ADDRESS; its owner gets the connect mail."""
    product = opened()
    with session(product.engine) as work:
        kept = mailboxes.last_unlinked(work, address)
    if kept is None:
        raise click.BadParameter(f"no mailbox {address} is unlinked and kept", param_hint="ADDRESS")
    _carry_out(product, mailbox_acts.relink, kept, "is linked again; its owner signs in to go on")


@click.command("connect-mail")
@click.argument("address")
def connect_mail(address: str) -> None:
    """Write to the owner of the mailbox ADDRESS, once more, how to connect."""
    _act(mailbox_acts.send_connect_mail, address, "gets the connect mail")


@click.command()
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write it as CSV.")
@click.option("--xlsx", "xlsx_file", type=click.Path(dir_okay=False, path_type=Path), help="Write it for Excel.")
@_organisation
def status(csv_file: Path | None, xlsx_file: Path | None, context: str | None) -> None:
    """Tell how every mailbox does: its state, its last and next run, and what waits for a person."""
    product, by = _desk(context)
    found = statuses(product, by.organisation_id)
    if csv_file:
        _write(csv_file, "--csv", as_csv(found).encode())
    if xlsx_file:
        _write(xlsx_file, "--xlsx", as_xlsx(found))
    if not (csv_file or xlsx_file):
        for one in found:
            click.echo(_status_line(one))


def _status_line(one: Status) -> str:
    run = one.last_run
    last = f"{run.began_at:%Y-%m-%d %H:%M} {run.outcome or 'going on'}" if run else "never"
    coming = f"{one.next_run:%Y-%m-%d %H:%M}" if one.next_run else "–"
    counts = f"{one.items.linked} linked, {one.items.skipped.total()} skipped, {one.items.parked} parked"
    said = one.words()
    told = f"{one.mailbox.address}: {said.sentence} {said.remedy}".rstrip()
    return f"{told}\n    last run {last}, next {coming}; {counts}, {one.to_repair} to repair"


@click.group()
def mails() -> None:
    """The mails that users get."""


@mails.command()
@click.argument("language", type=click.Choice(LANGUAGES), metavar="LANGUAGE")
@click.option("--kind", type=click.Choice(KINDS), default="connect", show_default=True)
def preview(language: Language, kind: Kind) -> None:
    """Show the mail in LANGUAGE (en, nb, da, sv, de or nl); nothing is sent."""
    settings = opened().settings
    letter = compose(kind, language, "Linda Lund", "linda@example.com", outbox.link_of(settings))
    click.echo(f"From: {sender_of(settings)}\nSubject: {letter.subject}\n\n{letter.text}", nl=False)


@mails.command()
def send() -> None:
    """Send what waits, now; workers do it every few seconds by themselves."""
    product = opened()
    with _refusals_told():
        click.echo(f"{outbox.deliver(product)} mails left.")


@click.command()
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@_organisation
def audit(limit: int, context: str | None) -> None:
    """Tell what administrators did, newest first."""
    product, by = _desk(context)
    with session(product.engine) as work:
        for row in log.page(work, by.organisation_id, limit):
            changed = f"  {row.before} → {row.after}" if row.before or row.after else ""
            click.echo(f"{row.at:%Y-%m-%d %H:%M:%S}  {row.who}  {row.what}  {row.whom}{changed}".rstrip())


def _desk(context: str | None) -> tuple[Product, Administrator]:
    """The product, and the operator as administrator of the organisation meant. Raises ClickException."""
    product = opened()
    with session(product.engine) as work:
        known = {one.context: one for one in work.scalars(select(Organisation))}
    if not known:
        raise click.ClickException(
            "No organisation is connected: an administrator signs in at "
            f"{product.settings.public_url}/connect/superoffice/start"
        )
    if context is None and len(known) > 1:
        raise click.UsageError(f"give --organisation: {', '.join(sorted(known))}")
    if context is not None and context not in known:
        raise click.BadParameter(f"no organisation {context} is connected", param_hint="--organisation")
    return product, operator(known[context] if context else next(iter(known.values())))


def _act(act: _Act, address: str, done: str) -> None:
    product = opened()
    with session(product.engine) as work:
        mailbox = mailboxes.by_address(work, address)
    if mailbox is None:
        raise click.BadParameter(f"no mailbox {address} is linked", param_hint="ADDRESS")
    _carry_out(product, act, mailbox, done)


def _carry_out(product: Product, act: _Act, mailbox: Mailbox, done: str) -> None:
    with session(product.engine) as work:
        by = operator(work.get_one(Organisation, mailbox.organisation_id))
    with _refusals_told():
        act(product, by, mailbox.id)
        click.echo(f"{mailbox.address} {done}.")
        _deliver(product)


def _deliver(product: Product) -> None:
    """Send what waits at once: there may be no worker."""
    try:
        outbox.deliver(product)
    except CannotDeliver as error:
        click.echo(f"{error} The mail waits; send it with `sosync mails send`.", err=True)


def _write(file: Path, option: str, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise click.BadParameter(f"{file} cannot be written ({error.strerror})", param_hint=option) from error


@contextmanager
def _refusals_told() -> Iterator[None]:
    """What cannot be done, as a sentence with its remedy. Raises ClickException."""
    try:
        yield
    except Refused as error:
        raise click.ClickException(f"{error} {error.words().remedy}") from error
    except (SideError, CannotDeliver) as error:
        raise click.ClickException(str(error)) from error
