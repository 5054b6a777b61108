"""What SuperOffice tells about the life of an organisation: verified and read (contracts/superoffice.md §1.7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import msgspec

from backend.superoffice.tokens import CLAIM, BadToken, Issuer
from backend.superoffice.webhooks import Malformed


class Change(IntEnum):
    """What happened, under SuperOffice's numbers."""

    UPGRADE = 0
    BACKUP_RESTORED = 1
    SUSPEND = 2
    RESUME = 3
    DELETE = 4
    MOVE = 5


@dataclass(frozen=True, slots=True)
class StateChange:
    """A change that SuperOffice signed."""

    context: str
    #: None for one that is not documented
    change: Change | None


class _Body(msgspec.Struct, rename="pascal"):
    context_identifier: str
    change_type: int
    token: str = ""


def read_state_change(body: bytes, issuer: Issuer) -> StateChange:
    """What *body* says. Raises Malformed, BadToken, Unavailable.

    Its token is one as the system user gets (§1.4) and names the same organisation; what happened it does not say.
    """
    try:
        told = msgspec.json.decode(body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from error
    claims = issuer.claims(told.token, issuer="SuperOffice AS", audience=None)
    if str(claims.get(f"{CLAIM}ctx")).lower() != told.context_identifier.lower():
        raise BadToken("signed for another organisation")
    known = told.change_type in Change.__members__.values()
    return StateChange(told.context_identifier, Change(told.change_type) if known else None)
