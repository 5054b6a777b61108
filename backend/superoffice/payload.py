"""Neutral items as properties of SuperOffice's AppointmentEntity, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.fields import as_shown
from backend.core.items import AllDay, Appointment, Busy, Importance, Side
from backend.core.listing_of_people import Listed, block, lines_of
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
    if facts.lists_attendees and "guests" in wanted:
        wanted |= {"body"}
    values: Properties = {}
    for name, write in _WRITERS.items():
        if name in wanted:
            values |= write(item, facts, associate_id)
    return values


def new(item: Appointment, facts: Facts, associate_id: int) -> Properties:
    """A new appointment in the diary of *associate_id*, without participants."""
    entity: Properties = {"Type": "inDiary", "Associate": {"AssociateId": associate_id}}
    if task_id := (item.concerns.type_id if item.concerns else facts.defaults().task_id):
        entity["Task"] = {"TaskListItemId": task_id}
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
    if "chosen" not in fields:
        values = unless_chosen(values, entity)
    if "VisibleFor" in values:
        values["Private"] = "PrivateUser" if item.private else "Public"
    return values


def unless_chosen(values: Properties, entity: Mapping[str, Any]) -> Properties:
    """*values* without company and person where the *entity* has one: what was chosen by hand stays."""
    if not any(isinstance(entity.get(name), dict) for name in _CUSTOMER):
        return values
    return {name: value for name, value in values.items() if name not in _CUSTOMER}


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
        start, end = facts.defaults().all_day
        begins, ends = _local(item.span.first, start, facts), _local(item.span.last, end, facts)
        return {"IsAlldayEvent": True, "StartDate": begins, "EndDate": max(begins, ends)}
    values: Properties = {
        "IsAlldayEvent": False,
        "StartDate": utc(item.span.start),
        "EndDate": utc(item.span.end),
    }
    if place := facts.zone_id(item.span.zone):
        values["PreferredTZLocation"] = place
    return values


def _local(day: date, clock: time, facts: Facts) -> str:
    return utc(datetime.combine(day, clock, ZoneInfo(facts.base)))


def utc(moment: datetime) -> str:
    """A moment as it is sent."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _alarm(item: Appointment, _facts: Facts, _: int) -> Properties:
    if item.alarm is None:
        return {"HasAlarm": False}
    return {"HasAlarm": True, "AlarmLeadTime": f"PT{min(max(item.alarm, 0), LONGEST_ALARM)}M"}


def visibility(*, private: bool, owner: int) -> Properties:
    """Who may read a row: its owner alone, or everybody (contracts/superoffice.md §3.7)."""
    return {"VisibleFor": [{"VisibleId": owner, "Visibility": "Associate"} if private else _EVERYBODY]}


_EVERYBODY = {"VisibleId": 0, "Visibility": "All"}


def priority(importance: Importance, facts: Facts) -> Properties:
    """The priority that means *importance*, where the organisation has one."""
    found = facts.priority_id(importance)
    return {"Priority": {"Id": found}} if found else {}


def _attendees(item: Appointment) -> tuple[str, ...]:
    """A line for everybody who takes part besides the owner."""
    organiser = [item.meeting.organiser] if item.meeting.organiser else []
    return lines_of(Listed(guest.name, guest.company, guest.address) for guest in (*organiser, *item.guests))


_CUSTOMER = ("Contact", "Person")


def _customer(item: Appointment, _facts: Facts, _: int) -> Properties:
    """Company and person of a row; nothing where nobody is to be linked."""
    if item.customer is None:
        return {}
    values: Properties = {"Person": {"PersonId": item.customer.person_id}}
    if item.customer.company_id:
        values["Contact"] = {"ContactId": item.customer.company_id}
    return values


#: what can be chosen by hand → the property that holds it, and the number in that
_CHOSEN = {
    "type_id": ("Task", "TaskListItemId"), "company_id": ("Contact", "ContactId"),
    "person_id": ("Person", "PersonId"), "project_id": ("Project", "ProjectId"), "sale_id": ("Sale", "SaleId"),
}  # fmt: skip


def by_hand(item: Appointment) -> Properties:
    """What somebody chose by hand, which counts whatever the row concerns so far."""
    said = {name: getattr(item.chosen, name) for name in _CHOSEN} if item.chosen else {}
    return {
        _CHOSEN[name][0]: {_CHOSEN[name][1]: number} if number else None
        for name, number in said.items()
        if number is not None
    }


#: field of the neutral item → its properties, in the order of setting; categories stay in the calendar
_WRITERS: dict[str, Callable[[Appointment, Facts, int], Properties]] = {
    "private": lambda item, _facts, owner: visibility(
        private=item.private, owner=owner
    ),  # first: nobody is to read a text before it is hidden
    "title": lambda item, _facts, _: {"Title": cut(item.title, TITLE_LIMIT)},
    "body": lambda item, facts, _: {
        "Agenda": item.body + block(_attendees(item) if facts.lists_attendees else ())
    },
    "place": lambda item, _facts, _: {"Location": cut(item.place, PLACE_LIMIT)},
    "span": _span,
    "busy": lambda item, _facts, _: {"IsFree": item.busy is Busy.FREE},
    "importance": lambda item, facts, _: priority(item.importance, facts),
    "alarm": _alarm,
    "customer": _customer,
    "chosen": lambda item, _facts, _: by_hand(item),
    "join_url": lambda item, _facts, _: {
        "JoinVideomeetUrl": as_shown("join_url", item.join_url, Side.SUPEROFFICE)
    },
}
