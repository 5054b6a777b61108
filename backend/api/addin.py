"""The task pane: its page, which Outlook frames, and the files of its build (contracts/addin.md §6)."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from backend.api import built_page
from backend.api.context import product
from backend.api.v1.bearer import SCOPE
from backend.config import Settings

blueprint = Blueprint("addin", __name__, url_prefix="/addin")

#: the page, as it is built
_PAGE: Final = "addin/taskpane.html"

#: where Outlook's script lives; it fetches a library from the second (contracts/addin.md §6.1)
OFFICE: Final = "https://appsforoffice.microsoft.com"
OFFICE_LIBRARY: Final = "https://ajax.aspnetcdn.com"
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
    settings = product().settings
    answer = Response(page(settings))
    answer.content_type = "text/html; charset=utf-8"
    answer.headers["Content-Security-Policy"] = policy(settings)
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """One file of the build."""
    return built_page.asset("addin", name)


def page(settings: Settings) -> str:
    """The built page with its data block. Raises Problem when it is not built."""
    return built_page.html(_PAGE, _config(settings))


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
    """What the page may load and who may frame it; X-Frame-Options would keep Outlook out.

    Raises Problem when the page is not built.
    """
    entra = urlsplit(settings.entra_url)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {OFFICE} {OFFICE_LIBRARY} {built_page.within(_PAGE, 'script')}",
            f"style-src 'self' {built_page.within(_PAGE, 'style')}",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {entra.scheme}://{entra.netloc}",
            f"frame-src {OFFICE}",
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
            f"frame-ancestors {' '.join((*_OUTLOOK, *settings.pane_origins))}",
        )
    )
