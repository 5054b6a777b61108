"""Commands about preferences: those of a mailbox, those of the organisation, and their documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click
from sqlmodel import select

from backend.cli_product import mailbox_of, opened
from backend.core.choices import LiveChoices
from backend.core.preference_kinds import LARGEST_ID, Id, Ids, Number, Subject, Switch
from backend.core.preference_page import page
from backend.core.preference_values import Resolved, plain, validated
from backend.core.preferences import CATALOGUE, Level
from backend.core.sides import SideError
from backend.core.words import say
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync import preferences as stored
from backend.sync.administration.acts import operator
from backend.sync.administration.profile import change_profile
from backend.sync.choice_memory import ChoiceMemory
from backend.sync.choices import MailboxChoices
from backend.sync.preferences import NotAllowed
from backend.sync.service import Product

#: what stands for on and off
_SWITCH = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}


@click.command()
@click.argument("address", required=False)
@click.argument("changes", metavar="[KEY=VALUE]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--docs", is_flag=True, help="Print docs/preferences.md instead.")
def preferences(address: str | None, changes: tuple[str, ...], as_json: bool, docs: bool) -> None:
    """Show the preferences of the mailbox ADDRESS and where each value comes from, after changing some of them.

    Several values are separated by commas. KEY= takes a value back: that of the organisation counts again.
    """
    if docs:
        click.echo(page(), nl=False)
        return
    if address is None:
        raise click.UsageError("give the ADDRESS of a mailbox, or --docs")
    product = opened()
    own = mailbox_of(product, address, "ADDRESS")
    values = _checked(changes, Level.PERSONAL, _live(product, own))
    with session(product.engine) as work, work.begin():
        if values:
            try:
                stored.change_personal(work, own.id, values)
            except NotAllowed as error:
                raise click.ClickException("the organisation does not allow personal preferences") from error
        counting = stored.resolved_for(work, own.id)
    _tell(counting, Level.PERSONAL, as_json=as_json)


@click.command()
@click.argument("changes", metavar="[KEY=VALUE]...", nargs=-1)
@click.option("--organisation", "context", metavar="CONTEXT", help="Needed where there are several.")
@click.option("--overwrite", is_flag=True, help="Drop the personal values of everybody.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def profile(changes: tuple[str, ...], context: str | None, overwrite: bool, as_json: bool) -> None:
    """Show the preferences of the organisation, after changing some of them.

    Personal values are kept unless they are to be overwritten. Values are written as for `sosync preferences`.
    """
    product = opened()
    organisation = _organisation(product, context)
    values = _checked(changes, Level.PROFILE, _live_of_anybody(product, organisation))
    with session(product.engine) as work, work.begin():
        if values or overwrite:
            change_profile(work, operator(organisation), values, overwrite=overwrite)
        counting = stored.profile(work, organisation.id)
    _tell(counting, Level.PROFILE, as_json=as_json)


def _organisation(product: Product, context: str | None) -> Organisation:
    with session(product.engine) as work:
        every = list(work.scalars(select(Organisation)))
    found = [one for one in every if context in (None, one.context)]
    if len(found) != 1:
        known = ", ".join(sorted(one.context for one in every)) or "none"
        raise click.BadParameter(f"name one that is linked: {known}", param_hint="--organisation")
    return found[0]


def _live(product: Product, mailbox: Mailbox) -> LiveChoices:
    with session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    return MailboxChoices(product.doors, mailbox, organisation, ChoiceMemory())


def _live_of_anybody(product: Product, organisation: Organisation) -> LiveChoices | None:
    """What somebody of the organisation may choose; None while nobody can be asked."""
    with session(product.engine) as work:
        every = mailboxes.every(work)
    able = [one for one in every if one.organisation_id == organisation.id and one.state == "active"]
    return _live(product, able[0]) if able else None


def _checked(changes: tuple[str, ...], level: Level, live: LiveChoices | None) -> dict[str, Any]:
    """The values of KEY=VALUE. Raises BadParameter that tells all faults, and ClickException without an answer."""
    told = dict(_read(change) for change in changes)
    try:
        checked = validated(told, level, live)
    except SideError as error:
        raise click.ClickException(f"nothing was changed: {error}") from error
    if checked.faults:
        faults = "\n".join(f"  {fault.key}: {fault.sentence()}" for fault in checked.faults)
        raise click.BadParameter(f"nothing was changed:\n{faults}", param_hint="KEY=VALUE")
    return dict(checked.values)


def _read(change: str) -> tuple[str, object]:
    key, equals, text = change.partition("=")
    if not equals:
        raise click.BadParameter(f"{change!r} is not KEY=VALUE", param_hint="KEY=VALUE")
    return key, _value(key, text.strip())


def _value(key: str, text: str) -> object:
    """What a text in the shell means for a key; without such a meaning it stays text, which the check refuses."""
    if not text or key not in CATALOGUE:
        return text or None
    parts = [part.strip() for part in text.split(",")]
    match CATALOGUE[key].kind:
        case Switch():
            return _SWITCH.get(text.lower(), text)
        case Number() | Id():
            return _number(text)
        case Ids():
            return [_number(part) for part in parts]
        case Subject():
            return parts
        case _:
            return text


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) <= len(str(LARGEST_ID)) else text


def _tell(counting: Resolved, level: Level, *, as_json: bool) -> None:
    rows = {
        key: {"value": plain(getattr(counting.values, key)), "source": counting.sources[key].value}
        for key, preference in CATALOGUE.items()
        if level in preference.levels
    }
    faults = [f"{fault.key}: {fault.sentence()}" for fault in counting.fallen]
    if as_json:
        click.echo(json.dumps({"preferences": rows, "faults": faults}, indent=2))
        return
    for line in (*_lines(rows), *(f"does not count: {fault}" for fault in faults)):
        click.echo(line)


def _lines(rows: dict[str, dict[str, Any]]) -> Iterator[str]:
    for key, row in rows.items():
        value = row["value"]
        told = {True: "on", False: "off"}[value] if isinstance(value, bool) else value
        shown = ", ".join(map(str, told)) if isinstance(told, list) else str(told)
        yield f"{key:<30} {shown or '–':<40} {row['source']:<9} {say(f'preference.label.{key}')}"
