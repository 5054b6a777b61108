"""The surfaces put together, for bearers and for the portal: who may call, from where, in which language."""

from __future__ import annotations

from math import ceil

from flask import Blueprint, Flask, Response, request
from flask.typing import BeforeRequestCallable
from flask_cors import CORS

from backend.api import portal_session
from backend.api.context import product
from backend.api.language import tell_language
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
    meetings,
    people,
    preferences,
    preview,
    proposals,
    replies,
    run_days,
    search,
    session,
    sync,
    week,
)
from backend.api.v1.bearer import require_bearer
from backend.api.v1.language import problem
from backend.api.v1.openapi import document
from backend.core.sides import NeedsSignIn, SideError

PREFIX = "/api/v1"
#: the same routes, for who has signed in to the portal
PORTAL_PREFIX = portal_session.PATH + PREFIX
#: bytes of a request's body: ids and choices, never texts
BODY_LIMIT = 16 * 1024


def install(app: Flask) -> None:
    """Add the API to *app*, and let the pages call it that the settings name."""
    add_routes(app)
    _allow_origins(app)


def add_routes(app: Flask) -> None:
    """Add the API and its OpenAPI document to *app*: once for bearers, once for the portal's cookie."""
    app.register_blueprint(_surfaces("api_v1", PREFIX, require_bearer))
    app.register_blueprint(_surfaces("portal_api_v1", PORTAL_PREFIX, portal_session.require_session))
    app.register_blueprint(document)


def _surfaces(name: str, prefix: str, authenticate: BeforeRequestCallable) -> Blueprint:
    blueprint = Blueprint(name, __name__, url_prefix=prefix)
    blueprint.before_request(_limit_body)
    blueprint.before_request(authenticate)
    blueprint.after_request(tell_language)
    blueprint.register_error_handler(SideError, _of_side)
    for surface in (
        session, items, meetings, downloads, sync, failures, preferences, preview, cautions, admin_organisation,
        admin_users, admin_mailboxes, admin_mails, item_acts,
        people, search, run_days, week, proposals, replies,
    ):  # fmt: skip
        blueprint.register_blueprint(surface.blueprint)
    return blueprint


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
