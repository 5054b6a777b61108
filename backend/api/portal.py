"""The portal: its page, and signing in to it with SuperOffice."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final, Literal

from flask import Blueprint, Response, abort, redirect, request, url_for

from backend.api import built_page, portal_session, sign_in_cookie
from backend.api.context import product
from backend.api.knocking import limit_sign_ins
from backend.api.portal_session import PATH
from backend.api.sign_in import superoffice_door
from backend.api.v1.auth import User
from backend.core.sides import SideError
from backend.superoffice.auth import SignInFailed

blueprint = Blueprint("portal", __name__, url_prefix=PATH)

#: cookie of a sign-in on its way
_FLOW: Final = "sosync_portal_sign_in"
#: seconds to finish a sign-in
_FLOW_SECONDS: Final = 600

#: why a sign-in came to nothing, as the page is told: it took too long or began elsewhere; SuperOffice refused;
#: SuperOffice does not answer
Trouble = Literal["over", "refused", "unavailable"]


@blueprint.get("", strict_slashes=False)
@blueprint.get("/<path:shown>")
def page(shown: str = "") -> Response:
    """The page of the portal, which finds out by its address what is *shown*."""
    if shown.startswith("api/"):
        abort(404)
    told = {
        "version": version("sosync"),
        "csrf": portal_session.csrf_token(),
        "signInUrl": url_for(".sign_in"),
    }
    return Response(built_page.html("portal/index.html", told))


@blueprint.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """One file of the build."""
    return built_page.asset("portal", name)


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """Send the browser to SuperOffice's sign-in."""
    limit_sign_ins()
    back = product().settings.public_url + url_for(".callback")
    try:
        address, flow = superoffice_door().start(back, "")
    except SideError:
        return _trouble("unavailable")
    answer = _to(address)
    sign_in_cookie.put(answer, _FLOW, flow, _FLOW_SECONDS, PATH)
    return answer


@blueprint.get("/callback")
def callback() -> Response:
    """Where the browser comes back to; signed in, or told why not."""
    limit_sign_ins()
    answer = _signed_in()
    sign_in_cookie.drop(answer, _FLOW, PATH)
    return answer


def _signed_in() -> Response:
    flow = sign_in_cookie.take(_FLOW)
    if flow is None:
        return _trouble("over")
    try:
        user = superoffice_door().finish(flow, request.args.to_dict())
    except SignInFailed:
        return _trouble("refused")
    except SideError:
        return _trouble("unavailable")
    answer = _to(url_for(".page"))
    portal_session.begin(answer, User(user.context, user.associate_id, user.name, user.address.lower()))
    return answer


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    portal_session.require_session()
    answer = Response(status=204)
    portal_session.end(answer)
    return answer


def _trouble(why: Trouble) -> Response:
    """The page again, where one button begins anew: nothing does so by itself, or refusals would go in circles."""
    return _to(url_for(".page", trouble=why))


def _to(address: str) -> Response:
    answer = redirect(address, 303)
    assert isinstance(answer, Response)
    return answer
