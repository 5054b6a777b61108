"""Which language the caller reads."""

from __future__ import annotations

from flask import Response, request

from backend.core.languages import Language, nearest


def language() -> Language:
    """The first language of Accept-Language that has catalogues, else English."""
    return nearest(*(tag for tag, quality in request.accept_languages if quality))


def tell_language(response: Response) -> Response:
    """Say in which language an answer is."""
    response.headers["Content-Language"] = language()
    response.vary.add("Accept-Language")
    return response
