"""Changing and deleting single rows: plain ones by REST, meetings by the agent, which can keep silent (§3.4)."""

from __future__ import annotations

from typing import Final

from backend.core.items import FIRM, Answer, Appointment
from backend.core.reasons import Reason
from backend.core.seen import Booking
from backend.core.writes import Delete, Done, Outcome, Refused, Stale, Unsure, Update
from backend.superoffice import payload, rows, wire
from backend.superoffice.answers import own_answer
from backend.superoffice.appointment_agent import AppointmentAgent
from backend.superoffice.client import ApiError
from backend.superoffice.conditions import if_unmodified, is_stale, version_after
from backend.superoffice.desk import Desk
from backend.superoffice.outcomes import outcome_of
from backend.superoffice.participants import has_others
from backend.superoffice.rows import Entity, Row, rule_of

#: what everybody keeps for himself, in his own row of a booking (§3.4)
OF_A_GUEST: Final = frozenset({"alarm", "importance", "answer"})
#: fields of which no guest need be told, so that REST may write them
_SILENT: Final = frozenset({"alarm", "importance", "private", "categories"})
_PEOPLE: Final = frozenset({"guests", "answers"})
#: what is read of an answer, which is long otherwise
_SELECT = {"$select": ",".join(wire.ENTITY_PROPERTIES)}


