"""What is known about one item before a decision, and the decisions that there are."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct, field

from backend.core.fields import FieldName
from backend.core.items import Appointment, Item, Kind, Side
from backend.core.marks import Shown
from backend.core.meetings import Part
from backend.core.mentions import NO_MENTIONS, Mentions
from backend.core.merge import Merged
from backend.core.reasons import Reason
from backend.core.seen import Booking, Seen
from backend.core.subject import NO_TRAIL, Trail
from backend.core.wishes import NO_WISH, Wish


class Unread(Struct, frozen=True):
    """The side was not read for this item, because nothing changed there since it was in step."""


class Missing(Struct, frozen=True):
    """The side was asked and is sure: the item is gone."""


class Unborn(Struct, frozen=True):
    """The item never existed on this side, or not yet."""


Presence = Seen | Unread | Missing | Unborn


def is_cancelled(presence: Presence) -> bool:
    """Whether a side shows what is left of a meeting that its organiser called off."""
    return (
        isinstance(presence, Seen) and isinstance(presence.item, Appointment) and presence.item.meeting.cancelled
    )


class Link(Struct, frozen=True):
    """The pair as it is remembered: store.tables.Link without the database."""

    id: UUID
    origin: Side
    ids: Mapping[Side, str | None]
    shown: Mapping[Side, Shown]
    versions: Mapping[Side, str]
    kind: Kind = Kind.APPOINTMENT
    uid: str = ""
    #: linked, skipped, parked, held, waiting for somebody else's mailbox, or declined
    state: str = "linked"
    reason: str = ""
    failures: int = 0
    part: Part = Part.OWN
    #: the booking in SuperOffice of which the item is a row
    booking: Booking | None = None
    #: by side, the series of which it is an item; "" for none
    series: Mapping[Side, str] = field(default_factory=lambda: dict.fromkeys(Side, ""))
    #: core.sides.Place.original
    original: str = ""
    #: fields that somebody wrote who may not, and that were put back
    put_back: frozenset[FieldName] = frozenset()
    #: what became of the addresses in its text
    mentions: Mentions = NO_MENTIONS
    #: what stands for people of the meeting who have no card in SuperOffice (core.marks.Marker.person)
    strangers: frozenset[str] = frozenset()
    #: associates whom the organiser's own calendar shows as not coming
    declined: frozenset[int] = frozenset()
    #: what the calendar's subject is composed of
    trail: Trail = NO_TRAIL
    #: what somebody said by hand about it
    wish: Wish = NO_WISH

    @property
    def had_row(self) -> bool:
        """Whether SuperOffice has or had its half: what is no more may be what a dead run had cleared away."""
        return self.ids[Side.SUPEROFFICE] is not None or bool(self.shown[Side.SUPEROFFICE])


class Around(Struct, frozen=True):
    """What the rest of the organisation means for one item."""

    part: Part = Part.OWN
    #: somebody else's booking in SuperOffice of which the item is a row
    through: Booking | None = None
    #: another mailbox, or the calendar's own invitation, is to bring the missing half
    awaited: bool = False
    #: the person said no to the row's time in Outlook, before the own mailbox saw the invitation to it
    declined: bool = False
    #: the organiser's invitation to the row's time has had the time to arrive
    delivered: bool = False
    #: until now another guest's mailbox brought the meeting, and this one does from here on
    taken_over: bool = False


#: an appointment that concerns nobody else
BY_ITSELF = Around()


class Nothing(Struct, frozen=True):
    """In step, and known to be."""


class Agree(Struct, frozen=True):
    """In step as to content; only what is remembered moves on."""

    shown: Mapping[Side, Shown]
    #: of the calendar's subject; None for as before
    trail: Trail | None = None


class CreateOn(Struct, frozen=True):
    """Make the item on *side*."""

    side: Side
    item: Item
    #: a deletion lost to an edit: the item is made again
    again: bool = False
    #: what is left of the row in whose place it comes, to be cleared away
    instead_of: Seen | None = None
    #: of the subject, where it is made in the calendar
    trail: Trail = NO_TRAIL


class Change(Struct, frozen=True):
    """Write some fields of one or both sides."""

    merged: Merged
    shown: Mapping[Side, Shown]
    #: of the calendar's subject once it is written; None for as before
    trail: Trail | None = None


class Remove(Struct, frozen=True):
    """Delete the item on *side*, because it was deleted on the other."""

    side: Side


class Hide(Struct, frozen=True):
    """Delete the item on *side*, because it turned private on the other and *side* has no privacy."""

    side: Side


class Decline(Struct, frozen=True):
    """Answer no on *side*, because the person took the meeting away, or said so, on the other."""

    side: Side


class End(Struct, frozen=True):
    """The organiser cancelled it: clear away what is left on these sides."""

    sides: frozenset[Side]


class Wait(Struct, frozen=True):
    """Somebody else's mailbox comes first; look again in the next run."""


class Forget(Struct, frozen=True):
    """Gone on both sides: the link goes too."""


class Leave(Struct, frozen=True):
    """Not synced, and why."""

    reason: Reason


Decision = Nothing | Agree | CreateOn | Change | Remove | Hide | Decline | End | Wait | Forget | Leave
