"""One item with what is to be done about it, and what its link is once that is written down."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from backend.core.decisions import (
    BY_ITSELF,
    Agree,
    Around,
    Change,
    Decision,
    Link,
    Missing,
    Presence,
    Unborn,
    Unread,
)
from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.values import replace
from backend.sync.pull import Picture


class Step(Struct, frozen=True):
    """One item with what is to be done about it."""

    link: Link
    presence: Mapping[Side, Presence]
    decision: Decision
    around: Around = BY_ITSELF
    #: the link is not in the database yet
    new: bool = False
    #: the item was marked as one that may be another's other half
    was_apart: bool = False
    #: another link whose item turned out to be this one's other half
    absorbed: UUID | None = None
    #: what stands for the address by which somebody is linked to SuperOffice's row
    mention: str = ""

    @property
    def joined(self) -> bool:
        """Whether two items that were there before are one from now on."""
        return not any(self.link.shown.values()) and all(isinstance(one, Seen) for one in self.presence.values())


def presences(link: Link, picture: Picture) -> dict[Side, Presence]:
    """How each side shows the item of *link* in this picture."""

    def one(side: Side) -> Presence:
        item_id = link.ids[side]
        if item_id is None:
            return Unborn()
        if item_id in picture.missing[side]:
            return Missing()
        return picture.seen[side].get(item_id, Unread())

    return {side: one(side) for side in Side}


def agreed(step: Step) -> Link:
    """The link of a step whose decision is written down: what the sides may show, and the versions seen."""
    link = step.link
    decision = step.decision
    shown = decision.shown if isinstance(decision, Agree | Change) else link.shown
    versions = {
        side: one.version if isinstance(one, Seen) else link.versions[side] for side, one in step.presence.items()
    }
    put_back = link.put_back
    if isinstance(decision, Change):
        told = decision.merged.fields.get(Side.SUPEROFFICE, frozenset()) | decision.merged.fields.get(
            Side.CALENDAR, frozenset()
        )
        put_back = (put_back - told) | decision.merged.put_back
    trail = decision.trail if isinstance(decision, Agree | Change) else None
    reason = Reason.ORGANISER_DECIDES.value if put_back else ""
    return replace(
        link,
        shown=shown,
        versions=versions,
        state="linked",
        reason=reason,
        put_back=put_back,
        trail=link.trail if trail is None else trail,
    )
