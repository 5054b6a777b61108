"""Signing in where Outlook cannot do it for the pane: a window, a code, tokens (contracts/addin.md §2.2)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any, Final

from flask import Blueprint, Response, jsonify, request, url_for
from pydantic import Field, ValidationError

from backend.api import pane_tokens, sign_in_cookie
from backend.api.connect import ADDRESS_LIMIT
from backend.api.context import product, transaction
from backend.api.knocking import limit_sign_ins
from backend.api.language import language
from backend.api.pages import PAGES, page
from backend.api.pairing import CalendarAccount
from backend.api.pane_tokens import Tokens
from backend.api.problems import Problem, malformed, parse
from backend.api.sign_in import calendar_door
from backend.api.v1.auth import Account
from backend.api.v1.models import Model
from backend.core.catalogues import Words
from backend.core.sides import SideError
from backend.superoffice.auth import SignInFailed

PATH: Final = "/addin/dialog"
blueprint = Blueprint("dialog", __name__, url_prefix="/addin")

#: cookie of a sign-in on its way
_FLOW: Final = "sosync_dialog"
#: seconds to finish a sign-in
_FLOW_SECONDS: Final = 600
#: bytes of a request's body
_BODY_LIMIT: Final = 4096

_Secret = Annotated[str, Field(max_length=200)]


class Asked(Model):
    """Who is to sign in, and the pane that waits for it: S256 of the verifier that it keeps."""

    mailbox: Annotated[str, Field(min_length=3, max_length=ADDRESS_LIMIT)]
    challenge: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{43}$")]


class Exchange(Model):
    """The code that the window handed over, and what only the pane knows."""

    code: _Secret
    verifier: _Secret


class Renewal(Model):
    """What came with the last access."""

    renewal: _Secret


@blueprint.before_request
def _limit() -> None:
    request.max_content_length = _BODY_LIMIT
    limit_sign_ins()


@blueprint.get("/dialog")
def start() -> Response:
    """The first page of the window: it goes on to Microsoft's sign-in."""
    asked = _asked()
    try:
        address, flow = calendar_door().start(product().settings.public_url + url_for(".done"), asked.mailbox)
    except SideError as error:
        return _trouble(Words(error.told.said(language()), PAGES.say("again.later", language())), asked, 503)
    answer = page("going.html", window={"go": address}, side="Outlook")
    sign_in_cookie.put(answer, _FLOW, {"flow": flow, "asked": asked.model_dump()}, _FLOW_SECONDS, PATH)
    return answer


@blueprint.get("/dialog/done")
def done() -> Response:
    """Where Microsoft sends the window back to: it hands the pane a code, and the pane closes it."""
    kept = sign_in_cookie.take(_FLOW)
    if kept is None:
        return _trouble(Words(PAGES.say("too_late", language()), PAGES.say("window.again", language())), None)
    answer = _finish(kept["flow"], Asked(**kept["asked"]))
    sign_in_cookie.drop(answer, _FLOW, PATH)
    return answer


def _finish(flow: dict[str, Any], asked: Asked) -> Response:
    try:
        account = calendar_door().finish(flow, request.args.to_dict())
    except SignInFailed as error:
        return _trouble(Words(error.told.said(language()), PAGES.say("again", language())), asked)
    except SideError as error:
        return _trouble(Words(error.told.said(language()), PAGES.say("again.later", language())), asked, 503)
    if asked.mailbox.lower() not in account.addresses:
        other = {"signed_in": account.addresses[0], "mailbox": asked.mailbox}
        return _trouble(PAGES.words("other_mailbox", language(), **other), asked)
    return _signed_in(account, asked)


def _signed_in(proven: CalendarAccount, asked: Asked) -> Response:
    account = Account(proven.tenant_id.lower(), proven.account_id, proven.name, proven.addresses[0])
    with transaction() as session:
        code = pane_tokens.code_for(session, account, asked.challenge)
    return page("signed_in.html", window={"message": json.dumps({"code": code})}, account=account)


@blueprint.post("/token")
def exchange() -> Response:
    """Tokens for the code of a window that this pane opened."""
    given = parse(Exchange)
    with transaction() as session:
        tokens = pane_tokens.redeem(session, given.code, given.verifier)
    return _answer(tokens)


@blueprint.post("/token/renewal")
def renewal() -> Response:
    """The next tokens."""
    given = parse(Renewal)
    with transaction() as session:
        tokens = pane_tokens.renew(session, given.renewal)
    return _answer(tokens)


@blueprint.post("/token/end")
def end() -> Response:
    """Sign out: the access that this renewal came with opens nothing any more."""
    given = parse(Renewal)
    with transaction() as session:
        pane_tokens.end(session, given.renewal)
    return Response(status=204)


def _answer(tokens: Tokens | None) -> Response:
    if tokens is None:
        raise Problem(400, "sign_in_over", "This sign-in is over, or was used already.", remedy="Sign in again.")
    return jsonify(asdict(tokens))


def _asked() -> Asked:
    """What the window's address says; Outlook adds parts of its own to it."""
    try:
        return Asked(**{name: request.args.get(name, "").strip() for name in Asked.model_fields})
    except ValidationError as error:
        raise malformed(error) from error


def _trouble(said: Words, asked: Asked | None, status: int = 400) -> Response:
    again = url_for(".start", **asked.model_dump()) if asked else ""
    return page("trouble.html", status, said=said, again=again, side="Outlook", badge="not_signed_in")
