"""The product opened for a command, or the setting named that is in the way."""

from __future__ import annotations

import click
from sqlalchemy.exc import SQLAlchemyError

from backend.config import Settings, settings
from backend.sync.service import Product, open_product


def opened() -> Product:
    """The product with the settings of the environment. Raises ClickException when it cannot be opened."""
    known = settings()
    try:
        return open_product(known)
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
