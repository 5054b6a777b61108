"""Writing into a diary: one create, update or deletion each, and what became of it (engine.md §2.6)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from backend.core.reasons import Reason
from backend.core.sides import (
    Create,
    Delete,
    Done,
    Gone,
    Intended,
    Outcome,
    Refused,
    Seen,
    Stale,
    Unsure,
    Update,
    Write,
)
from backend.superoffice import payload, wire
from backend.superoffice.client import ApiError, Client
from backend.superoffice.diary import Diary, utc, version
from backend.transport import ConnectionLost

_AGENT = "v1/Agents/Appointment"
#: what is read of an answer, which is long otherwise
_SELECT = {
    "$select": "AppointmentId,Associate,Title,Description,Agenda,Location,StartDate,EndDate,Type,IsAlldayEvent,"
    "IsFree,HasAlarm,AlarmLeadTime,Private,VisibleFor,Priority,Recurrence,BookingType,MotherId,InvitationStatus,"
    "AssignmentStatus,Completed,PreferredTZLocation,CreatedDate,UpdatedDate"
}
_VERSION = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+)/(\d+)")
#: longest UID of the registry (contracts/superoffice.md §7)
UID_LIMIT = 255

Entity = Mapping[str, Any]


def uid_of(write: Intended) -> str:
    """The UID under which a create is registered: the calendar's, or one made of the intent."""
    return _within(write.uid or f"sosync-{write.intent}")


def second_uid_of(write: Intended) -> str:
    """The UID for a create whose first one belongs to somebody else, or to a row that is gone."""
    return _within(f"{write.uid or 'sosync'}/{write.intent}")


def _within(uid: str) -> str:
    """*uid*, or what stands for it when the registry cannot hold it."""
    return uid if len(uid) <= UID_LIMIT else f"sha256:{hashlib.sha256(uid.encode()).hexdigest()}"


