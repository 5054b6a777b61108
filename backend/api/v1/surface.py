"""The surfaces put together under /api/v1: who may call, from which origins, in which language."""

from __future__ import annotations

from math import ceil

from flask import Blueprint, Flask, Response, request
from flask_cors import CORS

from backend.api.context import product
from backend.api.v1 import (
    admin_mailboxes,
    admin_mails,
    admin_organisation,
    admin_users,
    cautions,
    downloads,
    failures,
    item_acts,
    items,
    people,
    preferences,
    preview,
    search,
    session,
    sync,
)
from backend.api.v1.auth import require_caller
from backend.api.v1.language import problem, tell_language
from backend.api.v1.openapi import document
from backend.core.sides import NeedsSignIn, SideError

PREFIX = "/api/v1"
#: bytes of a request's body: ids and choices, never texts
BODY_LIMIT = 16 * 1024


def install(app: Flask) -> None:
    """Add the API and its OpenAPI document to *app*."""
    blueprint = Blueprint("api_v1", __name__, url_prefix=PREFIX)
    blueprint.before_request(_limit_body)
    blueprint.before_request(require_caller)
    blueprint.after_request(tell_language)
    blueprint.register_error_handler(SideError, _of_side)
    for surface in (
        session, items, downloads, sync, failures, preferences, preview, cautions, admin_organisation, admin_users,
        admin_mailboxes, admin_mails, item_acts,
        people, search,
    ):  # fmt: skip
        blueprint.register_blueprint(surface.blueprint)
    app.register_blueprint(blueprint)
    app.register_blueprint(document)
    _allow_origins(app)


def _allow_origins(app: Flask) -> None:
    """Let pages of the configured origins call, with a token and never with cookies (contracts/addin.md §6.2)."""
    with app.app_context():
        origins = product().settings.origins
    if origins:
        CORS(
            app,
            resources={rf"{PREFIX}/.*": {}},
            origins=list(origins),
            methods=["GET", "PATCH", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            supports_credentials=False,
        )


def _limit_body() -> None:
    request.max_content_length = BODY_LIMIT


def _of_side(error: SideError) -> Response:
    """A side that cannot be asked now."""
    if isinstance(error, NeedsSignIn):
        return problem(409, "needs_sign_in", field=error.side.value).response()
    wait = {"Retry-After": str(ceil(error.retry_after))} if error.retry_after else None
    return problem(503, "unavailable", headers=wait).response()
