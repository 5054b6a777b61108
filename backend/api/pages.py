"""Pages of one message each, in the reader's language; some in a window that Outlook opened for the pane."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from flask import Response, make_response, render_template

from backend.api.addin import OFFICE, OFFICE_LIBRARY
from backend.api.language import language, tell_language
from backend.core.catalogues import Catalogue

#: what these pages say
PAGES: Final = Catalogue("backend.api")
#: as headers.PAGE_POLICY, with Outlook's script beside our own
_WINDOW_POLICY: Final = (
    f"default-src 'none'; script-src 'self' {OFFICE} {OFFICE_LIBRARY}; style-src 'self'; img-src 'self' data:; "
    f"connect-src 'self'; frame-src {OFFICE}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)


def page(template: str, status: int = 200, *, window: Mapping[str, str] | None = None, **values: Any) -> Response:
    """A page in the reader's language; `say` in it says a text of `PAGES`.

    *window*: what the page does by itself in a window that Outlook opened: `go` to an address, or hand the pane a
    `message` (static/window.js). None outside of one.
    """
    spoken = language()
    said = partial(PAGES.say, language=spoken)
    answer = make_response(render_template(template, language=spoken, say=said, window=window, **values), status)
    if window is not None:
        answer.headers["Content-Security-Policy"] = _WINDOW_POLICY
    return tell_language(answer)
