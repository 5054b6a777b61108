"""The add-in's icons, which Outlook fetches from its own pages and servers (contracts/addin.md §6.2)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response, send_from_directory

_FOLDER = Path(__file__).resolve().parents[2] / "static" / "icons"

#: their names do not change with their content, so that a new drawing must be noticed some day
_KEPT = timedelta(days=1)

blueprint = Blueprint("icons", __name__)


@blueprint.get("/static/icons/<name>")
def icon(name: str) -> Response:
    """One icon, for everybody; it may be kept for a day and shown on pages of other origins."""
    return send_from_directory(_FOLDER, name, max_age=int(_KEPT.total_seconds()))
