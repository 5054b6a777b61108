"""What people say to the product itself: which items it shall leave alone, and how it shall treat them."""

from __future__ import annotations

from dataclasses import dataclass

from backend.core.items import Side


@dataclass(frozen=True, slots=True)
class Unlink:
    """A person takes an item out of the sync."""

    who: str
    tag: int
    side: Side

    def __str__(self) -> str:
        return f"{self.who} takes #{self.tag} out of the sync, in {self.side}"


@dataclass(frozen=True, slots=True)
class Include:
    """A person lets an item that was taken out of the sync be synced again."""

    who: str
    tag: int
    side: Side

    def __str__(self) -> str:
        return f"{self.who} lets #{self.tag} be synced again, in {self.side}"


@dataclass(frozen=True, slots=True)
class Prefer:
    """A person changes a preference."""

    who: str
    key: str
    value: str | bool

    def __str__(self) -> str:
        return f"{self.who} prefers {self.key} = {self.value}"


ProductAct = Unlink | Include | Prefer
