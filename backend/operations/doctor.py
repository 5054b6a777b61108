"""A support bundle: what is needed to help from afar, without texts, names, addresses or secrets."""

from __future__ import annotations

import json
import platform
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel, col

from backend.config import Settings
from backend.operations.figures import figures
from backend.store.database import open_engine
from backend.store.person_tables import PersonLink
from backend.store.tables import Journal, Link, Mailbox, Run, Subscription
from backend.sync.check import systems

#: settings that may be read by strangers; of all others only whether they are set
_SHOWN: Final = (
    "public_url", "outlook_origins", "allowed_origins", "trusted_proxies", "graph_url", "entra_url",
    "superoffice_url", "superoffice_context", "poll_seconds", "lease_seconds", "log_format", "metrics_port",
)  # fmt: skip
#: runs told, newest first
_RUNS: Final = 500


def write(settings: Settings, file: Path) -> list[str]:
    """Write the bundle as a ZIP archive; the names of what could not be found out. Raises OSError."""
    parts: dict[str, Any] = {
        "versions": _versions(),
        "settings": _settings(settings),
        "systems": [finding.as_json() for finding in systems(settings)],
    }
    try:
        engine = open_engine(settings, pool=1)
        try:
            parts |= _of_database(engine)
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError, RuntimeError) as error:
        # the message may hold the address with its password
        parts["database"] = {"error": type(error).__name__}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in parts.items():
            if isinstance(content, bytes):
                bundle.writestr(f"{name}.txt", content)
            else:
                bundle.writestr(f"{name}.json", json.dumps(content, indent=2, default=str))
    return [name for name, content in parts.items() if isinstance(content, dict) and "error" in content]


def _versions() -> Mapping[str, Any]:
    return {
        "made_at": datetime.now(UTC),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "packages": {one.name: one.version for one in sorted(distributions(), key=lambda one: one.name.lower())},
    }


def _settings(settings: Settings) -> Mapping[str, Any]:
    return {
        name: value if name in _SHOWN else "set" if _is_set(value) else "empty"
        for name, value in settings.model_dump().items()
    }


def _is_set(value: Any) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _of_database(engine: Engine) -> dict[str, Any]:
    """Each part by itself: tables of an older version fail some of them."""
    found: dict[str, Any] = {}
    for name, read in _PARTS.items():
        try:
            with engine.connect() as connection:
                found[name] = read(connection)
        except SQLAlchemyError as error:
            found[name] = {"error": type(error).__name__}
    try:
        found["figures"] = figures(engine)
    except SQLAlchemyError as error:
        found["figures"] = {"error": type(error).__name__}
    return found


def _database(connection: Connection) -> Any:
    theirs = connection.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(theirs, datetime)
    tables = {
        name: connection.scalar(select(func.count()).select_from(table))
        for name, table in sorted(SQLModel.metadata.tables.items())
    }
    return {
        "server": connection.scalar(text("SHOW server_version")),
        "tables_at": connection.scalar(text("SELECT version_num FROM alembic_version")),
        "bytes": connection.scalar(text("SELECT pg_database_size(current_database())")),
        "clock_ahead_seconds": round((theirs - datetime.now(UTC)).total_seconds(), 3),
        "rows": tables,
    }


def _mailboxes(connection: Connection) -> Any:
    query = select(
        col(Mailbox.id), col(Mailbox.organisation_id), col(Mailbox.state), col(Mailbox.state_since),
        col(Mailbox.state_side), col(Mailbox.failures), col(Mailbox.due_at), col(Mailbox.lease_until),
        col(Mailbox.fence), (col(Mailbox.dirty) - col(Mailbox.seen_dirty)).label("rings"),
        col(Mailbox.linked_at), col(Mailbox.restored_at), col(Mailbox.zone), col(Mailbox.language),
    )  # fmt: skip
    return _rows(connection.execute(query.order_by(col(Mailbox.linked_at))).all())


def _items(connection: Connection) -> Any:
    links = (col(Link.mailbox_id), col(Link.kind), col(Link.state), col(Link.reason))
    persons = (col(PersonLink.mailbox_id), col(PersonLink.state), col(PersonLink.reason))
    intents = (col(Journal.mailbox_id), col(Journal.side), col(Journal.operation), col(Journal.outcome))
    return {
        name: _rows(connection.execute(select(*columns, func.count().label("number")).group_by(*columns)).all())
        for name, columns in (("links", links), ("persons", persons), ("intents", intents))
    }


def _runs(connection: Connection) -> Any:
    query = select(
        col(Run.id), col(Run.mailbox_id), col(Run.trigger), col(Run.began_at), col(Run.ended_at),
        col(Run.outcome), col(Run.report),
    )  # fmt: skip
    rows = _rows(connection.execute(query.order_by(col(Run.began_at).desc()).limit(_RUNS)).all())
    return [row | {"report": _counts(row["report"])} for row in rows]


def _counts(report: Mapping[str, Any]) -> Mapping[str, Any]:
    """The numbers of a run and the codes of what it told; what was put into its sentences may be somebody's."""
    numbers = ("created", "updated", "deleted", "skipped", "conflicts", "read", "requests", "seconds")
    codes = [phrase.get("key", "") for phrase in report.get("told", [])]
    return {name: report[name] for name in numbers if name in report} | {"told": codes}


def _registrations(connection: Connection) -> Any:
    columns = (col(Subscription.side), col(Subscription.mailbox_id), col(Subscription.renew_at))
    return _rows(connection.execute(select(*columns)).all())


def _rows(rows: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in rows]


_PARTS: Final[Mapping[str, Callable[[Connection], Any]]] = {
    "database": _database,
    "mailboxes": _mailboxes,
    "items": _items,
    "runs": _runs,
    "subscriptions": _registrations,
}
