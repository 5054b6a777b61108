"""What a new mailbox holds before anybody used it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from backend.sandbox.graph import ids
from backend.sandbox.graph.model import Container, Mailbox
from backend.sandbox.world import Person

if TYPE_CHECKING:
    from backend.sandbox.graph.state import GraphState

#: colours of the categories that Exchange gives a new mailbox, by name
_CATEGORIES = {
    "Red category": "preset0", "Orange category": "preset1", "Yellow category": "preset3",
    "Green category": "preset4", "Blue category": "preset7", "Purple category": "preset8",
}  # fmt: skip


def mailbox_of(state: GraphState, person: Person) -> Mailbox:
    """The mailbox of *person*, made when first asked for."""
    found = state.mailboxes.get(person.oid)
    if found is None:
        found = state.mailboxes[person.oid] = new_mailbox(person)
    return found


def new_mailbox(person: Person) -> Mailbox:
    """A mailbox with its default calendar, contact folder, task list, categories and settings."""
    mailbox = Mailbox(person.oid)
    add_calendar(mailbox, person, "Calendar", is_default=True)
    folder = new_container(mailbox, {"displayName": "Contacts", "parentFolderId": ""})
    mailbox.contact_folders[folder.id] = folder
    for name, known in (("Tasks", "defaultList"), ("Flagged Emails", "flaggedEmails")):
        tasks = new_container(
            mailbox, {"displayName": name, "isOwner": True, "isShared": False, "wellknownListName": known}
        )
        mailbox.task_lists[tasks.id] = tasks
    mailbox.categories = [
        {"id": str(uuid5(NAMESPACE_URL, f"{person.oid}/{name}")), "displayName": name, "color": color}
        for name, color in _CATEGORIES.items()
    ]
    mailbox.settings = _settings(person)
    return mailbox


def new_container(mailbox: Mailbox, wire: dict[str, Any]) -> Container:
    """A container with an id of its own; the caller puts it where it belongs."""
    number = mailbox.next_key
    mailbox.next_key += 1
    return Container(ids.container_id(mailbox.owner, number), wire)


def add_calendar(mailbox: Mailbox, person: Person, name: str, *, is_default: bool = False) -> Container:
    """A calendar in *mailbox*, with the properties Exchange gives it."""
    calendar = new_container(
        mailbox,
        {
            "name": name,
            "color": "auto",
            "hexColor": "",
            "isDefaultCalendar": is_default,
            "canShare": True,
            "canViewPrivateItems": True,
            "canEdit": True,
            "isTallyingResponses": is_default,
            "isRemovable": not is_default,
            "allowedOnlineMeetingProviders": ["teamsForBusiness"],
            "defaultOnlineMeetingProvider": "teamsForBusiness",
            "owner": {"name": person.name, "address": person.address},
        },
    )
    mailbox.calendars[calendar.id] = calendar
    return calendar


def default_calendar(mailbox: Mailbox) -> Container:
    """The calendar behind {me}/calendar and {me}/events."""
    return next(c for c in mailbox.calendars.values() if c.wire["isDefaultCalendar"])


def _settings(person: Person) -> dict[str, Any]:
    unset = {"dateTime": "0001-01-01T00:00:00.0000000", "timeZone": "UTC"}
    return {
        "archiveFolder": "",
        "timeZone": person.zone,
        "delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly",
        "dateFormat": "dd.MM.yyyy",
        "timeFormat": "HH:mm",
        "userPurpose": person.kind,
        "automaticRepliesSetting": {
            "status": "disabled",
            "externalAudience": "all",
            "internalReplyMessage": "",
            "externalReplyMessage": "",
            "scheduledStartDateTime": unset,
            "scheduledEndDateTime": unset,
        },
        "language": {"locale": person.locale, "displayName": person.locale},
        "workingHours": {
            "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "startTime": "08:00:00.0000000",
            "endTime": "17:00:00.0000000",
            "timeZone": {"name": person.zone},
        },
    }
