"""The errors of Entra, with their AADSTS numbers (contracts/graph.md §5.2)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from backend.sandbox.wire import Response, json_response


class EntraError(Exception):
    """An OAuth error; *number* is its AADSTS code."""

    def __init__(self, error: str, number: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.error = error
        self.number = number
        self.status = status
        self.description = f"AADSTS{number}: {message}"


def error_response(error: EntraError) -> Response:
    """The JSON that token and discovery endpoints answer."""
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    body = {
        "error": error.error,
        "error_description": (
            f"{error.description} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"
        ),
        "error_codes": [error.number],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={error.number}",
    }
    return json_response(body, error.status, {"Cache-Control": "no-store", "Pragma": "no-cache"})
