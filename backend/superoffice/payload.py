"""Neutral items as properties of SuperOffice's AppointmentEntity, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.fields import as_shown
from backend.core.items import AllDay, Appointment, Busy, Side
from backend.core.text import cut
from backend.superoffice.facts import Facts
from backend.superoffice.wire import LONGEST_ALARM

#: what SuperOffice's columns hold (contracts/superoffice.md §3.1)
TITLE_LIMIT, PLACE_LIMIT = 4000, 254

#: what of an agenda core.text leaves out although people see it
_EMBEDDED = re.compile(
    r"<img\b[^>]*>|<object\b.*?</object\s*>|<iframe\b.*?</iframe\s*>", re.IGNORECASE | re.DOTALL
)

Properties = dict[str, Any]


def properties(item: Appointment, fields: Iterable[str], facts: Facts, associate_id: int) -> Properties:
    """The properties that hold *fields* of *item*, in the order in which they are to be set."""
    wanted = frozenset(fields)
    values: Properties = {}
    for name, write in _WRITERS.items():
        if name in wanted:
            values |= write(item, facts, associate_id)
    return values


def new(item: Appointment, facts: Facts, associate_id: int) -> Properties:
    """A new appointment in the diary of *associate_id*, without participants."""
    entity: Properties = {"Type": "inDiary", "Associate": {"AssociateId": associate_id}}
    if facts.task_id:
        entity["Task"] = {"TaskListItemId": facts.task_id}
    return entity | properties(item, _WRITERS, facts, associate_id)


def patch(values: Properties) -> list[Properties]:
    """The properties as an RFC 6902 patch; only that sets what is null now (contracts/superoffice.md §2.2)."""
    return [{"op": "replace", "path": f"/{name}", "value": value} for name, value in values.items()]


def over(
    entity: Mapping[str, Any], item: Appointment, fields: Iterable[str], facts: Facts, owner: int
) -> Properties:
    """The properties that hold *fields* of *item*, to be written over the whole *entity* of associate *owner*.

    What SuperOffice keeps twice changes twice (contracts/superoffice.md §3.1).
    """
    values = properties(item, fields, facts, owner)
    if "Agenda" in values:
        values["Agenda"] = with_embedded(values["Agenda"], entity.get("Agenda"))
    if "Title" in values and entity.get("Description") == entity.get("Title"):
        values["Description"] = values["Title"]
    if "VisibleFor" in values:
        values["Private"] = "PrivateUser" if item.private else "Public"
    return values


def start(item: Appointment, facts: Facts) -> datetime:
    """When SuperOffice has *item* begin, in UTC."""
    return datetime.fromisoformat(_span(item, facts, 0)["StartDate"])


def with_embedded(body: str, agenda: object) -> str:
    """*body* with the images and objects of the *agenda* that it replaces, which no round trip may delete."""
    if not isinstance(agenda, str):
        return body
    return body + "".join(found.group() for found in _EMBEDDED.finditer(agenda))


def _span(item: Appointment, facts: Facts, _: int) -> Properties:
    if isinstance(item.span, AllDay):
        start, end = facts.all_day
        begins, ends = _local(item.span.first, start, facts), _local(item.span.last, end, facts)
        return {"IsAlldayEvent": True, "StartDate": begins, "EndDate": max(begins, ends)}
    values: Properties = {
        "IsAlldayEvent": False,
        "StartDate": _utc(item.span.start),
        "EndDate": _utc(item.span.end),
    }
    if place := facts.zone_id(item.span.zone):
        values["PreferredTZLocation"] = place
    return values


def _local(day: date, clock: time, facts: Facts) -> str:
    return _utc(datetime.combine(day, clock, ZoneInfo(facts.base)))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _alarm(item: Appointment, _facts: Facts, _: int) -> Properties:
    if item.alarm is None:
        return {"HasAlarm": False}
    return {"HasAlarm": True, "AlarmLeadTime": f"PT{min(max(item.alarm, 0), LONGEST_ALARM)}M"}


def _private(item: Appointment, _facts: Facts, associate_id: int) -> Properties:
    rule = {"VisibleId": associate_id, "Visibility": "Associate"} if item.private else _EVERYBODY
    return {"VisibleFor": [rule]}


_EVERYBODY = {"VisibleId": 0, "Visibility": "All"}


def _importance(item: Appointment, facts: Facts, _: int) -> Properties:
    priority = facts.priority_id(item.importance)
    return {"Priority": {"Id": priority}} if priority else {}


#: field of the neutral item → its properties, in the order of setting; categories stay in the calendar
_WRITERS: dict[str, Callable[[Appointment, Facts, int], Properties]] = {
    "private": _private,  # first: nobody is to read a text before it is hidden
    "title": lambda item, _facts, _: {"Title": cut(item.title, TITLE_LIMIT)},
    "body": lambda item, _facts, _: {"Agenda": item.body},
    "place": lambda item, _facts, _: {"Location": cut(item.place, PLACE_LIMIT)},
    "span": _span,
    "busy": lambda item, _facts, _: {"IsFree": item.busy is Busy.FREE},
    "importance": _importance,
    "alarm": _alarm,
    "join_url": lambda item, _facts, _: {
        "JoinVideomeetUrl": as_shown("join_url", item.join_url, Side.SUPEROFFICE)
    },
}