class Changer:
    """Changes items of one diary. Raises SideError, ApiError and ConnectionLost."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def update(self, write: Update) -> Outcome:
        """Change fields of an item, if it still is what the decision saw."""
        if write.id in self._desk.diary.completed:
            return Refused(Reason.COMPLETED)
        if write.through and write.through.mother != write.id:
            return self._update_through(write, write.through)
        is_plain = not has_others(write.appointment.meeting) and not write.fields & (_PEOPLE | {"answer"})
        return self._patch(write) if is_plain or write.fields <= _SILENT else self._save(write)

    def delete(self, write: Delete) -> Outcome:
        """Delete an item. An invitation is not deleted, which would decline it, until it is cancelled."""
        diary = self._desk.diary
        if write.id in diary.completed:
            return Refused(Reason.COMPLETED)
        if write.version and diary.plain.get(write.id) == write.version:
            return self._delete_plain(write)
        entity = diary.entity(write.id)
        row = Row.of_entity(entity)
        if row.is_child:
            return self._delete_invitation(write, entity, row)
        if not rows.has_others(entity):
            return self._delete_plain(write)
        if refused := _hindrance(entity, write.version):
            return refused
        self._desk.own.delete(row.id)
        return Done(None)

    def _delete_invitation(self, write: Delete, entity: Entity, row: Row) -> Outcome:
        """Clear away what is left of a meeting, which first goes itself where the write is meant for it."""
        desk = self._desk
        if not row.cancelled:
            if write.through is None:
                return Refused(Reason.REFUSED, "ChildRow")
            if desk.system is None:
                return Refused(Reason.NO_ACCESS, "NoSystemUser")
            if refused := _hindrance(entity, write.version):
                return refused
            if row.mother != write.through.mother:
                return Stale()
            mother = _meeting(desk.system, write.through)
            if mother is None:
                return self._delete_orphan(row)
            if wire.is_completed(mother):
                return Refused(Reason.COMPLETED)
            desk.system.delete(write.through.mother)
        desk.own.clean_up([row.id])
        return Done(None)

    def _delete_orphan(self, row: Row) -> Outcome:
        """Clear away an invitation whose meeting is gone: one that was declined before is not told of that."""
        if row.answer is not Answer.DECLINED:
            return Stale()
        self._desk.own.delete(row.id)
        return Done(None)

    def _patch(self, write: Update) -> Outcome:
        diary = self._desk.diary
        values = payload.properties(write.appointment, write.fields, diary.facts(), diary.associate_id)
        by_hand = "chosen" in write.fields
        if "Agenda" in values or ("Person" in values and not by_hand):
            entity = diary.entity(write.id)
            values = values if by_hand else payload.unless_chosen(values, entity)
            if "Agenda" in values:
                values["Agenda"] = payload.with_embedded(values["Agenda"], entity.get("Agenda"))
        if not values:
            return self._desk.now(write.id)
        try:
            reply = self._desk.client.call(
                "PATCH",
                _address(write.id),
                query=_SELECT,
                body=payload.patch(values),
                headers=if_unmodified(write.version),
            )
        except ApiError as error:
            return self._refusal(write.id, error)
        if not isinstance(reply.data, dict):
            return Unsure()
        if rows.has_others(reply.data) or rule_of(reply.data):
            return self._desk.written(write.id, reply.data, write.fields)
        return Done(self._desk.seen(reply.data, version_after(write.version, reply.data)))

    def _save(self, write: Update) -> Outcome:
        """Change a meeting: read, compared and written, because the agent knows no condition (§2.3)."""
        desk, meeting = self._desk, write.appointment.meeting
        entity = desk.own.entity(write.id)
        if refused := _hindrance(entity, write.version):
            return refused
        row = Row.of_entity(entity)
        if row.is_child and write.fields - OF_A_GUEST:
            return Refused(Reason.NO_ACCESS, "ChildRow")
        values = self.values(entity, write.appointment, write.fields)
        told = desk.own.save(entity, values) if values else None
        if "answer" in write.fields:
            return self._answered(row, meeting.answer if row.is_child else own_answer(meeting))
        return desk.written(write.id, told, write.fields)

    def values(self, entity: Entity, item: Appointment, fields: frozenset[str]) -> payload.Properties:
        """What writes *fields* of *item* over an entity, which may be a colleague's."""
        row, participants = Row.of_entity(entity), self._desk.participants
        values = payload.over(entity, item, fields, self._desk.diary.facts(), row.owner)
        if "guests" in fields:
            values["Participants"] = participants.rewritten(item.meeting, entity)
            values |= participants.customer(item.meeting, entity)
        elif "answers" in fields or ("answer" in fields and not (row.is_child or item.meeting.is_own)):
            others = "answers" in fields
            values["Participants"] = participants.answered(item.meeting, entity, others=others)
        return values

    def _update_through(self, write: Update, booking: Booking) -> Outcome:
        """Change the row that is the meeting, which only the system user may, and the own row of it."""
        desk = self._desk
        if desk.system is None and write.fields - OF_A_GUEST:
            return Refused(Reason.NO_ACCESS, "NoSystemUser")
        entity = desk.own.entity(write.id)
        if refused := _hindrance(entity, write.version):
            return refused
        if Row.of_entity(entity).mother != booking.mother:
            return Stale()
        if desk.system is not None and (theirs := write.fields - OF_A_GUEST):
            mother = _meeting(desk.system, booking)
            if mother is None:
                return Stale()
            if wire.is_completed(mother):
                return Refused(Reason.COMPLETED)
            desk.system.save(mother, self.values(mother, write.appointment, theirs))
            entity = desk.own.entity(write.id)
        if mine := self.values(entity, write.appointment, (write.fields & OF_A_GUEST) - {"answer"}):
            desk.own.save(entity, mine)
        if write.fields & {"answer", "span"}:  # a new time takes the answers of guests back
            return self._answered(Row.of_entity(entity), write.appointment.meeting.answer)
        return desk.now(write.id)

    def _answered(self, row: Row, wanted: Answer) -> Outcome:
        """A row after it was brought to an answer; stale where its owner has given another one meanwhile, because
        no act knows a condition, and what cannot be done to a row as it is by now is not refused."""
        self._desk.answers.give(row, wanted)
        now = self._desk.now(row.id)
        item = now.seen.item if isinstance(now, Done) and now.seen else None
        said = item.answer if isinstance(item, Appointment) else wanted
        return Stale() if said in FIRM and said not in (wanted, row.answer) else now

    def _delete_plain(self, write: Delete) -> Outcome:
        try:
            self._desk.client.call("DELETE", _address(write.id), headers=if_unmodified(write.version))
        except ApiError as error:
            return self._refusal(write.id, error)
        return Done(None)

    def _refusal(self, item_id: str, error: ApiError) -> Outcome:
        """A refusal; of a completed follow-up it has that reason."""
        outcome = outcome_of(error)
        if isinstance(outcome, Refused) and wire.is_completed(self._desk.diary.entity(item_id)):
            return Refused(Reason.COMPLETED, error.kind)
        return outcome


def _hindrance(entity: Entity, version: str) -> Outcome | None:
    """Why a row that was just read is not written."""
    if wire.is_completed(entity):
        return Refused(Reason.COMPLETED)
    return Stale() if is_stale(version, entity) else None


def _meeting(system: AppointmentAgent, booking: Booking) -> Entity | None:
    """The row that is the meeting; None where it is gone though invitations to it are there."""
    try:
        return system.entity(booking.mother)
    except ApiError as error:
        if error.status == 404:
            return None
        raise


def _address(item_id: str) -> str:
    return f"v1/Appointment/{item_id}"
