"""What users do in SuperOffice, each through the calls that its own client makes; it mails nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from backend.demo.entry import ACCEPTED, DECLINED, Mark
from backend.demo.sandbox import Json, Sandbox
from backend.demo.scene import Doing, Scene

HOUR = timedelta(hours=1)
_ANSWERS = {ACCEPTED: "Accept", DECLINED: "Reject"}


# -- one row, known by its id


def add(sandbox: Sandbox, person: str, properties: Json) -> str:
    """The id of a new row in the own diary. Raises SandboxTrouble, as all below."""
    own = {"AssociateId": sandbox.person(person)["superoffice"]["associate_id"]}
    new = {"Type": "inDiary", "Associate": own, "Participants": [], **properties}
    return str(sandbox.superoffice(person, "POST", "/v1/Appointment", new)["AppointmentId"])


def edit(sandbox: Sandbox, person: str, row: str | int, properties: Json) -> None:
    """Change a row."""
    patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in properties.items()]
    sandbox.superoffice(person, "PATCH", _path(row), patch)


def delete(sandbox: Sandbox, person: str, row: str | int) -> None:
    """Delete a row."""
    sandbox.superoffice(person, "DELETE", _path(row))


def answer(sandbox: Sandbox, person: str, row: str | int, mark: Mark, *, onward: bool = False) -> None:
    """Accept or decline, one row or a series from it on."""
    body: Json = {"AppointmentId": int(row), "UpdateMode": "ThisAndForward" if onward else "OnlyThis"}
    if mark == DECLINED:
        body["RejectReason"] = ""
    _agent(sandbox, person, _ANSWERS[mark], body)


def times(start: datetime, end: datetime) -> Json:
    """A time as SuperOffice spells it."""
    named = {"StartDate": start, "EndDate": end}
    return {name: f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for name, when in named.items()}


def _path(row: str | int) -> str:
    return f"/v1/Appointment/{quote(str(row), safe='')}"


def _agent(sandbox: Sandbox, person: str, method: str, body: Json) -> Any:
    return sandbox.superoffice(person, "POST", f"/v1/Agents/Appointment/{method}", body)


# -- the meeting of a scenario


def invites() -> Doing:
    """The organiser invites the guests, who have cards, to an hour that is free for all."""

    def do(scene: Scene) -> None:
        sandbox, person = scene.sandbox, scene.organiser
        start = scene.free_time()
        user = sandbox.person(person)["superoffice"]
        entity = _agent(sandbox, person, "CreateDefaultAppointmentEntity", {})
        entity |= {
            "Title": scene.title,
            "Description": scene.title,
            "Location": "Fjord",
            "Participants": [
                {"AssociateId": user["associate_id"], "PersonId": user["person_id"]},
                *({"PersonId": scene.card(person, guest)} for guest in scene.guests),
            ],
            **times(start, start + HOUR),
        }
        save = {"AppointmentEntity": entity, "UpdateMode": "OnlyThis", "SendEmailToParticipants": False}
        _agent(sandbox, person, "Save", save)
        scene.when = start

    return do


def moves(person: str) -> Doing:
    """A user gives the meeting another free hour."""

    def do(scene: Scene) -> None:
        row = scene.row(person)
        start = scene.later(datetime.fromisoformat(row["StartDate"]))
        edit(scene.sandbox, person, row["AppointmentId"], times(start, start + HOUR))
        scene.when = start

    return do


def answers(person: str, mark: Mark) -> Doing:
    """A guest answers, a series as a whole."""

    def do(scene: Scene) -> None:
        row = scene.row(person)
        answer(scene.sandbox, person, row["AppointmentId"], mark, onward=bool(row["IsRecurrence"]))

    return do


def changes(person: str, **properties: Any) -> Doing:
    """A user changes the own row; of a series all from the first one on."""

    def do(scene: Scene) -> None:
        row = scene.row(person)
        entity = scene.sandbox.superoffice(person, "GET", _path(row["AppointmentId"])) | properties
        mode = "ThisAndForward" if row["IsRecurrence"] else "OnlyThis"
        save = {"AppointmentEntity": entity, "UpdateMode": mode, "SendEmailToParticipants": False}
        _agent(scene.sandbox, person, "Save", save)

    return do


def marks_private(person: str) -> Doing:
    """A user lets the meeting be visible for nobody else."""

    def do(scene: Scene) -> None:
        own = scene.sandbox.person(person)["superoffice"]["associate_id"]
        changes(person, VisibleFor=[{"VisibleId": own, "Visibility": "Associate"}])(scene)

    return do


def deletes(person: str, occurrence: int | None = None) -> Doing:
    """A user presses Delete."""

    def do(scene: Scene) -> None:
        number = scene.row(person, occurrence)["AppointmentId"]
        body = {"AppointmentId": number, "UpdateMode": "OnlyThis", "SendEmailToParticipants": False}
        _agent(scene.sandbox, person, "Delete", body)

    return do


def looks_into_diary(reader: str, owner: str) -> Doing:
    """A colleague looks at *owner*'s diary at the time of the meeting."""

    def do(scene: Scene) -> str:
        row = scene.row(owner)
        span = {"StartTime": row["StartDate"], "EndTime": row["EndDate"], "Count": -1}
        whose = {"AssociateId": scene.sandbox.person(owner)["superoffice"]["associate_id"]}
        seen = _agent(scene.sandbox, reader, "GetAssociateDiary", {**whose, **span})
        found = next((one for one in seen if one["StartDate"] == row["StartDate"]), None)
        names = [scene.first_name(key) for key in (reader, owner)]
        if found is None or found["IsFree"]:
            return f"{names[0]} sees a free hour in {names[1]}'s diary."
        what = f"“{found['Title']}”" if found["Title"] else "an appointment without a text"
        return f"{names[0]} sees {what} in {names[1]}'s diary: the time is taken."

    return do


def adds_card(person: str, stranger: str) -> Doing:
    """A user adds somebody whom SuperOffice does not know, and the company."""

    def do(scene: Scene) -> str | None:
        sandbox, known = scene.sandbox, scene.sandbox.known(stranger)
        if scene.card_or_none(person, stranger):
            return f"{known['name']} has a card already, from an earlier play."
        company = sandbox.superoffice(person, "POST", "/v1/Contact", {"Name": known["tenant"]})
        first, _, last = known["name"].partition(" ")
        card = {
            "Firstname": first,
            "Lastname": last,
            "Contact": {"ContactId": company["ContactId"]},
            "Emails": [{"Value": known["address"]}],
        }
        sandbox.superoffice(person, "POST", "/v1/Person", card)
        return None

    return do
