"""Figures for Prometheus at /metrics, for whoever knows METRICS_TOKEN; no page where that is not set."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from backend.api.context import product
from backend.api.problems import Problem
from backend.operations.figures import figures

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
def metrics() -> Response:
    """The figures of the whole installation, whichever process answers. 404 for everybody else."""
    token = product().settings.metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    try:
        return Response(figures(product().engine), content_type=CONTENT_TYPE_LATEST)
    except SQLAlchemyError as error:
        raise Problem(503, "database", "The database cannot be reached.", remedy="Look at /readyz.") from error
