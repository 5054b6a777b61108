"""FieldProperties of appointments: what each property is in the database (fixture Appointment63)."""

from __future__ import annotations

from typing import Any


def _field(kind: str, length: int) -> dict[str, Any]:
    return {"FieldRight": {"Mask": "Update", "Reason": ""}, "FieldType": f"System.{kind}", "FieldLength": length}


_KINDS: dict[tuple[str, int], tuple[str, ...]] = {
    ("DateTime", 16): ("CreatedDate", "StartDate", "EndDate", "UpdatedDate", "ActiveDate"),
    ("Int32", 4): (
        "AppointmentId", "MotherId", "ColorIndex", "SuggestedAppointmentId", "Associate", "Contact", "CreatedBy",
        "UpdatedBy", "InvitedPerson", "Person", "Priority", "Project", "Recurrence", "AssignedBy",
        "MotherAssociate", "Task", "PreferredTZLocation", "Sale",
    ),
    ("Int16", 2): (
        "RejectCounter", "CautionWarning", "Private", "Type", "Completed", "ActiveLinks", "HasAlarm", "IsFree",
        "IsAlldayEvent", "LagTime", "LeadTime", "IsMileStone", "AlarmLeadTime",
    ),
    ("String", 254): ("Location", "RejectReason"),
    ("String", 4000): ("Description", "Title"),
    ("String", 2147483647): ("Agenda", "InternalNotes"),
    ("String", 2000): ("JoinVideomeetUrl",),
    ("String", 100): ("CentralserviceVideomeetId",),
}  # fmt: skip

#: property -> FieldProperty, the same for every appointment
ENTITY_FIELD_PROPERTIES = {
    name: _field(kind, length) for (kind, length), names in _KINDS.items() for name in names
}  # fmt: skip
