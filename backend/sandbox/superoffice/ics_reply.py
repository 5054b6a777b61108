"""An iCalendar REPLY applied to a booking (UpdateAppointmentFromIcsResponse)."""

from __future__ import annotations

from dataclasses import replace

from icalendar import Calendar

from backend.sandbox.superoffice import bookings
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.participants import (
    Participant,
    address_of,
    booking_rows,
    externals_of,
    person_of_row,
)
from backend.sandbox.superoffice.routing import Context
from backend.sandbox.superoffice.uids import row_of

#: PARTSTAT to ExternallyOwnedStatus
STATUS = {"TENTATIVE": 1, "ACCEPTED": 2, "DECLINED": 3, "NEEDS-ACTION": 4}


def apply_reply(ctx: Context, address: str, data: bytes) -> bool:
    """Note the answer of *address*. False when the calendar cannot be read or nothing fits."""
    try:
        calendar = Calendar.from_ical(data)
    except ValueError:
        return False
    event = next(iter(calendar.walk("VEVENT")), None)
    row = row_of(ctx, str(event.get("UID", ""))) if event else None
    if event is None or row is None:
        return False
    attendees = event.get("ATTENDEE", [])
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        if str(attendee).lower().removeprefix("mailto:") == address.lower():
            return note(ctx, row, address, str(attendee.params.get("PARTSTAT", "")).upper())
    return False


def note(ctx: Context, row: Row, address: str, answer: str) -> bool:
    """Write the answer into the participant's row, or into the list of those without rows."""
    if answer not in STATUS:
        return False
    externals = externals_of(row)
    for place, one in enumerate(externals):
        if address_of(ctx.db, one)[0].lower() == address.lower():
            externals[place] = replace(one, external_status=STATUS[answer])
            bookings.keep_externals(ctx, row, externals)
            return True
    for child in booking_rows(ctx.db, row)[1:]:
        participant = Participant(child["associate_id"], person_of_row(ctx.db, child))
        if address_of(ctx.db, participant)[0].lower() == address.lower():
            if answer == "ACCEPTED":
                bookings.accept(ctx, child)
            elif answer == "DECLINED":
                bookings.reject(ctx, child, "")
            else:
                bookings.set_seen(ctx, child)
            return True
    return False
