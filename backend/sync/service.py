"""The product opened: database, vault and settings together, and the doors to both sides of a mailbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine

from backend.config import Settings
from backend.core.report import Report
from backend.store.secrets import Vault


@dataclass(frozen=True)
class Product:
    """What every surface needs to work: made once a process by `open_product`."""

    settings: Settings
    engine: Engine
    vault: Vault


def open_product(settings: Settings) -> Product:
    """Open database (migrated) and vault."""
    raise NotImplementedError


def run_mailbox(
    product: Product,
    mailbox_id: UUID,
    trigger: str,
    now: datetime | None = None,
    progress: Callable[[Report], None] | None = None,
) -> Report:
    """One run of one mailbox. A mailbox that another worker holds is only marked due again.

    *progress* is called as counts grow. Never raises for what a side does: the report tells.
    """
    raise NotImplementedError
