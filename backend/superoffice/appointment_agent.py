"""The agent of appointments: what REST cannot say (contracts/superoffice.md §3.4). Nothing here mails anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from backend.superoffice.client import ApiError, Client
from backend.superoffice.payload import Properties
from backend.superoffice.rows import Entity, Row, entity_of

_AGENT = "v1/Agents/Appointment"
#: properties of an entity that are only shown
_SHOWN_ONLY = frozenset({"TableRight", "FieldProperties", "PreferredTZLocationData", "HasConflict", "_Links"})


class Mode(StrEnum):
    """How much of a series a call concerns; there is no "whole series" (§3.2)."""

    ONLY_THIS = "OnlyThis"
    FORWARD = "ThisAndForward"


class AppointmentAgent:
    """Calls on behalf of *client*'s user. Each may raise SideError, ApiError and, if it writes, ConnectionLost."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def entity(self, item_id: str) -> Entity:
        """A row with all its properties. Raises ApiError 404 when it is gone."""
        return entity_of(self._client.get(f"v1/Appointment/{item_id}"))

    def registered(self, uid: str) -> Entity | None:
        """The row under a UID, whoever owns it; None where there is none."""
        return _saved(self._client.ask(f"{_AGENT}/GetAppointmentFromUID", {"UID": uid}).data)

    def create(self, uid: str, entity: Properties) -> Entity | None:
        """The new row; None when the UID is taken, which SuperOffice decides in one step (engine.md §2.6)."""
        body = {"AppointmentEntity": _writable(entity), "UID": uid}
        return _saved(self._call("CreateAppointmentForUID", body))

    def default(self, task_type: str) -> Entity:
        """An unsaved row of a task type, "ToDo", with the organisation's and the user's own defaults (§3.3)."""
        return entity_of(self._client.ask(f"{_AGENT}/CreateDefaultAppointmentEntityByType", {"Type": task_type}))

    def records(self, *, mother: str = "0", rule: int = 0) -> list[Row]:
        """The rows of a meeting or of a series in all diaries, by time."""
        body = {"MotherId": int(mother), "RecurrenceRuleId": rule}
        listed = self._client.ask(f"{_AGENT}/GetAppointmentRecords", body).data
        if not isinstance(listed, list):
            raise ApiError(502, "MalformedAnswer")
        rows = [Row.of(carrier) for carrier in listed if isinstance(carrier, dict)]
        return sorted(rows, key=lambda row: (row.start, int(row.id)))

    def save(self, entity: Entity, values: Mapping[str, Any], mode: Mode = Mode.ONLY_THIS) -> Entity | None:
        """Write *values* over *entity*, whose other properties must be sent, for what is absent is reset.

        Answers the row as it is then.
        """
        sent = _writable({**entity, **values})
        body = {"AppointmentEntity": sent, "UpdateMode": mode, "SendEmailToParticipants": False}
        return _saved(self._call("Save", body))

    def delete(self, item_id: str, mode: Mode = Mode.ONLY_THIS) -> None:
        """Delete a row; invitations to it are cancelled."""
        body = {"AppointmentId": int(item_id), "UpdateMode": mode, "SendEmailToParticipants": False}
        self._call("Delete", body)

    def clean_up(self, ids: Sequence[str]) -> None:
        """Delete cancelled invitations."""
        self._call("CleanUpBookingDeleted", {"AppointmentIds": [int(item) for item in ids]})

    def accept(self, item_id: str, mode: Mode) -> None:
        """Accept an invitation or an assignment."""
        self._call("Accept", {"AppointmentId": int(item_id), "UpdateMode": mode})

    def reject(self, item_id: str, mode: Mode) -> None:
        """Decline an invitation or an assignment."""
        self._call("Reject", {"AppointmentId": int(item_id), "RejectReason": "", "UpdateMode": mode})

    def set_seen(self, item_id: str, mode: Mode) -> None:
        """Note that an invitation was seen."""
        self._call("SetSeen", {"AppointmentId": int(item_id), "UpdateMode": mode})

    def assign(self, item_id: str, participant: Properties, mode: Mode) -> None:
        """Hand a row to a user, who is then asked for an answer."""
        self._call("AssignTo", {"AppointmentId": int(item_id), "Participant": participant, "UpdateMode": mode})

    def _call(self, method: str, body: Mapping[str, Any]) -> Any:
        return self._client.call("POST", f"{_AGENT}/{method}", body=body).data


def _writable(entity: Entity) -> Properties:
    return {name: value for name, value in entity.items() if name not in _SHOWN_ONLY}


def _saved(answer: object) -> Entity | None:
    """An entity that has an id; agents answer null or an unsaved entity for "none" (§3.4)."""
    return answer if isinstance(answer, dict) and answer.get("AppointmentId") else None
