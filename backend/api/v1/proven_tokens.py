"""Tokens whose signature was found to be right, so that the many calls of one pane do not each cost a check."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import jwt

from backend.api.v1.auth import Account
from backend.api.v1.keys import Keys

#: tokens that are remembered at most; those that were not seen for longest are forgotten first
MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Proven:
    """A token that was found to be right: whose it is, who signed it, and how long it is good."""

    account: Account
    #: tenant, version and id of the key, by which Keys finds the issuer and the key
    names: tuple[str, str, str]
    signer: tuple[str, jwt.PyJWK]
    #: seconds since 1970
    good_until: float


class ProvenTokens:
    """What was proven before. Thread-safe; it holds digests, never tokens."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, Proven] = OrderedDict()

    def find(self, token: str, keys: Keys) -> Account | None:
        """The account behind a token that is known; None for one that is to be proven, or is no longer good.

        It counts only as long as *keys* hold the very key that proved it: one that was fetched again proves again.
        Raises Unavailable.
        """
        digest = _digest(token)
        with self._lock:
            found = self._known.get(digest)
            if found:
                self._known.move_to_end(digest)
        if found is None or self._clock() >= found.good_until:
            return None
        return found.account if keys.find(*found.names) == found.signer else None

    def keep(self, token: str, proven: Proven) -> None:
        """Remember a token that has just been proven."""
        with self._lock:
            self._known[_digest(token)] = proven
            self._known.move_to_end(_digest(token))
            while len(self._known) > MOST:
                self._known.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
