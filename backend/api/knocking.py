"""How often somebody may sign in or search: counted by address or by caller, in all processes together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Final

from flask import request

from backend.api.context import transaction
from backend.api.v1.auth import caller
from backend.api.v1.language import problem
from backend.store import attempts

_MINUTE: Final = timedelta(minutes=1)
#: requests a minute: a whole office may sign in behind one address, each person with several of them
SIGN_INS: Final = 300
#: requests a minute: one for a pause in typing
SEARCHES: Final = 120


def limit_sign_ins() -> None:
    """Raises Problem 429 when this address has signed in too often."""
    _limit("sign-in", _network(request.remote_addr or ""), SIGN_INS)


def limit_searches() -> None:
    """Raises Problem 429 when this caller has searched too often."""
    _limit("search", caller().key, SEARCHES)


def _limit(what: str, who: str, allowed: int) -> None:
    now = datetime.now(UTC)
    with transaction() as session:
        number, until = attempts.count(session, f"{what} {who}", now, _MINUTE)
    if number > allowed:
        wait = {"Retry-After": str(max(1, ceil((until - now).total_seconds())))}
        raise problem(429, "too_many", headers=wait)


def _network(address: str) -> str:
    """Who has an IPv6 address has its whole /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address
