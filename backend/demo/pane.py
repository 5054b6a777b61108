"""The real task pane as the stage frames it: its own page with the stage's Office in place of Outlook's script."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from flask import Response, send_from_directory, url_for

from backend.api import addin
from backend.api.headers import PAGE_POLICY
from backend.api.problems import Problem
from backend.config import Settings

#: the script of production (addin/taskpane.html)
_OFFICE_JS: Final = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
#: what `make setup` builds of addin/stage
_BUILD: Final = Path(__file__).resolve().parents[2] / "build" / "stage"
#: this machine has two names; pages of one are strangers to those of the other, as Outlook's are to the pane's
_OTHER_NAME: Final = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


def stage_origin(settings: Settings) -> str:
    """Where the stage is shown: another origin than the pane's, where this machine has another name."""
    public = urlsplit(settings.public_url)
    name = _OTHER_NAME.get(public.hostname or "")
    if name is None:
        return f"{public.scheme}://{public.netloc}"
    return f"{public.scheme}://{name}:{public.port}" if public.port else f"{public.scheme}://{name}"


def stage_policy(settings: Settings) -> str:
    """A page of ours that frames the pane."""
    return f"{PAGE_POLICY}; frame-src {settings.public_url}"


def page(settings: Settings) -> Response:
    """The pane's page for the frame of the stage alone. Raises Problem when it is not built."""
    html = addin.page(settings).replace(_OFFICE_JS, url_for("demo.office"), 1)
    answer = Response(html, content_type="text/html; charset=utf-8")
    framed = settings.model_copy(update={"outlook_origins": stage_origin(settings)})
    answer.headers["Content-Security-Policy"] = addin.policy(framed)
    return answer


def office() -> Response:
    """The stage's Office. Raises Problem when it is not built."""
    if not (_BUILD / "office.js").exists():
        raise Problem(503, "not_built", "The stage is not built.", remedy="Run `make setup`.")
    return send_from_directory(_BUILD, "office.js")
