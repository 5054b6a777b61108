"""Calendars: list, read, create, rename, delete; and the default calendar."""

from __future__ import annotations

from typing import Any

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.calendar_paths import calendar_of, entry_of, of_event, root_path
from backend.sandbox.graph.event_store import delete
from backend.sandbox.graph.mailboxes import add_calendar
from backend.sandbox.graph.model import Container, Event
from backend.sandbox.graph.odata import page, single
from backend.sandbox.graph.routing import Context, GraphError, bad_request, routes
from backend.sandbox.wire import Response, json_response

COLORS = (
    "auto", "lightBlue", "lightGreen", "lightOrange", "lightGray", "lightYellow", "lightTeal", "lightPink",
    "lightBrown", "lightRed", "maxColor",
)  # fmt: skip
#: the one group of calendars that a sandbox mailbox has
GROUP = {"id": "my-calendars", "name": "My Calendars", "classId": "0006f0b7-0000-0000-c000-000000000046"}
_LISTS = ("{me}/calendars", "{me}/calendarGroups/{group}/calendars")
_ONE = ("{me}/calendar", "{me}/calendars/{calendar}", "{me}/calendarGroups/{group}/calendars/{calendar}")


@routes("GET", *_LISTS)
def list_calendars(context: Context) -> Response:
    """Every calendar of the mailbox."""
    rows = list(context.box.calendars.values())
    path = f"{root_path(context)}/calendars"
    return json_response(page(context, rows, context_path=path, render=spelt, default_top=100))


@routes("POST", *_LISTS)
def create_calendar(context: Context) -> Response:
    """A new calendar with a name of its own."""
    changes = _read(context)
    name = changes.get("name")
    if not name:
        raise bad_request("The required property 'name' is missing.", "ErrorInvalidRequest")
    _refuse_double(context, name)
    assert context.owner is not None
    calendar = add_calendar(context.box, context.owner, name)
    calendar.wire.update(changes)
    return json_response(_shown(context, calendar), 201)


@routes("GET", *_ONE, *of_event("calendar"))
def read_calendar(context: Context) -> Response:
    """One calendar, or the one that holds an event."""
    if "event" in context.params:
        return json_response(_shown(context, context.box.calendars[entry_of(context).event.container]))
    return json_response(_shown(context, calendar_of(context)))


@routes("PATCH", *_ONE)
def update_calendar(context: Context) -> Response:
    """Rename or colour a calendar."""
    calendar = calendar_of(context)
    changes = _read(context)
    if "name" in changes and changes["name"] != calendar.wire["name"]:
        _refuse_double(context, changes["name"])
    calendar.wire.update(changes)
    calendar.sequence += 1
    return json_response(_shown(context, calendar))


@routes("DELETE", "{me}/calendars/{calendar}", "{me}/calendarGroups/{group}/calendars/{calendar}")
@routes("POST", "{me}/calendars/{calendar}/permanentDelete")
def delete_calendar(context: Context) -> Response:
    """Delete a calendar with its events; never the default one."""
    calendar = calendar_of(context)
    if calendar.wire["isDefaultCalendar"]:
        raise GraphError(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
    for item in context.box.of("event", calendar.id):
        assert isinstance(item, Event)
        delete(context, context.box, item)
    del context.box.calendars[calendar.id]
    return Response(204)


@routes("GET", "{me}/calendarGroups")
def list_groups(context: Context) -> Response:
    """The one group of calendars."""
    return json_response(page(context, [GROUP], context_path=f"{root_path(context)}/calendarGroups"))


def spelt(calendar: Container) -> dict[str, Any]:
    """A calendar as it goes out."""
    return {"id": calendar.id, "changeKey": f"{calendar.sequence:08d}", **calendar.wire}


def _shown(context: Context, calendar: Container) -> dict[str, Any]:
    return single(context, f"{root_path(context)}/calendars", spelt(calendar))


def _read(context: Context) -> dict[str, Any]:
    body = context.body()
    changes: dict[str, Any] = {}
    if "name" in body:
        changes["name"] = read.text("name", body["name"])
    if "color" in body:
        changes["color"] = read.choice("color", body["color"], COLORS)
    return changes


def _refuse_double(context: Context, name: str) -> None:
    if any(calendar.wire["name"].lower() == name.lower() for calendar in context.box.calendars.values()):
        message = f"A folder with the specified name already exists: '{name}'."
        raise GraphError(409, "ErrorFolderExists", message)
