"""What a run writes into the history of an item: what changed, and the values that lost."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from backend.core.decisions import Change
from backend.core.items import Side
from backend.core.marks import span_mark
from backend.core.merge import Lost
from backend.core.writes import Update
from backend.sync.desk import Desk
from backend.sync.tasks import Task


def history_rows(desk: Desk, task: Task) -> list[dict[str, Any]]:
    """What this write changed."""
    # what somebody chose was told when he chose it
    fields = sorted(task.write.fields - {"chosen"}) if isinstance(task.write, Update) else [""]
    return [_row(desk, task, task.side, task.action, field) for field in fields]


def conflict_rows(desk: Desk, task: Task) -> list[dict[str, Any]]:
    """The values that the decision overwrites although a person wrote them."""
    decision = task.step.decision
    if not isinstance(decision, Change):
        return []
    foreign = decision.merged.put_back
    return [
        _row(desk, task, one.side, "put_back" if one.field in foreign else "conflict", one.field, one)
        for one in decision.merged.lost
    ]


def _row(desk: Desk, task: Task, side: Side, action: str, field: str, lost: Lost | None = None) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "mailbox_id": desk.mailbox_id,
        "link_id": task.link.id,
        "run_id": desk.run_id,
        "at": desk.now,
        "side": side.value,
        "action": action,
        "field": field,
        "lost": desk.vault.lock(_as_json(lost)) if lost else b"",
    }


def _as_json(lost: Lost) -> str:
    match lost.field:
        case "span":
            value: Any = span_mark(lost.value)
        case "guests":
            value = [
                {"address": guest.address, "alias": guest.alias, "name": guest.name, "role": guest.role}
                for guest in lost.value
            ]
        case "due" | "start" | "reminder":
            value = lost.value.isoformat() if lost.value else None
        case "answers":
            value = [list(pair) for pair in lost.value]
        case _:
            value = lost.value
    return json.dumps(value)
