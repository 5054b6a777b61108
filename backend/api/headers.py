"""Security headers of every answer (contracts/addin.md §6.2)."""

from __future__ import annotations

from flask import Flask, Response

#: a page of ours: own files only, no inline code, in nobody's frame
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)


def install(app: Flask) -> None:
    """Add them to what a view has not set itself."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    if "ETag" not in headers:
        # files have a tag and may be kept; everything else is personal and of this moment
        headers["Cache-Control"] = "no-store"
    return response
