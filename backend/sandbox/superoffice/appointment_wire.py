"""An appointment row as the AppointmentEntity of §3.1, in the shape of fixture Appointment63."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.appointment_rights import ENTITY_FIELD_PROPERTIES
from backend.sandbox.superoffice.carriers import (
    associate_carrier,
    contact_carrier,
    person_carrier,
    priority_carrier,
    project_carrier,
    sale_carrier,
    task_carrier,
)
from backend.sandbox.superoffice.casing import show_minutes
from backend.sandbox.superoffice.conventions import FULL_RIGHT, READ_RIGHT
from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.enums import (
    APPOINTMENT_TYPE,
    ASSIGNMENT_STATUS,
    BOOKING_TYPE,
    CAUTION,
    COMPLETED,
    INVITATION_STATUS,
    OWNED_EXTERNALLY,
    PRIVATE,
    completed,
    invitation_status,
)
from backend.sandbox.superoffice.language import language_of
from backend.sandbox.superoffice.participants import show_participants
from backend.sandbox.superoffice.permissions import may_change, may_read_text, visible_rows
from backend.sandbox.superoffice.recurrence import Rule, default_rule, show_rule
from backend.sandbox.superoffice.routing import Context
from backend.sandbox.superoffice.zones import NO_DATE, OPEN_END, location_by_id

#: properties that others do not see when VisibleFor leaves them out
HIDDEN: dict[str, Any] = {
    "Title": "", "Description": "", "Agenda": "", "InternalNotes": "", "Location": "", "JoinVideomeetUrl": "",
    "RejectReason": "", "Contact": None, "Person": None, "Project": None, "Sale": None, "InvitedPerson": None,
    "Participants": [], "Links": [],
}  # fmt: skip


def entity(ctx: Context, row: Row) -> dict[str, Any]:
    """The AppointmentEntity of a stored row for the caller."""
    db, zone, language = ctx.db, ctx.zone, language_of(ctx)
    readable = may_read_text(db, ctx.caller, row)
    text = db.table("text").get(row["text_id"]) or {}
    title = text.get("title") or ""
    custom = row.get("custom_fields") or {}
    shown = {
        "Associate": associate_carrier(db, row["associate_id"]),
        "Contact": contact_carrier(db, row["contact_id"]),
        "CreatedBy": associate_carrier(db, row["registered_associate_id"]),
        "UpdatedBy": associate_carrier(db, row["updated_associate_id"]),
        "CreatedDate": zone.show_stamp(row["registered"]),
        "AppointmentId": row["appointment_id"],
        "Description": title,
        "Title": title,
        "Agenda": text.get("agenda") or "",
        "InternalNotes": text.get("internal_notes") or "",
        "StartDate": zone.show(row["do_by"]),
        "EndDate": zone.show(row["endDate"]),
        "InvitedPerson": person_carrier(db, row["invitedPersonId"]),
        "Person": person_carrier(db, row["person_id"]),
        "MotherId": row["mother_id"],
        "Priority": priority_carrier(db, row["priority_idx"], language),
        "Private": PRIVATE[row["private"]],
        "Project": project_carrier(db, row["project_id"]),
        "Type": APPOINTMENT_TYPE[row["type"]],
        "UpdatedDate": zone.show_stamp(row["updated"]),
        "Completed": COMPLETED[completed(row["status"])],
        "ActiveLinks": 0,
        "Links": [],
        "AlarmLeadTime": show_minutes(row["alarm"]),
        "HasAlarm": bool(row["hasAlarm"]),
        "ColorIndex": row["color_index"],
        "IsFree": bool(row["freeBusy"]),
        "IsAlldayEvent": bool(row["isAlldayEvent"]),
        "LagTime": show_minutes(row["lagtime"]),
        "LeadTime": show_minutes(row["leadtime"]),
        "Location": row["location"],
        "RejectCounter": row["rejectCounter"],
        "RejectReason": row["rejectReason"],
        "Recurrence": recurrence_info(ctx, row),
        "Participants": show_participants(db, row),
        "AssignmentStatus": ASSIGNMENT_STATUS.get(row["status"], "None") if row["status"] >= 11 else "None",
        "InvitationStatus": INVITATION_STATUS[invitation_status(row["status"])],
        "BookingType": BOOKING_TYPE[booking_type(row)],
        "ActiveDate": zone.show(row["activeDate"]),
        "HasConflict": False,
        "AssignedBy": associate_carrier(db, row["assignedBy"]),
        "MotherAssociate": associate_carrier(db, row["mother_associate_id"] or row["associate_id"]),
        "Task": task_carrier(db, row["task_idx"], language),
        "PreferredTZLocation": row["preferredTZLocation"],
        "PreferredTZLocationData": zone_data(row["preferredTZLocation"]),
        "Sale": sale_carrier(db, row["sale_id"]),
        "SuggestedAppointmentId": row["suggestedAppointmentId"],
        "IsMileStone": bool(row["isMilestone"]),
        "CautionWarning": CAUTION[row["cautionWarning"]],
        "OwnedExternally": OWNED_EXTERNALLY[row["owned_externally"]],
        "JoinVideomeetUrl": row["joinVideomeetUrl"],
        "CentralserviceVideomeetId": row["centralserviceVideomeetId"],
        "UserDefinedFields": custom,
        "ExtraFields": {},
        "CustomFields": custom,
        "PublishEventDate": zone.show(NO_DATE),
        "PublishTo": zone.show(OPEN_END),
        "PublishFrom": zone.show(NO_DATE),
        "IsPublished": False,
        "VisibleFor": show_visible_for(db, row),
        "TableRight": FULL_RIGHT if may_change(ctx.caller, row) else READ_RIGHT,
        "FieldProperties": ENTITY_FIELD_PROPERTIES,
    }
    return shown if readable else shown | HIDDEN


def booking_type(row: Row) -> int:
    """None, owner's row, or participant's row of a booking."""
    if row["mother_id"] == 0:
        return 1
    return 2 if row["mother_id"] == row["appointment_id"] else 3


def recurrence_info(ctx: Context, row: Row) -> dict[str, Any]:
    """RecurrenceInfo of a row; of a single one the default with itself as the only date."""
    rule_id = row["recurrenceRuleId"]
    stored = ctx.db.table("recurrencerule").get(rule_id) if rule_id else None
    if stored is None:
        day = (row["do_by"] or ctx.db.now()).date()
        return show_rule(default_rule(day), 0, [day], ctx.zone)
    owner = row["associate_id"]
    rows = ctx.db.table("appointment").where("recurrenceRuleId", rule_id)
    days = sorted({other["do_by"].date() for other in rows if other["associate_id"] == owner})
    return show_rule(Rule.of_row(stored), rule_id, days, ctx.zone)


def show_visible_for(db: Database, row: Row) -> list[dict[str, Any]]:
    """The VisibleFor list of a row."""
    shown = []
    for rule in visible_rows(db, row["appointment_id"]):
        if rule["forAssocId"]:
            associate = db.table("associate").get(rule["forAssocId"]) or {}
            entry = (rule["forAssocId"], "Associate", associate.get("name") or "")
        elif rule["forGroupId"]:
            group = db.table("usergroup").get(rule["forGroupId"]) or {}
            entry = (rule["forGroupId"], "Group", group.get("name") or "")
        else:
            entry = (0, "All", "[SR_VFC_ALL]")
        shown.append(visible_for(*entry))
    return shown


def visible_for(visible_id: int, visibility: str, display: str) -> dict[str, Any]:
    """One VisibleFor object."""
    return {
        "VisibleId": visible_id,
        "Visibility": visibility,
        "DisplayValue": display,
        "TableRight": None,
        "FieldProperties": {},
    }


def zone_data(zone_id: int) -> dict[str, Any] | None:
    """TimeZoneData of a zone id; None for 0 and unknown ones."""
    location = location_by_id(zone_id)
    if location is None:
        return None
    return {
        "TZLocationID": location.id,
        "Name": location.name,
        "TZLocationCode": location.code,
        "TZLocationCities": location.iana.rsplit("/", 1)[-1].replace("_", " "),
        "IsoNumber": location.country_id,
        "TimeZoneSTDRules": {},
        "TimeZoneDSTRules": {},
    }


def rest_links(ctx: Context, shown: dict[str, Any]) -> dict[str, str]:
    """`_Links` of the REST flavour."""
    root = f"{ctx.state.api_address(ctx.request.base)}/v1"
    own = f"{root}/Appointment/{shown['AppointmentId']}"
    links = {"Self": own, "Self.Simple": f"{own}/Simple", "UdefLayout": f"{root}/Appointment/UdefLayout/Published"}
    links["Associate.List"] = f"{root}/MDOList/associate"
    for name, id_name, record_list in (
        ("Contact", "ContactId", "contact_new"), ("Person", "PersonId", "person"),
        ("Project", "ProjectId", "project"),
    ):  # fmt: skip
        if shown[name]:
            links[name] = f"{root}/{name}/{shown[name][id_name]}"
        links[f"{name}.List"] = f"{root}/MDOList/{record_list}"
    for name in ("Priority", "RejectReason", "Task", "Sale"):
        links[f"{name}.List"] = f"{root}/MDOList/{name[0].lower()}{name[1:]}"
    links["Archive"] = f"{root}/Appointment"
    links["Archive.Participants"] = f"{own}/Participants"
    links["Archive.Links"] = f"{own}/Links"
    return links
