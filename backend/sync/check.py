"""The installation checked: settings, database, both systems, clock, and each mailbox's sign-ins and rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import requests
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.config import Settings
from backend.core.items import Window
from backend.core.sides import SideError
from backend.graph.errors import GraphError
from backend.graph.profile import missing_scopes
from backend.rare_calls import calls
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.client import ApiError
from backend.superoffice.principal import may_hide_texts
from backend.superoffice.tenant import Tenants
from backend.sync.service import Product, gateways_of, open_product

#: seconds that our clock may be off: tokens are valid for minutes
_CLOCK_TOLERANCE = 120


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked."""

    name: str
    ok: bool
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def check_installation(settings: Settings) -> list[Finding]:
    """Check everything that can be checked; what fails does not stop the rest."""
    findings = systems(settings)
    try:
        product = open_product(settings)
    except (SQLAlchemyError, OSError, RuntimeError) as error:
        return [*findings, Finding("database", False, f"It cannot be opened: {type(error).__name__}.")]
    findings.append(_attempt("database", lambda: _database(product)))
    with session(product.engine) as work:
        linked = mailboxes.every(work)
    for one in linked:
        findings.append(_attempt(f"sign-ins of {one.address}", partial(_sign_ins, product, one)))
        findings.append(_attempt(f"scopes of {one.address}", partial(_scopes, product, one)))
        findings.append(_attempt(f"licence of {one.address}", partial(_licence, product, one)))
    return findings


def systems(settings: Settings) -> list[Finding]:
    """Check what needs no database: settings, both systems, the clock. Nothing in it is about a person."""
    return [
        *_settings(settings),
        _attempt("SuperOffice", lambda: _superoffice(settings)),
        _attempt("Microsoft sign-in", lambda: _entra(settings)),
        _attempt("clock", lambda: _clock(settings)),
    ]


class _Wrong(Exception):
    """A check failed; `args[0]` is the sentence."""


def _must(holds: object, sentence: str) -> None:
    if not holds:
        raise _Wrong(sentence)


def _attempt(name: str, check: Callable[[], str]) -> Finding:
    """What *check* says, or why it could not."""
    try:
        return Finding(name, True, check())
    except (SideError, GraphError, ApiError, _Wrong) as error:
        return Finding(name, False, str(error))
    except requests.RequestException as error:
        return Finding(name, False, f"No answer: {type(error).__name__}.")


def _settings(settings: Settings) -> Iterator[Finding]:
    needed = ("entra_client_id", "entra_client_secret", "entra_tenant_ids", "superoffice_client_id")
    for name in (*needed, "superoffice_client_secret", "superoffice_context"):
        value = getattr(settings, name)
        given = bool(value.get_secret_value() if hasattr(value, "get_secret_value") else value)
        if not given:
            yield Finding(name.upper(), False, "The setting is empty.")


def _superoffice(settings: Settings) -> str:
    _must(settings.superoffice_context, "SUPEROFFICE_CONTEXT names no organisation.")
    api = Tenants(settings.superoffice_url).api(settings.superoffice_context)
    return f"{settings.superoffice_context} is open at {api}."


def _entra(settings: Settings) -> str:
    tenant = settings.tenant_ids[0] if settings.tenant_ids else "organizations"
    address = f"{settings.entra_url}/{tenant}/v2.0/.well-known/openid-configuration"
    answer = calls().get(address)
    _must(answer.ok, f"It answers {answer.status_code} to the tenant {tenant}.")
    return f"Reachable for tenant {tenant}."


def _clock(settings: Settings) -> str:
    answer = calls().get(f"{settings.superoffice_url}/api/state/{settings.superoffice_context}")
    theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
    off = abs((datetime.now(UTC) - theirs).total_seconds())
    _must(off <= _CLOCK_TOLERANCE, f"This machine's clock is {off:.0f} seconds off; sign-ins will fail.")
    return f"Within {max(off, 1):.0f} s of SuperOffice's."


def _database(product: Product) -> str:
    with product.engine.connect() as connection:
        version = connection.execute(text("SHOW server_version")).scalar_one()
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    kind = "given by DATABASE_URL" if product.settings.database_url else "embedded"
    return f"PostgreSQL {version}, {kind}, tables at version {revision}."


def _sign_ins(product: Product, mailbox: Mailbox) -> str:
    """Both sign-ins are used for a small reading."""
    today = datetime.now(UTC).date()
    for gateway in gateways_of(product, mailbox).values():
        next(iter(gateway.changes(None, Window.around(today, 0, 1))), None)
    return f"Both calendars can be read; the mailbox is {mailbox.state.replace('_', ' ')}."


def _scopes(product: Product, mailbox: Mailbox) -> str:
    missing = missing_scopes(product.doors.graph(mailbox))
    _must(not missing, f"The sign-in to Microsoft lacks {', '.join(missing)}.")
    return "The sign-in to Microsoft opens calendar, contacts, tasks and settings."


def _licence(product: Product, mailbox: Mailbox) -> str:
    with session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    if may_hide_texts(product.doors.superoffice(mailbox, organisation)):
        return "SuperOffice has confidential activities for this user: private items can be synced."
    return "Without confidential activities in SuperOffice, private events of Outlook stay there."
