"""The preferences that give new follow-ups their values (contracts/superoffice.md §3.3)."""

from __future__ import annotations

from backend.sandbox.superoffice.database import Database
from backend.sandbox.superoffice.enums import TASK_PHONE, TASK_TO_DO


def preference(db: Database, associate_id: int, section: str, key: str) -> str | None:
    """The value that counts for an associate: the most personal level that has one."""
    rows = [
        row
        for row in db.table("userpreference").where("section", section)
        if row["prefkey"].lower() == key.lower() and row.get("owner_id") in (0, associate_id)
    ]
    best = max(rows, key=lambda row: row.get("deflevel") or 0, default=None)
    return best["prefvalue"] if best else None


def _number(db: Database, associate_id: int, section: str, key: str, otherwise: int) -> int:
    text = preference(db, associate_id, section, key)
    return int(text) if text and text.isdecimal() else otherwise


def default_minutes(db: Database, associate_id: int, task_type: int = 1) -> int:
    """Length of a new follow-up of a task type in minutes."""
    return _number(db, associate_id, "Defaults", f"DefaultAppointment{_kind(task_type)}Length", 60)


def default_alarm(db: Database, associate_id: int) -> int:
    """Minutes before the start at which a new appointment rings."""
    return _number(db, associate_id, "DiaryView", "DefaultAlarmTime", 15)


def default_task(db: Database, associate_id: int, task_type: int = 1) -> int:
    """Task of a new follow-up of a task type; 0 when the list has none."""
    tasks = db.table("task")
    wanted = _number(db, associate_id, "Defaults", f"DefaultAppointment{_kind(task_type)}TaskId", 0)
    if tasks.get(wanted):
        return wanted
    return next((task["task_id"] for task in tasks if task.get("type") == task_type), 0)


def _kind(task_type: int) -> str:
    """How the preference keys call a task type."""
    return {TASK_TO_DO: "ToDo", TASK_PHONE: "Phone"}.get(task_type, "Appoint")
