"""What people do in Outlook, each through Microsoft Graph as Outlook causes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from backend.demo.entry import ACCEPTED, DECLINED, OPEN, Mark
from backend.demo.sandbox import Json, Sandbox
from backend.demo.scene import Doing, Scene

HOUR = timedelta(hours=1)
_ANSWERS = {ACCEPTED: "accept", DECLINED: "decline", OPEN: "tentativelyAccept"}


# -- one item, known by its id


def add(sandbox: Sandbox, person: str, properties: Json) -> str:
    """The id of a new event; its guests are mailed. Raises SandboxTrouble, as all below."""
    return str(sandbox.graph(person, "POST", "/me/events", properties)["id"])


def edit(sandbox: Sandbox, person: str, event: str, properties: Json) -> None:
    """Change an event."""
    sandbox.graph(person, "PATCH", _path(event), properties)


def delete(sandbox: Sandbox, person: str, event: str) -> None:
    """Delete an event: an organiser's guests are told, a guest's organiser is not."""
    sandbox.graph(person, "DELETE", _path(event))


def answer(sandbox: Sandbox, person: str, event: str, mark: Mark, comment: str = "") -> None:
    """Answer an invitation, and let the organiser know."""
    body = {"comment": comment, "sendResponse": True}
    sandbox.graph(person, "POST", f"{_path(event)}/{_ANSWERS[mark]}", body)


def times(start: datetime, end: datetime) -> Json:
    """A time as Graph spells it."""
    return {
        name: {"dateTime": f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
        for name, when in (("start", start), ("end", end))
    }


def _path(event: str) -> str:
    return f"/me/events/{quote(event, safe='')}"


# -- the meeting of a scenario


def invites(place: str = "") -> Doing:
    """The organiser invites the guests to an hour that is free for all."""

    def do(scene: Scene) -> None:
        start = scene.free_time()
        _arrange(scene, start, {"location": {"displayName": place}, **times(start, start + HOUR)})

    return do


def invites_every(kind: str, occurrences: int = 0) -> Doing:
    """The organiser invites the guests to a "daily" or "weekly" series, of 0 *occurrences* without end."""

    def do(scene: Scene) -> None:
        start = scene.free_time()
        recurrence = _recurrence(kind, start.astimezone(scene.zone), occurrences)
        _arrange(scene, start, {"recurrence": recurrence, **times(start, start + HOUR / 2)})

    return do


def _recurrence(kind: str, start: datetime, occurrences: int) -> Json:
    pattern: Json = {"type": kind, "interval": 1}
    if kind == "weekly":
        pattern |= {"daysOfWeek": [f"{start:%A}".lower()], "firstDayOfWeek": "monday"}
    limits: Json = {"type": "noEnd", "startDate": f"{start:%Y-%m-%d}"}
    if occurrences:
        limits |= {"type": "numbered", "numberOfOccurrences": occurrences}
    return {"pattern": pattern, "range": limits}


def _arrange(scene: Scene, start: datetime, properties: Json) -> None:
    people = [scene.sandbox.known(guest) for guest in scene.guests]
    attendees = [
        {"type": "required", "emailAddress": {"address": person["address"], "name": person["name"]}}
        for person in people
    ]
    add(scene.sandbox, scene.organiser, {"subject": scene.title, "attendees": attendees, **properties})
    scene.when = start


def moves(person: str, occurrence: int | None = None) -> Doing:
    """The organiser gives the meeting, or one occurrence, another free hour."""

    def do(scene: Scene) -> None:
        event = scene.event() if occurrence is None else scene.occurrence(person, occurrence)
        before = scene.start_of(event)
        after = scene.later(before)
        edit(scene.sandbox, person, event["id"], times(after, after + (scene.end_of(event) - before)))
        scene.when = after

    return do


def answers(person: str, mark: Mark, occurrence: int | None = None, comment: str = "") -> Doing:
    """A guest answers; who deletes an invitation and lets the organiser know declines."""
    return lambda scene: answer(scene.sandbox, person, scene.copy(person, occurrence)["id"], mark, comment)


def changes(person: str, **properties: Any) -> Doing:
    """Somebody changes the own copy, a series as a whole."""
    return lambda scene: edit(scene.sandbox, person, scene.copy(person)["id"], properties)


def deletes(person: str) -> Doing:
    """Somebody deletes the own copy."""
    return lambda scene: delete(scene.sandbox, person, scene.copy(person)["id"])


def ends_series(days: int) -> Doing:
    """The organiser lets the series end after so many *days*."""

    def do(scene: Scene) -> None:
        event = scene.event()
        first = scene.start_of(event).astimezone(scene.zone).date()
        limits = {"type": "endDate", "startDate": f"{first}", "endDate": f"{first + timedelta(days=days)}"}
        recurrence = {"pattern": event["recurrence"]["pattern"], "range": limits}
        edit(scene.sandbox, scene.organiser, event["id"], {"recurrence": recurrence})

    return do


def looks_whether_free(reader: str, owner: str) -> Doing:
    """A colleague asks when *owner* is free, as the scheduling assistant does."""

    def do(scene: Scene) -> str:
        event = scene.copy(owner)
        start, end = scene.start_of(event), scene.end_of(event)
        span = {"startTime": times(start, end)["start"], "endTime": times(start, end)["end"]}
        whose = scene.sandbox.known(owner)
        asked = {"schedules": [whose["address"]], "availabilityViewInterval": 30, **span}
        answered = scene.sandbox.graph(reader, "POST", "/me/calendar/getSchedule", asked)
        busy = set(answered["value"][0]["availabilityView"]) == {"2"}
        names = [scene.first_name(key) for key in (reader, owner)]
        return f"{names[0]} sees that {names[1]} is {'busy' if busy else 'free'} {_hours(start, end, scene.zone)}."

    return do


def _hours(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    return f"from {start.astimezone(zone):%H:%M} to {end.astimezone(zone):%H:%M}"
