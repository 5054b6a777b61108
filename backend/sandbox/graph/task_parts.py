"""What hangs on a task: linked resources, the natural home of a foreign id, and the steps of its checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.local_time import spell_utc
from backend.sandbox.graph.properties import Reader, optional_text, read_properties
from backend.sandbox.graph.routing import Context, not_found

#: Graph's type by property
TYPES = {"linkedResources": "linkedResource", "checklistItems": "checklistItem"}

_READERS: dict[str, dict[str, Reader]] = {
    "linkedResources": dict.fromkeys(("webUrl", "applicationName", "displayName", "externalId"), optional_text),
    "checklistItems": {"displayName": optional_text, "isChecked": read.flag},
}
_IGNORED = ("id", "createdDateTime", "checkedDateTime")


def name_of(context: Context) -> str:
    """Which of the two the request's address means."""
    written = {segment.lower() for segment in context.request.segments}
    return next(name for name in TYPES if name.lower() in written)


def read_parts(context: Context, body: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Both lists as sent with a new task. Raises GraphError 400."""
    return {
        name: [
            read_part(context, name, read.record(f"{name}[{number}]", value))
            for number, value in enumerate(read.items(name, read.member(body, name)))
        ]
        for name in TYPES
    }


def read_part(
    context: Context, name: str, body: Mapping[str, Any], old: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A part after writing *body* over *old*; None for a new one. Raises GraphError 400."""
    sent = read_properties(TYPES[name], body, _READERS[name], _IGNORED)
    part = {**(old or _blank(context, name)), **sent}
    if name == "checklistItems":
        part.pop("checkedDateTime", None)
        if part["isChecked"]:
            part["checkedDateTime"] = spell_utc(context.world.clock.now())
    return part


def find_part(context: Context, wire: Mapping[str, Any]) -> dict[str, Any]:
    """The addressed part. Raises GraphError 404."""
    for part in wire[name_of(context)]:
        if part["id"] == context.params["part"]:
            found: dict[str, Any] = part
            return found
    raise not_found()


def copied(wire: Mapping[str, Any]) -> dict[str, Any]:
    """The parts for the next task of a series: the same links, the steps not done yet."""
    steps = [
        {name: value for name, value in step.items() if name != "checkedDateTime"} | {"isChecked": False}
        for step in wire["checklistItems"]
    ]
    return {"linkedResources": [dict(part) for part in wire["linkedResources"]], "checklistItems": steps}


def _blank(context: Context, name: str) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys(_READERS[name])
    blank["id"] = str(UUID(int=context.world.random.getrandbits(128), version=4))
    if name == "checklistItems":
        blank |= {"isChecked": False, "createdDateTime": spell_utc(context.world.clock.now())}
    return blank
