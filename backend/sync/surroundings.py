"""What the rest of the organisation means for one item: whose meeting it is, and who brings its other half."""

from __future__ import annotations

from collections.abc import Mapping

from backend.core.decisions import BY_ITSELF, Around, Link, Missing, Presence, Unborn
from backend.core.items import Appointment, Guest, Side
from backend.core.marks import span_mark
from backend.core.meetings import Part, is_taken_over, part_of, through
from backend.core.privacy import shows_time_only
from backend.core.reasons import Reason
from backend.core.seen import Booking, Seen
from backend.core.values import replace
from backend.core.wishes import obeying
from backend.sync.desk import Desk
from backend.sync.pull import Picture


def learn(desk: Desk, picture: Picture) -> None:
    """Ask once for all bookings of *picture* whether other mailboxes bring them."""
    seen = picture.seen[Side.SUPEROFFICE].values()
    desk.people.learn_bookings(one.booking for one in seen if one.booking and one.booking.mother != one.id)


def around(desk: Desk, link: Link, presence: Mapping[Side, Presence]) -> Around:
    """The surroundings of one item, from its halves as far as they were read."""
    superoffice, calendar = presence[Side.SUPEROFFICE], presence[Side.CALENDAR]
    row = superoffice if isinstance(superoffice, Seen) else None
    event = calendar.item if isinstance(calendar, Seen) and isinstance(calendar.item, Appointment) else None
    if shows_time_only(link, presence, obeying(desk.rules, link.wish)):
        return Around(Part.BUSY_ONLY)
    booking = row.booking if row else link.booking
    foreign = through(row.id if row else link.ids[Side.SUPEROFFICE], booking)
    if row is None and event is not None and isinstance(superoffice, Unborn):
        return _of_event(desk, event)
    if row is not None and isinstance(calendar, Unborn):
        where = _of_row(desk, row, foreign)
        return replace(
            where,
            declined=where.awaited and _was_declined(desk, row, foreign),
            delivered=link.reason == Reason.DECLINED and _was_delivered(desk, row, foreign),
        )
    if foreign is None and link.part is Part.OWN and (event is None or event.meeting.is_own):
        return BY_ITSELF
    carried = foreign is not None and desk.people.is_carried(foreign)
    part = part_of(row, event, link.part, carried=carried)
    organiser = _organiser(event, row)
    awaited = part is Part.SHARED and _is_synced(desk, organiser, foreign)
    gone = row if isinstance(calendar, Missing) else None
    return Around(
        part,
        foreign if part is Part.ATTENDED else None,
        awaited,
        declined=gone is not None and _was_declined(desk, gone, foreign),
        delivered=gone is not None and _was_delivered(desk, gone, foreign),
        taken_over=is_taken_over(link.part, part) and not _is_organisers(desk, foreign, organiser),
    )


def _of_event(desk: Desk, event: Appointment) -> Around:
    """An event without a row: that of a colleague's meeting is made by the colleague's mailbox."""
    organiser = event.meeting.organiser
    if organiser is None:
        return BY_ITSELF
    return Around(Part.ATTENDED, awaited=desk.people.mailbox_of(organiser) is not None)


def _of_row(desk: Desk, row: Seen, foreign: Booking | None) -> Around:
    """A row without an event: an invitation comes to the calendar by itself, from whoever has a calendar."""
    organiser = row.item.meeting.organiser if isinstance(row.item, Appointment) else None
    if organiser is None:
        return BY_ITSELF
    if foreign is None:
        return Around(Part.ATTENDED, awaited=True)
    if not organiser.is_user or _is_synced(desk, organiser, foreign):
        return Around(Part.SHARED, awaited=True)
    return Around(Part.COPY)


def _was_declined(desk: Desk, row: Seen, booking: Booking | None) -> bool:
    """Whether the person said no to the time that the row has, in the own Outlook and before it was looked at."""
    if booking is None or not isinstance(row.item, Appointment):
        return False
    return desk.people.has_declined(booking, span_mark(row.item.span))


def _was_delivered(desk: Desk, row: Seen, booking: Booking | None) -> bool:
    """Whether the invitation to the time that the row has must have come by now."""
    if booking is None or not isinstance(row.item, Appointment):
        return False
    return desk.people.was_delivered(booking, span_mark(row.item.span), desk.now)


def _organiser(event: Appointment | None, row: Seen | None) -> Guest | None:
    if event is not None:
        return event.meeting.organiser
    return row.item.meeting.organiser if row and isinstance(row.item, Appointment) else None


def _is_organisers(desk: Desk, booking: Booking | None, organiser: Guest | None) -> bool:
    """Whether a booking lies in the diary of its own organiser, who writes it in SuperOffice's way."""
    return booking is not None and organiser is not None and desk.people.is_user(organiser, booking.owner)


def _is_synced(desk: Desk, organiser: Guest | None, foreign: Booking | None) -> bool:
    """Whether the organiser's own mailbox is kept in sync."""
    if organiser is None:
        return False
    if organiser.is_user and foreign is not None and desk.people.has_mailbox(foreign.owner):
        return True
    return desk.people.mailbox_of(organiser) is not None
