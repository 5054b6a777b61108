"""The task pane: its page, which Outlook frames, and the files of its build (contracts/addin.md §6)."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request, send_from_directory
from jinja2.utils import htmlsafe_json_dumps

from backend.api.context import product
from backend.api.problems import Problem
from backend.api.v1.auth import SCOPE
from backend.config import Settings

blueprint = Blueprint("addin", __name__, url_prefix="/addin")

#: what `make setup` builds of addin/
_BUILD: Final = Path(__file__).resolve().parents[2] / "static" / "addin"
#: the data block that tells the page its installation (addin/src/config.ts)
_BLOCK: Final = '<script type="application/json" id="config">{}</script>'
#: names of these files change with their content
_KEPT: Final = timedelta(days=365)

#: where Outlook's script lives; it fetches a library from the second (contracts/addin.md §6.1)
_OFFICE: Final = "https://appsforoffice.microsoft.com"
_OFFICE_LIBRARY: Final = "https://ajax.aspnetcdn.com"
#: the pages in whose frame Outlook on the web and new Outlook show the pane
_OUTLOOK: Final = (
    "https://outlook.office.com",
    "https://outlook.office365.com",
    "https://outlook.live.com",
    "https://outlook.cloud.microsoft",
)


@blueprint.get("/taskpane.html")
def pane() -> Response:
    """The page of the pane, told what this installation is."""
    page = _BUILD / "taskpane.html"
    if not page.exists():
        raise Problem(503, "not_built", "The task pane is not built.", remedy="Run `make setup`.")
    settings = product().settings
    block = _BLOCK.format(htmlsafe_json_dumps(_config(settings)))
    answer = Response(page.read_text(encoding="utf-8").replace("</head>", f"{block}</head>", 1))
    answer.content_type = "text/html; charset=utf-8"
    answer.headers["Content-Security-Policy"] = policy(settings)
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """One file of the build, to be kept for good."""
    answer = send_from_directory(_BUILD / "assets", name, max_age=int(_KEPT.total_seconds()))
    answer.cache_control.immutable = True
    return answer


def _config(settings: Settings) -> dict[str, str]:
    """What the pane needs to sign in; nothing of it is secret."""
    # accounts of several tenants sign in where Entra finds the tenant by the account
    tenant = settings.tenant_ids[0] if len(settings.tenant_ids) == 1 else "organizations"
    return {
        "clientId": settings.entra_client_id,
        "authority": f"{settings.entra_url}/{tenant}",
        "scope": f"api://{settings.entra_client_id}/{SCOPE}",
        "version": version("sosync"),
    }


def policy(settings: Settings) -> str:
    """What the page may load and who may frame it; X-Frame-Options would keep Outlook out."""
    entra = urlsplit(settings.entra_url)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {_OFFICE} {_OFFICE_LIBRARY}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {entra.scheme}://{entra.netloc}",
            f"frame-src {_OFFICE}",
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
            f"frame-ancestors {' '.join((*_OUTLOOK, *settings.pane_origins))}",
        )
    )
