"""To Do tasks as clients send them and as Graph shows them (contracts/graph.md §2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from backend.sandbox.graph import ids, open_extensions
from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.local_time import spell, spell_utc, to_local, to_utc, zone_named
from backend.sandbox.graph.model import Item
from backend.sandbox.graph.odata import expanded
from backend.sandbox.graph.properties import Reader, optional_text, read_properties
from backend.sandbox.graph.recurrence_input import read_recurrence
from backend.sandbox.graph.routing import Context
from backend.sandbox.wire import Query

#: kept with a task, shown by `$expand` alone
PARTS = ("linkedResources", "checklistItems")
STATUSES = ("notStarted", "inProgress", "completed", "waitingOnOthers", "deferred")

_DATES = ("dueDateTime", "startDateTime", "completedDateTime")
_TIMES = (*_DATES, "reminderDateTime")
_IGNORED = (
    "id", "createdDateTime", "lastModifiedDateTime", "bodyLastModifiedDateTime", "hasAttachments", "attachments",
    "extensions", *PARTS,
)  # fmt: skip
_BLANK: dict[str, Any] = {
    "importance": "normal",
    "isReminderOn": False,
    "status": "notStarted",
    "title": "",
    "hasAttachments": False,
    "categories": [],
    "body": {"content": "", "contentType": "text"},
    **dict.fromkeys((*_TIMES, "recurrence")),
}


def changed_task(wire: Mapping[str, Any] | None, body: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Stored properties after writing *body* over *wire*; None for a new task. Raises GraphError 400."""
    changes = read_properties("todoTask", body, _READERS, _IGNORED)
    result = {**(wire or {**_BLANK, "linkedResources": [], "checklistItems": []}), **changes}
    if result["status"] != "completed":
        result["completedDateTime"] = None
    elif result["completedDateTime"] is None:
        result["completedDateTime"] = on_day(today)
    if result["recurrence"]:
        result |= _anchored(result, today)
    return result


def on_day(day: date) -> dict[str, str]:
    """A day as tasks hold it: midnight UTC, whatever zone it was written in."""
    return {"dateTime": spell(datetime(day.year, day.month, day.day)), "timeZone": "UTC"}


def day_of(value: Mapping[str, str]) -> date:
    """The day of a stored dueDateTime or startDateTime."""
    return datetime.fromisoformat(value["dateTime"]).date()


def task_entity(context: Context, item: Item, options: Query) -> dict[str, Any]:
    """A task with what `$expand` of *options* asks for; unset times are left out."""
    wire = item.wire
    entity: dict[str, Any] = {
        "@odata.etag": ids.etag(item),
        "id": task_id(context, item),
        "createdDateTime": spell_utc(item.created),
        "lastModifiedDateTime": spell_utc(item.modified),
        "bodyLastModifiedDateTime": spell_utc(item.modified),
    }
    for name, value in wire.items():
        if name in _TIMES:
            if value:
                entity[name] = _in_zone(value, context.prefer.timezone)
        elif name not in PARTS and value is not None:
            entity[name] = value
    for name in expanded(options):
        known = next((part for part in PARTS if part.lower() == name.lower()), None)
        if known:
            entity[known] = wire[known]
        elif name.lower() == "extensions":
            entity["extensions"] = open_extensions.shown(item.extensions)
    return entity


def task_id(context: Context, item: Item) -> str:
    """The task's id in the preferred form."""
    return ids.item_id(context.box.owner, item.container, item.key, immutable=context.prefer.immutable_ids)


def _in_zone(value: dict[str, str], zone_name: str | None) -> dict[str, str]:
    """A stored UTC time in the preferred zone, which moves days too (contracts/graph.md §2.4)."""
    zone = zone_named(zone_name) if zone_name else None
    utc = zone_named("UTC")
    if zone is None or zone_name is None or utc is None:
        return value
    moment = to_utc(datetime.fromisoformat(value["dateTime"]), utc)
    return {"dateTime": spell(to_local(moment, zone)), "timeZone": zone_name}


def _anchored(wire: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Due date and start of the pattern of a repeating task, each taken from the other where missing."""
    limits = dict(wire["recurrence"]["range"])
    due = wire["dueDateTime"] or on_day(date.fromisoformat(limits["startDate"]) if limits["startDate"] else today)
    limits["startDate"] = limits["startDate"] or day_of(due).isoformat()
    limits["recurrenceTimeZone"] = limits["recurrenceTimeZone"] or "UTC"
    return {"dueDateTime": due, "recurrence": {"pattern": wire["recurrence"]["pattern"], "range": limits}}


def _day(name: str, value: Any) -> dict[str, str] | None:
    """The date as written; the service drops the time (contracts/graph.md §2.4)."""
    return None if value is None else on_day(day_of(read.date_time(name, value)))


def _moment(name: str, value: Any) -> dict[str, str] | None:
    if value is None:
        return None
    written = read.date_time(name, value)
    zone = read.zone(name, written["timeZone"])
    moment = to_utc(datetime.fromisoformat(written["dateTime"]), zone)
    return {"dateTime": spell(moment.replace(tzinfo=None)), "timeZone": "UTC"}


def _body(name: str, value: Any) -> dict[str, str]:
    given = {} if value is None else read.record(name, value)
    kind = read.choice(f"{name}.contentType", read.member(given, "contentType") or "text", ("text", "html"))
    return {"content": read.text(f"{name}.content", read.member(given, "content")), "contentType": kind}


def _choice(choices: tuple[str, ...], name: str, value: Any) -> str:
    return read.choice(name, choices[0] if value is None else value, choices)


def _flag(name: str, value: Any) -> bool:
    return value is not None and read.flag(name, value)


def _recurrence(name: str, value: Any) -> dict[str, Any] | None:
    del name  # its own errors name the member
    return read_recurrence(value)


_READERS: dict[str, Reader] = {
    "title": optional_text,
    "body": _body,
    "importance": partial(_choice, ("normal", "low", "high")),
    "status": partial(_choice, STATUSES),
    "isReminderOn": _flag,
    "categories": read.texts,
    "recurrence": _recurrence,
    "reminderDateTime": _moment,
    **dict.fromkeys(_DATES, _day),
}
