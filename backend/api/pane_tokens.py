"""Tokens of our own for panes that cannot sign in through Outlook: given for our dialog's code, and renewed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlmodel import Session

from backend.api.context import product
from backend.api.v1.auth import Account
from backend.store import tickets
from backend.store.database import looking
from backend.store.tickets import Held, Purpose

#: by which our tokens are told from Entra's, which begin as every JWT
PREFIX: Final = "sosync_"
#: a pane fetches its code at once; its script renews while the pane is open
CODE_LIFE: Final = timedelta(minutes=2)
ACCESS_LIFE: Final = timedelta(hours=1)
#: a working day: until then Entra is not asked again whether the person may still sign in
SIGN_IN_LIFE: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a pane keeps in its memory."""

    access: str
    #: seconds
    expires_in: int
    renewal: str


def code_for(session: Session, account: Account, challenge: str) -> str:
    """A code for the pane that knows the verifier of *challenge* (RFC 7636, S256); good once, for two minutes."""
    holder = {"account": asdict(account), "challenge": challenge}
    return tickets.issue(session, Purpose.CODE, uuid4(), holder, datetime.now(UTC) + CODE_LIFE)


def redeem(session: Session, code: str, verifier: str) -> Tokens | None:
    """Tokens for a code; None when it was used, is too old or was given to another pane. It is used up anyway."""
    now = datetime.now(UTC)
    held = tickets.take(session, Purpose.CODE, code, now)
    if held is None or not hmac.compare_digest(held.holder["challenge"], challenge_of(verifier)):
        return None
    return _issue(session, held, now, now + SIGN_IN_LIFE)


def renew(session: Session, renewal: str) -> Tokens | None:
    """The next tokens; None when the renewal was used, or the sign-in is over. The last access ends."""
    now = datetime.now(UTC)
    held = tickets.take(session, Purpose.RENEWAL, renewal, now)
    if held is None:
        return None
    tickets.end(session, held.sign_in)
    return _issue(session, held, now, held.last_until)


def end(session: Session, renewal: str) -> None:
    """End a sign-in with all its tokens."""
    held = tickets.take(session, Purpose.RENEWAL, renewal, datetime.now(UTC))
    if held:
        tickets.end(session, held.sign_in)


def account_of(access: str) -> Account | None:
    """Whose access token it is; None when its time is over, or it never was one."""
    with looking(product().engine) as session:
        secret = access.removeprefix(PREFIX)
        held = tickets.look(session, Purpose.ACCESS, secret, datetime.now(UTC))
    return Account(**held.holder["account"]) if held else None


def challenge_of(verifier: str) -> str:
    """What a pane tells of its *verifier* beforehand."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _issue(session: Session, held: Held, now: datetime, over: datetime) -> Tokens:
    holder = {"account": held.holder["account"]}
    until = min(now + ACCESS_LIFE, over)
    access = tickets.issue(session, Purpose.ACCESS, held.sign_in, holder, until)
    renewal = tickets.issue(session, Purpose.RENEWAL, held.sign_in, holder, over)
    return Tokens(PREFIX + access, int((until - now).total_seconds()), renewal)