class Writer:
    """Carries out writes with *client*, the owner's own: nobody else's rights are sure (§3.5)."""

    def __init__(self, client: Client, diary: Diary) -> None:
        self._client = client
        self._diary = diary

    def carry_out(self, write: Write) -> Outcome:
        """One write. Raises SideError when the whole side cannot be worked with."""
        try:
            match write:
                case Create():
                    return self._create(write)
                case Update():
                    return self._update(write)
                case Delete():
                    return self._delete(write)
        except ConnectionLost:
            return Unsure()
        except ApiError as error:
            return _outcome(error)

    def find(self, write: Intended) -> Seen | None:
        """The row that a create made, if it took effect and is in this diary."""
        for uid in (second_uid_of(write), uid_of(write)):
            if entity := self._registered(uid):
                return self._seen(entity, "", uid)
        return None

    def _create(self, write: Create) -> Outcome:
        entity = payload.new(write.item, self._diary.facts(), self._diary.associate_id)
        for uid in (uid_of(write), second_uid_of(write)):
            made = self._create_for(uid, entity)
            if made is not None:
                return Done(self._settled(made, uid))
            if found := self._registered(uid):
                return Done(self._seen(found, "", uid))
        return Refused(Reason.REFUSED, "UidTaken")

    def _create_for(self, uid: str, entity: payload.Properties) -> Entity | None:
        """The new row; None when the UID is taken, which SuperOffice decides in one step (engine.md §2.6)."""
        body = {"AppointmentEntity": entity, "UID": uid}
        # without $select: reading the longer answer costs less than building the longer address
        made = self._client.call("POST", f"{_AGENT}/CreateAppointmentForUID", body=body).data
        return made if isinstance(made, dict) and made.get("AppointmentId") else None

    def _registered(self, uid: str) -> Entity | None:
        """This diary's row under a UID. An unsaved entity means that there is none."""
        found = self._client.ask(f"{_AGENT}/GetAppointmentFromUID", {"UID": uid}, _SELECT).data
        if not isinstance(found, dict) or not found.get("AppointmentId"):
            return None
        return found if wire.flat(found)["AssociateId"] == self._diary.associate_id else None

    def _settled(self, made: Entity, uid: str) -> Seen:
        """A new row, accepted where SuperOffice only offered it to the diary (§3.5)."""
        if made.get("Type") == "inDiary" and made.get("AssignmentStatus") in (None, "None", "Unknown"):
            created, updated = wire.stamp(made.get("CreatedDate")), wire.stamp(made.get("UpdatedDate"))
            return self._seen(made, version("", created, 0) if created and not updated else "", uid)
        body = {"AppointmentId": made["AppointmentId"], "UpdateMode": "OnlyThis"}
        self._client.call("POST", f"{_AGENT}/Accept", body=body)
        return self._seen(self._entity(str(made["AppointmentId"])), "", uid)

    def _update(self, write: Update) -> Outcome:
        if write.id in self._diary.completed:
            return Refused(Reason.COMPLETED)
        values = payload.properties(write.item, write.fields, self._diary.facts(), self._diary.associate_id)
        if "Agenda" in values:
            agenda = self._entity(write.id).get("Agenda")
            values["Agenda"] = payload.with_embedded(values["Agenda"], agenda if isinstance(agenda, str) else "")
        if not values:
            return self._as_it_is(write.id)
        try:
            reply = self._client.call(
                "PATCH",
                _address(write.id),
                query=_SELECT,
                body=payload.patch(values),
                headers=_if_unmodified(write),
            )
        except ApiError as error:
            return self._refusal(write.id, error)
        if not isinstance(reply.data, dict):
            return Unsure()
        return Done(self._seen(reply.data, _version_after(write, reply.data)))

    def _delete(self, write: Delete) -> Outcome:
        if write.id in self._diary.completed:
            return Refused(Reason.COMPLETED)
        try:
            self._client.call("DELETE", _address(write.id), headers=_if_unmodified(write))
        except ApiError as error:
            return self._refusal(write.id, error)
        return Done(None)

    def _refusal(self, item_id: str, error: ApiError) -> Outcome:
        """A refusal; of a completed follow-up it has that reason."""
        outcome = _outcome(error)
        if isinstance(outcome, Refused) and wire.is_completed(self._entity(item_id)):
            return Refused(Reason.COMPLETED, error.kind)
        return outcome

    def _as_it_is(self, item_id: str) -> Outcome:
        """The outcome of a write that SuperOffice has no property for."""
        answer = self._diary.read([item_id])[item_id]
        return Done(answer) if isinstance(answer, Seen) else answer

    def _entity(self, item_id: str) -> Entity:
        """The row as it is now. Raises ApiError 404 when it is gone."""
        entity = self._client.get(_address(item_id), _SELECT).data
        if not isinstance(entity, dict):
            raise ApiError(404, "NotFound")
        return entity

    def _seen(self, entity: Entity, row_version: str, uid: str = "") -> Seen:
        return self._diary.seen(wire.flat(entity), row_version, uid)


def _address(item_id: str) -> str:
    return f"v1/Appointment/{item_id}"


def _if_unmodified(write: Update | Delete) -> dict[str, str]:
    """The condition that the row still is what the decision saw; seconds are all that it tells (§2.3)."""
    seen = _VERSION.fullmatch(write.version)
    if not seen:
        return {}
    moment = utc(seen[1])
    if moment.microsecond:  # the header cannot say it, and must not be earlier
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    return {"If-Unmodified-Since": format_datetime(moment, usegmt=True)}


def _version_after(write: Update, entity: Entity) -> str:
    """The version that our own update made; "" where it cannot be told from another's in the same second."""
    before = _VERSION.fullmatch(write.version)
    updated = wire.stamp(entity.get("UpdatedDate"))
    return version(updated, "", int(before[2]) + 1) if before and updated > before[1] else ""


def _outcome(error: ApiError) -> Outcome:
    match error.status:
        case 404:
            return Gone()
        case 409 | 412:
            return Stale()
        case 403:
            return Refused(Reason.NO_ACCESS, error.kind)
        case status if status >= 500:
            return Unsure()
        case _:
            return Refused(Reason.REFUSED, error.kind)
