"""Neutral tasks as properties of SuperOffice's AppointmentEntity; the reverse of `todos_wire`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.items import Task
from backend.core.text import cut
from backend.superoffice.facts import Facts
from backend.superoffice.payload import TITLE_LIMIT, Properties, priority, utc, visibility, with_embedded
from backend.superoffice.todos_wire import Times, at, local_day, times
from backend.superoffice.wire import LONGEST_ALARM

_TIMES = frozenset({"due", "start", "reminder"})
_MINUTE = timedelta(minutes=1)


def new(
    item: Task, default: Mapping[str, Any], facts: Facts, owner: int, *, type_id: int, today: date
) -> Properties:
    """A new to-do in the diary of *owner*, from SuperOffice's own *default*; *type_id* 0 keeps the default type.

    SuperOffice has no to-do without a deadline: without one it is due *today*, or when it reminds.
    """
    reminded = local_day(item.reminder, facts) if item.reminder else today
    deadline = at(item.due or max(today, reminded), facts.defaults().all_day[1], facts)
    deadline = _not_before(item.reminder, deadline, facts)
    entity: Properties = {**default, "Type": "inChecklist", "Associate": {"AssociateId": owner}}
    if type_id:
        entity["Task"] = {"TaskListItemId": type_id}
    return (
        entity
        | visibility(private=item.private, owner=owner)
        | {"Title": cut(item.title, TITLE_LIMIT), "Agenda": item.body}
        | {"StartDate": utc(_begin(item.start, deadline, facts)), "EndDate": utc(deadline)}
        | priority(item.importance, facts)
        | _alarm(item.reminder, deadline)
        | {"Completed": "Completed" if item.completed else "NotStarted"}
    )


def over(entity: Mapping[str, Any], item: Task, fields: Collection[str], facts: Facts, owner: int) -> Properties:
    """The properties that hold *fields* of *item*, but for its completion, in the order of setting.

    Raises Unreadable and OverflowError where the times of *entity* cannot be read.
    """
    values: Properties = {}
    if "private" in fields:  # first: nobody is to read a text before it is hidden
        values |= visibility(private=item.private, owner=owner)
    if "title" in fields:
        values["Title"] = cut(item.title, TITLE_LIMIT)
    if "body" in fields:
        values["Agenda"] = with_embedded(item.body, entity.get("Agenda"))
    if "importance" in fields:
        values |= priority(item.importance, facts)
    return values | (_times(item, fields, times(entity, facts), facts) if _TIMES & set(fields) else {})


def _times(item: Task, fields: Collection[str], before: Times, facts: Facts) -> Properties:
    """New moments. Another day keeps the clock of the deadline and the moment of the alarm, and takes along a
    start that stood at the deadline. A deadline that is taken away stays, as SuperOffice knows no other."""
    reminder = item.reminder if "reminder" in fields else before.alarm
    deadline = before.deadline
    if "due" in fields and item.due:
        deadline = at(item.due, deadline.astimezone(ZoneInfo(facts.base)).time(), facts)
    deadline = _not_before(reminder, deadline, facts)
    values: Properties = {}
    moved = deadline != before.deadline
    if "start" in fields:
        values["StartDate"] = utc(_begin(item.start, deadline, facts))
    elif before.begin is None or before.begin > deadline or (moved and before.begin == before.deadline):
        values["StartDate"] = utc(deadline)
    if moved:
        values["EndDate"] = utc(deadline)
    alarms = "reminder" in fields or (moved and reminder is not None)
    return values | (_alarm(reminder, deadline) if alarms else {})


def _begin(start: date | None, deadline: datetime, facts: Facts) -> datetime:
    """When the work begins: with its deadline where nobody says so."""
    is_earlier = start is not None and start < local_day(deadline, facts)
    return at(start, time(), facts) if start and is_earlier else deadline


def _not_before(reminder: datetime | None, deadline: datetime, facts: Facts) -> datetime:
    """The deadline, later on the same day where the reminder comes later: an alarm can ring only before it."""
    if reminder is None or reminder <= deadline or local_day(reminder, facts) != local_day(deadline, facts):
        return deadline
    return reminder


def _alarm(reminder: datetime | None, deadline: datetime) -> Properties:
    """The alarm as time before the deadline; one behind it rings with it, one too far ahead as early as it can."""
    if reminder is None:
        return {"HasAlarm": False}
    lead = (deadline.replace(second=0) - reminder) // _MINUTE
    return {"HasAlarm": True, "AlarmLeadTime": f"PT{min(max(lead, 0), LONGEST_ALARM)}M"}
