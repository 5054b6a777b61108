"""New appointments before they are saved: values from preferences and task type (contract §3.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backend.sandbox.superoffice.appointment_fields import BLANK, next_half_hour
from backend.sandbox.superoffice.appointment_wire import entity, visible_for
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import TASK_TO_DO, TYPE_IN_CHECKLIST, TYPE_IN_DIARY
from backend.sandbox.superoffice.preference_defaults import default_alarm, default_minutes, default_task
from backend.sandbox.superoffice.routing import Context, bad_request
from backend.sandbox.superoffice.zones import to_base

APPOINTMENT_TASK = 1


def default_row(ctx: Context, task_type: int = APPOINTMENT_TASK, associate_id: int = 0) -> Row:
    """An unsaved row with id 0. Raises SuperOfficeError 400 for an owner that does not exist."""
    owner = associate_id or ctx.caller.associate_id
    if ctx.db.table("associate").get(owner) is None:
        raise bad_request(f"AssociateId: there is no associate {owner}")
    start = next_half_hour(to_base(ctx.world.clock.now().replace(microsecond=0), ctx.world.base_zone))
    length = timedelta(minutes=default_minutes(ctx.db, owner, task_type))
    return {
        **BLANK, "appointment_id": 0, "associate_id": owner, "contact_id": 0, "person_id": 0, "project_id": 0,
        "sale_id": 0, "priority_idx": 0, "task_idx": default_task(ctx.db, owner, task_type or APPOINTMENT_TASK),
        "type": TYPE_IN_CHECKLIST if task_type == TASK_TO_DO else TYPE_IN_DIARY, "status": 1,
        "do_by": start, "activeDate": start, "endDate": start + length, "alarm": default_alarm(ctx.db, owner),
        "hasAlarm": 0, "freeBusy": 0, "isAlldayEvent": 0, "leadtime": 0, "lagtime": 0, "location": "",
        "color_index": 0, "isMilestone": 0, "suggestedAppointmentId": 0, "joinVideomeetUrl": "",
        "centralserviceVideomeetId": "", "cautionWarning": 0, "text_id": 0, "registered": None,
        "registered_associate_id": ctx.caller.associate_id, "updated": None, "updated_associate_id": 0,
    }  # fmt: skip


def default_entity(ctx: Context, task_type: int = APPOINTMENT_TASK, associate_id: int = 0) -> dict[str, Any]:
    """The unsaved entity that `default` and the agents' CreateDefault… answer."""
    row = default_row(ctx, task_type, associate_id)
    shown = entity(ctx, row)
    shown["VisibleFor"] = [visible_for(0, "All", "[SR_VFC_ALL]")]
    return shown
