"""Connecting a person: sign-in to SuperOffice, sign-in to Microsoft, and the mailbox that they make."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for

from backend.api import sign_in_cookie
from backend.api.context import product, transaction
from backend.api.knocking import limit_sign_ins
from backend.api.language import language
from backend.api.pages import PAGES, page
from backend.api.pairing import CannotPair, connect_calendar, connect_superoffice
from backend.api.problems import Problem
from backend.api.sign_in import calendar_door, superoffice_door
from backend.core.catalogues import Words
from backend.core.items import Side
from backend.core.sides import SideError
from backend.store import homes
from backend.store.tables import Mailbox
from backend.superoffice.auth import SignInFailed

PATH: Final = "/connect"
blueprint = Blueprint("connect", __name__, url_prefix=PATH)
blueprint.before_request(limit_sign_ins)

#: cookie of a sign-in on its way, and of the mailbox whose second sign-in is due
FLOW: Final = "sosync_sign_in"
BEGUN: Final = "sosync_mailbox"
#: seconds to finish a sign-in, and to begin the second one
FLOW_SECONDS, BEGUN_SECONDS = 600, 3600
ADDRESS_LIMIT = 320
NAMES: Final = {Side.SUPEROFFICE: "SuperOffice", Side.CALENDAR: "Outlook"}


@blueprint.get("/<system>/start")
def start(system: str) -> Response:
    """Send the browser to the sign-in.

    `mailbox`: the address that is expected to sign in. `window`: 1 in a window that Outlook opened for the pane.
    """
    side = _side(system)
    mailbox = request.args.get("mailbox", "").strip()
    if len(mailbox) > ADDRESS_LIMIT:
        raise Problem(400, "malformed", "mailbox is too long.", field="mailbox")
    in_window = request.args.get("window") == "1"
    door = superoffice_door() if side is Side.SUPEROFFICE else calendar_door()
    back = product().settings.public_url + url_for("connect.callback", system=side.value)
    try:
        address, flow = door.start(back, mailbox)
    except SideError as error:
        return _trouble(side, error.told.said(language()), "again.later", 503, in_window)
    answer = page("going.html", window={"go": address}, side=NAMES[side]) if in_window else redirect(address)
    assert isinstance(answer, Response)
    kept = {"side": side, "flow": flow, "mailbox": mailbox.lower(), "window": in_window}
    sign_in_cookie.put(answer, FLOW, kept, FLOW_SECONDS, PATH)
    return answer


@blueprint.get("/<system>/callback")
def callback(system: str) -> Response:
    """Where the browser comes back to: keep the sign-in, and say what is next."""
    side = _side(system)
    kept = sign_in_cookie.take(FLOW)
    if kept is None or kept["side"] != side:
        return _trouble(side, PAGES.say("too_late", language()))
    try:
        answer = _superoffice(kept) if side is Side.SUPEROFFICE else _calendar(kept)
    except SignInFailed as error:
        answer = _trouble(side, error.told.said(language()), in_window=kept["window"])
    except CannotPair as error:
        answer = _cannot_pair(error, kept["window"])
    except SideError as error:
        answer = _trouble(side, error.told.said(language()), "again.later", 503, kept["window"])
    sign_in_cookie.drop(answer, FLOW, PATH)
    return answer


def _superoffice(kept: dict[str, Any]) -> Response:
    user = superoffice_door().finish(kept["flow"], request.args.to_dict())
    with transaction() as session:
        linked = homes.home(session, homes.user(user.context, user.associate_id))
        _check_expected(Side.SUPEROFFICE, kept, [user.address, *([linked[0].address] if linked else [])])
        mailbox = connect_superoffice(session, product().vault, user)
    answer = _connected(Side.SUPEROFFICE, mailbox, kept["window"])
    sign_in_cookie.put(answer, BEGUN, {"mailbox": str(mailbox.id)}, BEGUN_SECONDS, PATH)
    return answer


def _calendar(kept: dict[str, Any]) -> Response:
    account = calendar_door().finish(kept["flow"], request.args.to_dict())
    _check_expected(Side.CALENDAR, kept, account.addresses)
    begun = sign_in_cookie.take(BEGUN)
    with transaction() as session:
        mailbox = connect_calendar(session, product().vault, account, UUID(begun["mailbox"]) if begun else None)
    answer = _connected(Side.CALENDAR, mailbox, kept["window"])
    sign_in_cookie.drop(answer, BEGUN, PATH)
    return answer


def _connected(side: Side, mailbox: Mailbox, in_window: bool) -> Response:
    """What is next, if anything; a window that Outlook opened is done by telling the pane."""
    done = side is Side.CALENDAR or bool(mailbox.calendar_tokens)
    window = {"message": json.dumps({"connected": True})} if in_window and done else None
    values: dict[str, Any] = {"side": NAMES[side], "mailbox": mailbox, "done": done, "in_window": in_window}
    return page("connected.html", window=window, **values)


def _check_expected(side: Side, kept: dict[str, Any], addresses: Sequence[str]) -> None:
    expected = kept["mailbox"]
    if expected and expected not in {address.lower() for address in addresses}:
        raise CannotPair(side, "not_expected", signed_in=addresses[0], expected=expected)


def _side(system: str) -> Side:
    try:
        return Side(system)
    except ValueError as error:
        raise Problem(404, "not_found", "There is no such system.") from error


def _cannot_pair(error: CannotPair, in_window: bool) -> Response:
    said = PAGES.words(f"cannot_pair.{error.code}", language(), **error.put_in)
    return _trouble_page(error.side, said, 400, in_window)


def _trouble(
    side: Side, sentence: str, remedy: str = "again", status: int = 400, in_window: bool = False
) -> Response:
    return _trouble_page(side, Words(sentence, PAGES.say(remedy, language())), status, in_window)


def _trouble_page(side: Side, said: Words, status: int, in_window: bool) -> Response:
    again = url_for("connect.start", system=side.value, window=1 if in_window else None)
    return page("trouble.html", status, said=said, again=again, side=NAMES[side], badge="not_connected")
