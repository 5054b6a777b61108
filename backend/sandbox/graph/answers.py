"""What one does to a meeting: answer, cancel, send on, put off its reminder (contracts/graph.md §1.3)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.graph import event_write, meetings
from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.calendar_paths import entry_of, of_event
from backend.sandbox.graph.entries import Entry
from backend.sandbox.graph.event_input import recipient
from backend.sandbox.graph.replies import answer
from backend.sandbox.graph.routing import Context, bad_request, routes
from backend.sandbox.wire import Response


@routes("POST", *of_event("accept"))
def accept(context: Context) -> Response:
    """The attendee will come."""
    return _answered(context, "accepted", "Accept")


@routes("POST", *of_event("tentativelyAccept"))
def accept_tentatively(context: Context) -> Response:
    """The attendee may come."""
    return _answered(context, "tentativelyAccepted", "Tentative")


@routes("POST", *of_event("decline"))
def decline(context: Context) -> Response:
    """The attendee will not come; the copy goes."""
    return _answered(context, "declined", "Decline")


@routes("POST", *of_event("cancel"))
def cancel(context: Context) -> Response:
    """The organiser calls the meeting off; it goes from the own calendar and is marked in the others."""
    entry = entry_of(context)
    comment = read.text("Comment", read.member(context.body(), "Comment"))
    if not entry.wire["isOrganizer"]:
        raise bad_request("Your request can't be completed. You need to be an organizer to cancel a meeting.")
    assert context.owner is not None
    event_write.remove(context, context.box, context.owner, entry, comment=comment)
    return Response(202)


@routes("POST", *of_event("forward"))
def forward(context: Context) -> Response:
    """Send the meeting on to more people."""
    entry = entry_of(context)
    body = context.body()
    given = read.items("ToRecipients", read.member(body, "ToRecipients"))
    if not given:
        raise bad_request("The required parameter 'ToRecipients' is missing.")
    recipients = [_recipient(f"ToRecipients[{number}]", value) for number, value in enumerate(given)]
    comment = read.text("Comment", read.member(body, "Comment"))
    assert context.owner is not None
    meetings.forward(context, context.owner, entry, recipients, comment)
    return Response(202)


@routes("POST", *of_event("dismissReminder"))
def dismiss_reminder(context: Context) -> Response:
    """Close the reminder; nothing that clients can read changes."""
    entry_of(context)
    return Response(202)


@routes("POST", *of_event("snoozeReminder"))
def snooze_reminder(context: Context) -> Response:
    """Put off the reminder; nothing that clients can read changes."""
    entry_of(context)
    read.date_time("NewReminderTime", read.member(context.body(), "NewReminderTime"))
    return Response(202)


def _answered(context: Context, response: str, action: str) -> Response:
    entry = entry_of(context)
    body = context.body()
    comment = read.text("Comment", read.member(body, "Comment"))
    wanted = read.member(body, "SendResponse")
    send = True if wanted is None else read.flag("SendResponse", wanted)
    proposed = _proposed(entry, body, send=send, may_propose=response != "accepted")
    if entry.wire["isOrganizer"]:
        raise bad_request(
            "Your request can't be completed. You're the organizer of this meeting and can't respond to it.",
            f"ErrorCalendarIsOrganizerFor{action}",
        )
    if entry.wire["isCancelled"]:
        raise bad_request(
            "Your request can't be completed. The meeting has been cancelled.",
            f"ErrorCalendarIsCancelledFor{action}",
        )
    assert context.owner is not None
    answer(context, context.owner, entry, response, comment=comment, send=send, proposed=proposed)
    return Response(202)


def _proposed(entry: Entry, body: dict[str, Any], *, send: bool, may_propose: bool) -> dict[str, Any] | None:
    """The time slot that the attendee would prefer. Raises GraphError 400 where none may be proposed."""
    value = read.member(body, "ProposedNewTime")
    if value is None:
        return None
    slot = read.record("ProposedNewTime", value)
    if not may_propose:
        raise bad_request("The parameter 'ProposedNewTime' does not exist on this action.")
    if not entry.wire["allowNewTimeProposals"]:
        raise bad_request("The organizer does not allow new time proposals: 'ProposedNewTime' must be absent.")
    if not send:
        raise bad_request("A 'ProposedNewTime' needs 'SendResponse' to be true.")
    return {name: read.date_time(f"ProposedNewTime.{name}", read.member(slot, name)) for name in ("start", "end")}


def _recipient(name: str, value: Any) -> dict[str, str]:
    address = read.member(read.record(name, value), "emailAddress")
    return recipient(f"{name}.emailAddress", address)
