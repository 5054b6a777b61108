"""Whether the process lives, and whether it can work."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.api.context import transaction
from backend.api.problems import Problem

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> dict[str, str]:
    """The process can do its work. 503 while the database cannot be reached."""
    try:
        with transaction() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        raise Problem(
            503, "database", "The database cannot be reached.", remedy="Check DATABASE_URL and the server."
        ) from error
    return {"status": "ok"}
