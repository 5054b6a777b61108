"""An attendee's iCalendar reply handed to SuperOffice, which finds the meeting by its UID (contract §3.4)."""

from __future__ import annotations

import base64

from backend.superoffice.client import Client

_PATH = "v1/Agents/Appointment/UpdateAppointmentFromIcsResponse"


def apply_reply(client: Client, address: str, ics: bytes) -> bool:
    """Let SuperOffice note the answer in *ics* for the participant with *address*. Whether it fitted a meeting.

    Safe to repeat. Raises SideError, and ApiError where SuperOffice refuses the call.
    """
    body = {"EmailAddress": address, "IcsData": base64.b64encode(ics).decode("ascii")}
    return client.ask(_PATH, body).data is True
