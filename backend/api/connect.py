"""Connecting a person: sign-in to SuperOffice, sign-in to Microsoft, and the mailbox that they make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from backend.api import sign_in_cookie
from backend.api.context import product, transaction
from backend.api.pairing import CannotPair, connect_calendar, connect_superoffice, linked_mailbox
from backend.api.problems import Problem
from backend.api.sign_in import calendar_door, superoffice_door
from backend.core.items import Side
from backend.core.sides import SideError
from backend.superoffice.auth import SignInFailed

blueprint = Blueprint("connect", __name__, url_prefix="/connect", template_folder="templates")

#: cookie of a sign-in on its way, and of the mailbox whose second sign-in is due
FLOW: Final = "sosync_sign_in"
BEGUN: Final = "sosync_mailbox"
#: seconds to finish a sign-in, and to begin the second one
FLOW_SECONDS, BEGUN_SECONDS = 600, 3600
ADDRESS_LIMIT = 320
NAMES: Final = {Side.SUPEROFFICE: "SuperOffice", Side.CALENDAR: "Outlook"}


@blueprint.get("/<system>/start")
def start(system: str) -> AnyResponse:
    """Send the browser to the sign-in. `mailbox`: the address that is expected to sign in."""
    side = _side(system)
    mailbox = request.args.get("mailbox", "").strip()
    if len(mailbox) > ADDRESS_LIMIT:
        raise Problem(400, "malformed", "mailbox is too long.", field="mailbox")
    door = superoffice_door() if side is Side.SUPEROFFICE else calendar_door()
    back = product().settings.public_url + url_for("connect.callback", system=side.value)
    try:
        address, flow = door.start(back, mailbox)
    except SideError as error:
        return _trouble(side, str(error), "Begin again in a minute.", 503)
    answer = redirect(address)
    assert isinstance(answer, Response)
    sign_in_cookie.put(answer, FLOW, {"side": side, "flow": flow, "mailbox": mailbox.lower()}, FLOW_SECONDS)
    return answer


@blueprint.get("/<system>/callback")
def callback(system: str) -> Response:
    """Where the browser comes back to: keep the sign-in, and say what is next."""
    side = _side(system)
    kept = sign_in_cookie.take(FLOW)
    if kept is None or kept["side"] != side:
        return _trouble(side, "This sign-in took too long, or was begun in another browser.", "Begin again.")
    try:
        answer = _superoffice(kept) if side is Side.SUPEROFFICE else _calendar(kept)
    except SignInFailed as error:
        answer = _trouble(side, str(error), "Begin again.")
    except CannotPair as error:
        answer = _trouble(error.side, str(error), error.remedy)
    except SideError as error:
        answer = _trouble(side, str(error), "Begin again in a minute.", 503)
    sign_in_cookie.drop(answer, FLOW)
    return answer


def _superoffice(kept: dict[str, Any]) -> Response:
    user = superoffice_door().finish(kept["flow"], request.args.to_dict())
    with transaction() as session:
        linked = linked_mailbox(session, user)
        _check_expected(Side.SUPEROFFICE, kept, [user.address, *([linked.address] if linked else [])])
        mailbox = connect_superoffice(session, product().vault, user)
    step = "done" if mailbox.calendar_tokens else "calendar"
    answer = _page("connected.html", side=NAMES[Side.SUPEROFFICE], mailbox=mailbox, step=step)
    sign_in_cookie.put(answer, BEGUN, {"mailbox": str(mailbox.id)}, BEGUN_SECONDS)
    return answer


def _calendar(kept: dict[str, Any]) -> Response:
    account = calendar_door().finish(kept["flow"], request.args.to_dict())
    _check_expected(Side.CALENDAR, kept, account.addresses)
    begun = sign_in_cookie.take(BEGUN)
    with transaction() as session:
        mailbox = connect_calendar(session, product().vault, account, UUID(begun["mailbox"]) if begun else None)
    answer = _page("connected.html", side=NAMES[Side.CALENDAR], mailbox=mailbox, step="done")
    sign_in_cookie.drop(answer, BEGUN)
    return answer


def _check_expected(side: Side, kept: dict[str, Any], addresses: Sequence[str]) -> None:
    expected = kept["mailbox"]
    if expected and expected not in {address.lower() for address in addresses}:
        raise CannotPair(
            side,
            f"You signed in as {addresses[0]}, but {expected} is to be connected.",
            "Sign in with the other account.",
        )


def _side(system: str) -> Side:
    try:
        return Side(system)
    except ValueError as error:
        raise Problem(404, "not_found", "There is no such system.") from error


def _trouble(side: Side, sentence: str, remedy: str, status: int = 400) -> Response:
    again = url_for("connect.start", system=side.value)
    return _page("trouble.html", status, sentence=sentence, remedy=remedy, again=again, side=NAMES[side])


def _page(template: str, status: int = 200, **values: Any) -> Response:
    return make_response(render_template(template, **values), status)
