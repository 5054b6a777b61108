"""A week of a person in SuperOffice, as its own client asks for it."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from backend.core.items import Side
from backend.core.text import one_line
from backend.demo.entry import (
    ACCEPTED,
    DECLINED,
    OPEN,
    Entry,
    Mark,
    Participant,
    by_name,
    inside,
    limits,
    moment,
    wall,
)
from backend.demo.sandbox import Json, Sandbox

_KEY, _OUTSIDE = "appointment.appointment_id", "appointment.external_participants"
_NOBODY = frozenset({"", "[]", "null"})
_INVITATION: dict[str, Mark] = {"Accepted": ACCEPTED, "Declined": DECLINED}
#: a row that was handed over to the owner of the diary, who may decline it
_ASSIGNMENT: dict[str, Mark] = {"Assigning": OPEN, "Seen": OPEN, "Declined": DECLINED}
_EXTERNAL: dict[str, Mark] = {
    "Accepted": ACCEPTED, "Declined": DECLINED, "TentativelyAccepted": OPEN, "NotResponded": OPEN,
}  # fmt: skip


def week(sandbox: Sandbox, person: str, monday: date, zone: ZoneInfo) -> list[Entry]:
    """What the diary shows, by time. Raises SandboxTrouble."""
    start, end = limits(monday, zone)
    # a day more on either side: whole days begin at the midnight of another zone
    span = {"StartTime": f"{start - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"}
    span["EndTime"] = f"{end + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    rows = sandbox.superoffice(person, "POST", "/v1/Agents/Appointment/GetMyDiary", {**span, "Count": -1})
    base = ZoneInfo(sandbox.world()["base_zone"])
    meetings = _meetings(sandbox, person, rows)
    entries = []
    for row in rows:
        entity = (
            sandbox.superoffice(person, "GET", f"/v1/Appointment/{row['AppointmentId']}")
            if row["AppointmentId"] in meetings
            else None
        )
        entries.append(_entry(sandbox, person, row, entity, zone, base))
    return inside(entries, monday)


def _meetings(sandbox: Sandbox, person: str, rows: list[Json]) -> set[int]:
    """The rows that have participants, whom the diary does not tell."""
    ids = [row["AppointmentId"] for row in rows]
    if not ids:
        return set()
    options = {
        "$select": f"{_KEY},{_OUTSIDE}",
        "$filter": f"{_KEY} in ({','.join(map(str, ids))})",
        "$top": "500",
    }
    listed = sandbox.superoffice(person, "GET", f"/v1/Archive/dynamic?{urlencode(options, quote_via=quote)}")
    outside = {int(row[_KEY]) for row in listed["value"] if str(row.get(_OUTSIDE) or "").strip() not in _NOBODY}
    return outside | {row["AppointmentId"] for row in rows if row["MotherId"]}


def _entry(sandbox: Sandbox, person: str, row: Json, entity: Json | None, zone: ZoneInfo, base: ZoneInfo) -> Entry:
    all_day = bool(row.get("IsAlldayEvent"))
    start, end = moment(row["StartDate"], UTC), moment(row["EndDate"], UTC)
    if all_day:
        # the clock of a whole day means nothing in SuperOffice (contracts/superoffice.md §3.3)
        first, last = wall(start, base), wall(end, base) + timedelta(days=1)
        span = [when.replace(hour=0, minute=0, second=0) for when in (first, last)]
    else:
        span = [wall(start, zone), wall(end, zone)]
    organiser, participants = _people(sandbox, person, entity) if entity else ("", ())
    return Entry(
        id=str(row["AppointmentId"]),
        side=Side.SUPEROFFICE,
        title=one_line(row.get("Title") or row.get("Description") or ""),
        place=one_line(row.get("Location") or ""),
        start=span[0],
        end=span[1],
        all_day=all_day,
        private=row.get("Private") in ("PrivateUser", "PrivateGroup"),
        alarm=_minutes(row["AlarmLeadTime"]) if row["HasAlarm"] else None,
        repeats=bool(row["IsRecurrence"]),
        organiser=organiser,
        participants=participants,
        answer=_ASSIGNMENT.get(row["AssignmentStatus"]) or _INVITATION.get(row["InvitationStatus"], OPEN),
    )


def _people(sandbox: Sandbox, person: str, entity: Json) -> tuple[str, tuple[Participant, ...]]:
    """Who invited, and everybody else but the owner of the diary."""
    me = sandbox.person(person)
    own = {address.lower() for address in me["addresses"]}
    listed = [
        one
        for one in entity["Participants"]
        if one["AssociateId"] != me["superoffice"]["associate_id"] and one["EmailAddress"].lower() not in own
    ]
    mother = (entity.get("MotherAssociate") or {}).get("AssociateId")
    inviting = next((one for one in listed if one["ExternallyOwnedType"] == "Organizer"), None)
    inviting = inviting or next((one for one in listed if mother and one["AssociateId"] == mother), None)
    others = [Participant(_name(sandbox, person, one), _answer(one)) for one in listed if one is not inviting]
    return _name(sandbox, person, inviting) if inviting else "", by_name(others)


def _answer(participant: Json) -> Mark:
    outside = _EXTERNAL.get(participant["ExternallyOwnedStatus"])
    return outside or _INVITATION.get(participant["InvitationStatus"], OPEN)


def _name(sandbox: Sandbox, person: str, participant: Json) -> str:
    """A user's or a card's name, else what the entry says of itself."""
    for known in sandbox.people():
        if participant["AssociateId"] == known["superoffice"]["associate_id"]:
            return str(known["name"])
    if participant["PersonId"]:
        return sandbox.card(person, participant["PersonId"])
    return str(participant["Description"] or participant["EmailAddress"])


def _minutes(span: str) -> int:
    """Minutes of "1.02:30:00"."""
    days, _, clock = span.rpartition(".")
    hours, minutes, _ = clock.split(":")
    return int(days or 0) * 1440 + int(hours) * 60 + int(minutes)
