"""Which change raises which webhook event, and its JSON (contracts/superoffice.md §5)."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from backend.sandbox.superoffice.database import Change, Row
from backend.sandbox.world import CONTEXT, World

#: root tables and what their events call them; child tables (text, visiblefor, e-mail …) raise none
ENTITIES = {
    "appointment": "activity", "person": "person", "contact": "contact", "project": "project",
    "projectmember": "projectmember", "sale": "sale", "associate": "associate",
}  # fmt: skip
VERBS = {"insert": "created", "update": "changed", "delete": "deleted"}
#: events that can be registered; there are none for appointments by that name, nor for selections
KNOWN = re.compile(
    r"^(?:(?:activity|associate|contact|document|person|project|projectmember|relation|sale|salestakeholder)"
    r"\.(?:created|changed|deleted|softdeleted|sold|lost|completed|edited|consented|unconsented)"
    r"|(?:ticket|chatsession|quote|webhook|webhook\d+)\.\w+|list\.\w+\.\w+|y_\w+\.\w+)$"
)

#: columns that an update always names (documented example of activity.changed)
STAMPS = ("updated", "updated_associate_id", "updatedCount")
#: columns sent along as FieldValues, by table
FIELD_VALUES: dict[str, tuple[str, ...]] = {
    "appointment": (
        "activeDate", "associate_id", "contact_id", "do_by", "document_id", "endDate",
        "modified_appointment_fields", "mother_id", "person_id", "private", "project_id", "sale_id", "status",
        "task_idx", "type", "updated", "userdef2_id", "userdef_id",
    ),
    "contact": ("associate_id", "business_idx", "category_idx", "country_id", "source", "registered", "updated"),
    "person": ("contact_id", "country_id", "position_idx", "retired", "registered", "updated"),
}  # fmt: skip
#: columns of what was deleted, by table; the owner of a deleted activity is not among them
DELETED_VALUES: dict[str, tuple[str, ...]] = {
    "appointment": ("appointment_id", "contact_id", "person_id", "project_id", "sale_id"),
    "contact": ("associate_id", "contact_id"),
    "person": ("associate_id", "contact_id", "person_id"),
}
BASE_TIMES = frozenset({"activeDate", "do_by", "endDate"})


def event_of(change: Change) -> str | None:
    """Name of the event that a change raises; None for tables without events."""
    entity = ENTITIES.get(change.table)
    if entity is None:
        return None
    if change.operation == "update" and "deletedDate" in change.columns and change.row.get("deletedDate"):
        return f"{entity}.softdeleted"
    return f"{entity}.{VERBS[change.operation]}"


def payload(world: World, change: Change, event: str) -> dict[str, Any]:
    """The JSON of an event, without the part that depends on the webhook."""
    table, row = change.table, change.row
    columns = list(change.columns)
    if change.operation == "update":
        columns = [f"{table}_id", *columns, *STAMPS]
    body = envelope(world, event, change.id, ENTITIES[table], change.by)
    if change.operation == "delete":
        return body | {"Changes": [], "Values": _values(world, row, DELETED_VALUES.get(table, (f"{table}_id",)))}
    body["Changes"] = [column for column in columns if column != "custom_fields"]
    if world.switches.superoffice_webhook_field_values == "sent" and table in FIELD_VALUES:
        body["FieldValues"] = _values(world, row, FIELD_VALUES[table])
    return body


def envelope(world: World, event: str, key: int, entity: str, by: int) -> dict[str, Any]:
    """What every event says."""
    stamp = world.clock.now().replace(tzinfo=None).isoformat(timespec="microseconds")
    return {
        "EventId": str(uuid.uuid4()),
        "Timestamp": f"{stamp}0Z",
        "Changes": [],
        "Event": event,
        "PrimaryKey": key,
        "Entity": entity,
        "ContextIdentifier": CONTEXT,
        "ChangedByAssociateId": by,
    }


def _values(world: World, row: Row, columns: Iterable[str]) -> dict[str, Any]:
    return {column: _value(world, column, row.get(column)) for column in columns}


def _value(world: World, column: str, value: Any) -> Any:
    if column in BASE_TIMES and isinstance(value, datetime):
        return value.replace(tzinfo=ZoneInfo(world.base_zone)).isoformat()
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None:
        return "0001-01-01T00:00:00" if column in BASE_TIMES | {"updated", "registered"} else 0
    return value


def encoded(body: dict[str, Any]) -> bytes:
    """The raw bytes that are sent and signed."""
    return json.dumps(body, ensure_ascii=False).encode()
