"""How far a calendar has been read: the delta link, and the window it belongs to (contracts/graph.md §2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from backend.core.items import Window


@dataclass(frozen=True, slots=True)
class Cursor:
    """A delta link answers only for the window with which its round began."""

    link: str
    first: date
    last: date

    @classmethod
    def load(cls, text: str) -> Cursor | None:
        """Read what `dump` wrote; None for anything else."""
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.MsgspecError:
            return None

    def dump(self) -> str:
        """The text that is stored."""
        return msgspec.json.encode(self).decode()

    def serves(self, window: Window) -> bool:
        """Whether the round was begun with exactly this window."""
        return (self.first, self.last) == (window.first, window.last)
