"""What somebody said by hand about one item, over all preferences: bring it across, or leave it alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Self

from msgspec import Struct
from msgspec.structs import asdict

from backend.core.items import Appointment, Chosen, Item, Side, Window
from backend.core.person_marks import NO_BIRTHDAYS
from backend.core.preferences import Private
from backend.core.reasons import Reason
from backend.core.rules import LONG_AGO, Rules
from backend.core.values import replace

#: what keeps an item back that somebody may bring across all the same
LIFTED: Final = frozenset(
    {Reason.PRIVATE, Reason.ALL_DAY, Reason.FREE, Reason.TYPE, Reason.OUTSIDE_WINDOW, Reason.BIRTHDAY}
)
#: of these, what somebody may bring across with a whole series: one without end has items beyond any window
LIFTED_OF_SERIES: Final = LIFTED - {Reason.OUTSIDE_WINDOW}
_ALWAYS: Final = Window(date.min, date.max)
_CHOICES: Final = ("chosen", "owed", "later")


class Wish(Struct, frozen=True):
    """What was said by hand about an item. Only people change it; runs obey it."""

    #: it is not synced; both sides keep what they have
    unlinked: bool = False
    #: it is synced, whatever preferences say of items like it
    included: bool = False
    #: how much of a private event SuperOffice is told; None: as the preference says
    private: Private | None = None
    #: what SuperOffice's row concerns when it is made
    chosen: Chosen | None = None
    #: it was said of the whole series, so it counts for what comes later of it too
    series: bool = False
    #: what the row that is there is to concern; until a run has written it
    owed: Chosen | None = None
    #: what the rows of its series concern that come later
    later: Chosen | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON; without what was not said."""
        said: dict[str, Any] = {
            "unlinked": self.unlinked,
            "included": self.included,
            "private": self.private,
            "series": self.series,
        }
        for name in _CHOICES:
            if chosen := getattr(self, name):
                said[name] = {key: value for key, value in asdict(chosen).items() if value is not None}
        return {name: value for name, value in said.items() if value}

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> Self:
        """What `dump` wrote."""
        private = kept.get("private")
        return cls(
            unlinked=bool(kept.get("unlinked", False)),
            included=bool(kept.get("included", False)),
            private=Private(private) if private else None,
            series=bool(kept.get("series", False)),
            **{name: Chosen(**kept[name]) for name in _CHOICES if name in kept},
        )

    def of_newcomer(self, *, has_row: bool) -> Self:
        """The wish for an item that comes later, of one that its series has already. *has_row*: in SuperOffice."""
        return replace(
            self, chosen=None if has_row else self.later, owed=self.later if has_row else None, later=self.later
        )


NO_WISH: Final = Wish()


def obeying(rules: Rules, wish: Wish) -> Rules:
    """*rules* without what would keep the item of *wish* back.

    Inviting people is no such thing: a meeting that was made before is held until a person lets it through.
    """
    if not wish.included:
        return rules
    preferences = replace(
        rules.preferences, all_day=True, free=True, types=(), private=wish.private or rules.preferences.private
    )
    invites_since = LONG_AGO if rules.invites_since == LONG_AGO else rules.now
    window = rules.window if wish.series else _ALWAYS
    return replace(
        rules, preferences=preferences, window=window, invites_since=invites_since, birthdays=NO_BIRTHDAYS
    )


def with_chosen(item: Item, side: Side, wish: Wish) -> Item:
    """A new *item* of *side* with what somebody chose for SuperOffice's row."""
    if side is Side.CALENDAR or wish.chosen is None or not isinstance(item, Appointment):
        return item
    return replace(item, chosen=wish.chosen)
