"""The reminder of an event: the nearest of its alarms, in minutes before the start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from backend.sandbox.ics.component import Properties, parameter
from backend.sandbox.ics.times import Span
from backend.sandbox.ics.vtimezone import instant

#: alarms that ring nowhere: Apple writes them to say "none"
_SILENT = frozenset({"NONE", "EMAIL"})
_MOST = 2**31 - 1


def reminder(alarms: list[Properties], span: Span) -> dict[str, object]:
    """isReminderOn and reminderMinutesBeforeStart. Alarms after the start ring at the start."""
    minutes = [
        min(max(0, round(before / timedelta(minutes=1))), _MOST)
        for alarm in alarms
        if alarm.text("ACTION").upper() not in _SILENT and (before := _before(alarm, span)) is not None
    ]
    return {"isReminderOn": bool(minutes), "reminderMinutesBeforeStart": min(minutes, default=0)}


def _before(alarm: Properties, span: Span) -> timedelta | None:
    trigger = alarm.first("TRIGGER")
    value = getattr(trigger, "dt", None)
    if isinstance(value, datetime):
        rings = value if value.tzinfo else instant(value, span.start.zone.rules)
        return span.start.moment - rings.astimezone(UTC)
    if not isinstance(value, timedelta):
        return None
    from_end = parameter(trigger, "RELATED").upper() == "END"
    return -value - (span.length if from_end else timedelta(0))
