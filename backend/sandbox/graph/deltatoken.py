"""Delta and skip tokens, and the window of generations that makes old ones fail (contracts/graph.md §2.3)."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from backend.sandbox.graph.routing import GraphError, bad_request

#: how many generations of one sync state stay valid
KEPT = 3

TokenKind = Literal["skip", "delta"]


@dataclass(frozen=True, slots=True)
class DeltaToken:
    """What a token carries; a caller sees only its encoded text."""

    kind: TokenKind
    #: the sync state it belongs to: app, mailbox, container and window, spelt as its owner likes
    scope: str
    #: log number up to which changes are known
    sequence: int
    generation: int
    #: whatever its owner must remember between pages: options, position
    extra: dict[str, Any] = field(default_factory=dict)


def encode(
    kind: TokenKind, scope: str, sequence: int, generation: int, extra: dict[str, Any] | None = None
) -> str:
    """The text of a token, safe in an address as it is."""
    raw = json.dumps([kind, scope, sequence, generation, extra or {}], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode(text: str, kind: TokenKind) -> DeltaToken:
    """Read a token of *kind*. Raises GraphError 400 for anything this module did not write."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, UnicodeDecodeError, RecursionError):
        values = None
    match values:
        case [found, str(scope), int(sequence), int(generation), dict(extra)] if found == kind:
            return DeltaToken(kind, scope, sequence, generation, extra)
    raise bad_request(f"Badly formed token: ${kind}token.", "BadRequest")


@dataclass
class Generations:
    """Per sync state: the highest generation issued, and the lowest that still answers."""

    highest: dict[str, int] = field(default_factory=dict)
    lowest: dict[str, int] = field(default_factory=dict)

    def issue(self, scope: str) -> int:
        """A new generation of *scope*; the one before the last two stops working."""
        generation = self.highest.get(scope, 0) + 1
        self.highest[scope] = generation
        self.lowest[scope] = max(self.lowest.get(scope, 1), generation - KEPT + 1)
        return generation

    def check(self, scope: str, generation: int) -> None:
        """Raise GraphError 410 SyncStateNotFound when *generation* of *scope* has left the window."""
        highest = self.highest.get(scope, 0)
        lowest = self.lowest.get(scope, 1)
        if lowest <= generation <= highest:
            return
        window = "".join(f"[{number}]" for number in range(highest, lowest - 1, -1))
        raise GraphError(
            410,
            "SyncStateNotFound",
            f"The sync state generation is not found; generation={generation};[highest={highest}]{window}.",
        )

    def expire(self, part: str = "") -> None:
        """Make every token fail whose scope contains *part*."""
        for scope, generation in self.highest.items():
            if part in scope:
                self.lowest[scope] = generation + 1
