"""The portal's session: a cookie whose row is ours, and proof that a request comes from our own page."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from flask import Response, request

from backend.api.context import product, transaction
from backend.api.v1.auth import User, admit
from backend.api.v1.language import problem
from backend.store import tickets
from backend.store.tickets import Held, Purpose

PATH: Final = "/portal"
COOKIE: Final = "sosync_portal"
CSRF_HEADER: Final = "X-CSRF-Token"
#: without a request, and in all
IDLE: Final = timedelta(hours=8)
LIFE: Final = timedelta(days=7)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def begin(response: Response, user: User) -> None:
    """Let the browser of *response* be signed in as *user* from now on; what it was before is over."""
    now = datetime.now(UTC)
    with transaction() as session:
        if before := _look():
            tickets.end(session, before.sign_in)
        secret = tickets.issue(session, Purpose.PORTAL, uuid4(), asdict(user), now + IDLE, now + LIFE)
    response.set_cookie(
        COOKIE,
        secret,
        path=PATH,
        httponly=True,
        # the browser comes back from SuperOffice by a link: Strict would hide the cookie then
        samesite="Lax",
        secure=product().settings.public_url.startswith("https://"),
    )


def end(response: Response) -> None:
    """Sign out."""
    with transaction() as session:
        if held := _look():
            tickets.end(session, held.sign_in)
    response.delete_cookie(COOKIE, path=PATH)


def require_session() -> None:
    """Before every request: find out who calls. 401 without a session, 403 for what our own page did not send."""
    held = _look()
    if held is None:
        raise problem(401, "signed_out", headers={"WWW-Authenticate": 'Cookie realm="sosync"'})
    if request.method not in _SAFE and not (_is_same_origin() and _has_token()):
        raise problem(403, "forged")
    admit(User(**held.holder))


def csrf_token() -> str:
    """What our page has to send with every request that changes something; empty when nobody is signed in."""
    return _token() if _look() else ""


def _look() -> Held | None:
    with transaction() as session:
        secret = request.cookies.get(COOKIE, "")
        return tickets.look(session, Purpose.PORTAL, secret, datetime.now(UTC), IDLE)


def _is_same_origin() -> bool:
    """Whether the browser says that a page of ours asks; old ones say nothing, and the token has to do."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", product().settings.public_url)
    return site == "same-origin" and origin == product().settings.public_url


def _has_token() -> bool:
    return hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), _token().encode())


def _token() -> str:
    """Follows from the cookie, which a foreign page can neither read nor guess."""
    secret = request.cookies.get(COOKIE, "")
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()
