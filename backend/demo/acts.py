"""What people of the demonstration do about meetings, each through the public API of the system it is done in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from backend.demo.diary import NotThere, free_time, invited_last, own_copy, own_row
from backend.demo.entry import moment
from backend.demo.sandbox import Json, Sandbox

_CLARA, _LINDA, _JULIE = "c", "linda", "julie"
_LENGTH = timedelta(hours=1)
_WEEKS = 6


class Play(BaseModel):
    """One act, done in the week that is shown."""

    model_config = ConfigDict(extra="forbid")

    act: str = Field(max_length=64)
    #: the first day on which something new may take place
    day: date
    zone: ZoneInfo = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Played:
    """What was done, in words, and when the meeting takes place."""

    sentence: str
    day: date


Doing = Callable[[Sandbox, Play], Played]


@dataclass(frozen=True, slots=True)
class Act:
    """One button of the page."""

    key: str
    label: str
    do: Doing


def play(sandbox: Sandbox, wanted: Play) -> Played:
    """Do it. Raises NotThere when something has to be done before, KeyError for an unknown act, SandboxTrouble."""
    return _BY_KEY[wanted.act].do(sandbox, wanted)


def _clara_invites(sandbox: Sandbox, wanted: Play) -> Played:
    start = free_time(sandbox, _everybody(sandbox), wanted.day, wanted.zone)
    _arrange(sandbox, {"subject": "Inspection of the quay", "location": {"displayName": "Quay 1"}}, start)
    return _told("Clara invited Linda and Julie", start, wanted.zone)


def _clara_starts_series(sandbox: Sandbox, wanted: Play) -> Played:
    start = free_time(sandbox, _everybody(sandbox), wanted.day, wanted.zone)
    local = start.astimezone(wanted.zone)
    recurrence = {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": [f"{local:%A}".lower()]},
        "range": {"type": "numbered", "startDate": f"{local:%Y-%m-%d}", "numberOfOccurrences": _WEEKS},
    }
    _arrange(sandbox, {"subject": "Project status", "recurrence": recurrence}, start)
    return _told(f"Clara invited Linda and Julie for {_WEEKS} weeks", start, wanted.zone)


def _arrange(sandbox: Sandbox, event: Json, start: datetime) -> None:
    people = [person for person in _everybody(sandbox) if person["key"] != _CLARA]
    guests = [
        {"type": "required", "emailAddress": {"address": person["address"], "name": person["name"]}}
        for person in people
    ]
    sandbox.graph(_CLARA, "POST", "/me/events", {**event, **_times(start), "attendees": guests})


def _clara_moves(sandbox: Sandbox, wanted: Play) -> Played:
    event = invited_last(sandbox, _CLARA)
    before = _start(event)
    # one that repeats stays on its weekday
    first = before.astimezone(wanted.zone).date() + timedelta(days=7 if event["recurrence"] else 1)
    start = free_time(sandbox, _everybody(sandbox), first, wanted.zone)
    if event["recurrence"]:
        goal = start.astimezone(wanted.zone)
        start = before.astimezone(wanted.zone).replace(hour=goal.hour, minute=goal.minute).astimezone(UTC)
    sandbox.graph(_CLARA, "PATCH", f"/me/events/{quote(event['id'], safe='')}", _times(start))
    return _told(f"Clara moved “{event['subject']}”", start, wanted.zone)


def _julie_accepts(sandbox: Sandbox, wanted: Play) -> Played:
    event = invited_last(sandbox, _CLARA)
    copy = own_copy(sandbox, _JULIE, event)
    answer = {"comment": "", "sendResponse": True}
    sandbox.graph(_JULIE, "POST", f"/me/events/{quote(copy['id'], safe='')}/accept", answer)
    return _told(f"Julie accepted “{event['subject']}”", _start(event), wanted.zone)


def _linda_declines(sandbox: Sandbox, wanted: Play) -> Played:
    event = invited_last(sandbox, _CLARA)
    row = own_row(sandbox, _LINDA, event["subject"], _start(event), _LENGTH)
    mode = "ThisAndForward" if event["recurrence"] else "OnlyThis"
    reject = {"AppointmentId": row["AppointmentId"], "RejectReason": "", "UpdateMode": mode}
    sandbox.superoffice(_LINDA, "POST", "/v1/Agents/Appointment/Reject", reject)
    return _told(f"Linda declined “{event['subject']}”", _start(event), wanted.zone)


def _linda_invites(sandbox: Sandbox, wanted: Play) -> Played:
    clara, linda = sandbox.known(_CLARA), sandbox.person(_LINDA)
    start = free_time(sandbox, [clara, linda], wanted.day, wanted.zone)
    card = sandbox.superoffice(
        _LINDA, "GET", f"/v1/Person?$select=personId&$filter=email/emailAddress eq '{clara['address']}'"
    )
    if not card["value"]:
        raise NotThere("Clara has no card in SuperOffice.")
    user = linda["superoffice"]
    entity = sandbox.superoffice(_LINDA, "POST", "/v1/Agents/Appointment/CreateDefaultAppointmentEntity", {})
    entity |= {
        "Title": "Renewal of the contract",
        "Description": "Renewal of the contract",
        "Location": "Fjord",
        "StartDate": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "EndDate": f"{start + _LENGTH:%Y-%m-%dT%H:%M:%SZ}",
        "Participants": [
            {"AssociateId": user["associate_id"], "PersonId": user["person_id"]},
            {"PersonId": int(card["value"][0]["PrimaryKey"])},
        ],
    }
    save = {"AppointmentEntity": entity, "UpdateMode": "OnlyThis", "SendEmailToParticipants": False}
    sandbox.superoffice(_LINDA, "POST", "/v1/Agents/Appointment/Save", save)
    return _told("Linda invited Clara in SuperOffice", start, wanted.zone)


def _everybody(sandbox: Sandbox) -> list[Json]:
    return [sandbox.known(key) for key in (_CLARA, _LINDA, _JULIE)]


def _times(start: datetime) -> dict[str, Any]:
    return {
        name: {"dateTime": f"{when:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
        for name, when in (("start", start), ("end", start + _LENGTH))
    }


def _start(event: Json) -> datetime:
    return moment(event["start"]["dateTime"], UTC)


def _told(sentence: str, start: datetime, zone: ZoneInfo) -> Played:
    local = start.astimezone(zone)
    return Played(f"{sentence}, {local:%A} {local.day} {local:%B} {local:%H:%M}.", local.date())


#: the buttons, in the order of the story
ACTS = (
    Act("clara-invites", "Clara invites Linda and Julie", _clara_invites),
    Act("julie-accepts", "Julie accepts in Outlook", _julie_accepts),
    Act("linda-declines", "Linda declines in SuperOffice", _linda_declines),
    Act("clara-moves", "Clara moves it", _clara_moves),
    Act("clara-series", "Clara starts a weekly series", _clara_starts_series),
    Act("linda-invites", "Linda invites Clara from SuperOffice", _linda_invites),
)
_BY_KEY = {act.key: act for act in ACTS}
