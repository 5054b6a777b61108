"""Making, changing and deleting to-dos in one diary (contracts/superoffice.md §3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.writes import (
    Create,
    Delete,
    Done,
    Gone,
    Intended,
    Outcome,
    Refused,
    Stale,
    Unsure,
    Update,
    Write,
)
from backend.superoffice import payload, rows, todos_payload, wire
from backend.superoffice.changing import Changer
from backend.superoffice.client import ApiError
from backend.superoffice.conditions import if_unmodified, is_stale, version_after, version_of_new
from backend.superoffice.desk import Desk
from backend.superoffice.listing import version
from backend.superoffice.outcomes import outcome_of
from backend.superoffice.properties import Unreadable
from backend.superoffice.rows import Entity, Row, entity_of, rule_of, stamp_of
from backend.superoffice.todos_diary import TodoDiary
from backend.superoffice.todos_wire import IN_DIARY, local_day
from backend.superoffice.uids import second_uid_of, uid_of
from backend.transport import ConnectionLost

_TO_DO: Final = "ToDo"
_SELECT: Final = {"$select": ",".join(wire.ENTITY_PROPERTIES)}


class TodoWriter:
    """Writes to-dos of one diary; new ones get the type *type_id*, 0 for the organisation's default."""

    def __init__(self, desk: Desk, diary: TodoDiary, type_id: int) -> None:
        self._desk = desk
        self._diary = diary
        self._type_id = type_id
        self._changer = Changer(desk)
        self._default: Mapping[str, Any] | None = None

    def begin_round(self) -> None:
        """Forget what new to-dos begin with: people change their preferences."""
        self._default = None

    def prepare(self) -> None:
        """Ask, once a round, for what every new to-do begins with. Raises SideError and ApiError."""
        if self._default is None:
            self._default = self._desk.own.default(_TO_DO)

    def carry_out(self, write: Write) -> Outcome:
        """One write. Raises SideError when the whole side cannot be worked with."""
        try:
            return self._done(write)
        except ConnectionLost:
            return Unsure()
        except (Unreadable, OverflowError):
            return Refused(Reason.UNREADABLE)
        except ApiError as error:
            return outcome_of(error)

    def find(self, write: Intended) -> Seen | None:
        """What a create made, if it took effect and is a to-do of this diary. Raises SideError and ApiError."""
        for uid in (second_uid_of(write), uid_of(write)):
            if found := self._under(uid):
                return found
        return None

    def _done(self, write: Write) -> Outcome:
        match write:
            case Create():
                return self._create(write)
            case Update():
                return self._update(write)
            case Delete():
                return self._delete(write)
        return Refused(Reason.REFUSED, "NoSeries")

    def _create(self, write: Create) -> Outcome:
        """Make a to-do, or find the one that is there under its UID."""
        desk, facts = self._desk, self._diary.facts()
        self.prepare()
        today = local_day(datetime.now(UTC), facts)
        entity = todos_payload.new(
            write.task, self._default or {}, facts, self._diary.associate_id, type_id=self._type_id, today=today
        )
        for uid in (uid_of(write), second_uid_of(write)):
            if made := desk.own.create(uid, entity):
                return self._made(made, uid)
            if found := self._under(uid):
                return Done(found, joined=True)
        return Refused(Reason.REFUSED, "UidTaken")

    def _made(self, made: Entity, uid: str) -> Outcome:
        """A new row, read again where SuperOffice made more of it than was sent (§3.5)."""
        row = Row.of_entity(made)
        if made.get("Type") != "inChecklist" or rows.has_others(made):
            return self._desk.now(row.id)
        return Done(self._desk.seen(made, version_of_new(made), uid))

    def _under(self, uid: str) -> Seen | None:
        entity = self._desk.bookings.registered(uid)
        row = Row.of_entity(entity) if entity else None
        if row is None or row.owner != self._diary.associate_id:
            return None
        self._diary.note_linked([row.id])
        found = self._diary.read([row.id])[row.id]
        return found if isinstance(found, Seen) else None

    def _update(self, write: Update) -> Outcome:
        """Change fields of a to-do, if it still is what the decision saw; a completed one is opened first."""
        entity = self._present(write)
        if not isinstance(entity, Mapping):
            return entity
        diary, item = self._diary, write.task
        was_done = wire.is_completed(entity)
        is_done = item.completed if "completed" in write.fields else was_done
        values = todos_payload.over(entity, item, write.fields, diary.facts(), diary.associate_id)
        if was_done and is_done:
            return Refused(Reason.COMPLETED) if values else self._desk.now(write.id)
        if was_done:
            return self._patch(write, [{"Completed": "NotStarted"}, values])
        return self._patch(write, [values | ({"Completed": "Completed"} if is_done else {})])

    def _patch(self, write: Update, steps: list[payload.Properties]) -> Outcome:
        """Write one after the other, each on the condition that nobody wrote in between."""
        seen, entity = write.version, None
        steps = [values for values in steps if values]
        for values in steps:
            entity = entity_of(
                self._desk.client.call(
                    "PATCH",
                    f"v1/Appointment/{write.id}",
                    query=_SELECT,
                    body=payload.patch(values),
                    headers=if_unmodified(seen),
                )
            )
            seen = version(stamp_of(entity), "", 0)
        if entity is None or len(steps) > 1 or rows.has_others(entity) or rule_of(entity):
            return self._desk.now(write.id)
        return Done(self._desk.seen(entity, version_after(write.version, entity)))

    def _delete(self, write: Delete) -> Outcome:
        """Delete a to-do, as any other row is deleted; what is completed stays, as SuperOffice wants it."""
        entity = self._present(write)
        if not isinstance(entity, Mapping):
            return entity
        return Refused(Reason.COMPLETED) if wire.is_completed(entity) else self._changer.delete(write)

    def _present(self, write: Update | Delete) -> Entity | Outcome:
        """The row as it is now, or why it must not be written. Raises ApiError 404 where it is gone."""
        entity = self._diary.entity(write.id)
        if Row.of_entity(entity).owner != self._diary.associate_id or entity.get("Type") in IN_DIARY:
            return Gone()
        return Stale() if is_stale(write.version, entity) else entity
