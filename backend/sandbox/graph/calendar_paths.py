"""Addresses of calendars and events, and what they mean in a mailbox (contracts/graph.md §1.2)."""

from __future__ import annotations

from backend.sandbox.graph import entries, ids
from backend.sandbox.graph.entries import Entry
from backend.sandbox.graph.mailboxes import default_calendar
from backend.sandbox.graph.model import Container
from backend.sandbox.graph.routing import Context, changed_meanwhile, not_found

_CALENDARS = (
    "{me}/calendar",
    "{me}/calendars/{calendar}",
    "{me}/calendarGroups/{group}/calendars/{calendar}",
)


def in_calendar(suffix: str) -> tuple[str, ...]:
    """Every address of *suffix* in one calendar, and in the mailbox as a whole."""
    return (f"{{me}}/{suffix}", *(f"{calendar}/{suffix}" for calendar in _CALENDARS))


def of_event(suffix: str = "") -> tuple[str, ...]:
    """Every address of an event, or of *suffix* below it."""
    return in_calendar("events/{event}" + (f"/{suffix}" if suffix else ""))


def calendar_of(context: Context) -> Container:
    """The addressed calendar; without one in the address the default. Raises GraphError 404."""
    wanted = context.params.get("calendar")
    if wanted is None:
        return default_calendar(context.box)
    found = context.box.calendars.get(wanted)
    if found is None:
        raise not_found()
    return found


def entry_of(context: Context) -> Entry:
    """The addressed event. Raises GraphError 404."""
    calendar = calendar_of(context).id if "calendar" in context.params else None
    return entries.find(context.state.index(context.box), context.box, context.params["event"], calendar)


def check_if_match(context: Context, entry: Entry) -> None:
    """Raise GraphError 412 when the caller knows another version (contracts/graph.md §1.4; a switch)."""
    wanted = context.request.headers.get("If-Match", "*").strip()
    if context.world.switches.graph_if_match == "ignored" or wanted == "*":
        return
    present = ids.change_key(entry.item)
    if present not in (tag.strip().removeprefix("W/").strip('"') for tag in wanted.split(",")):
        raise changed_meanwhile()


def root_path(context: Context) -> str:
    """The addressed mailbox as `@odata.context` names it."""
    assert context.owner is not None
    return f"users('{context.owner.oid}')"
