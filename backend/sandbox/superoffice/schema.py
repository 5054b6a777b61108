"""The tenant's tables: SuperOffice's own names of tables and columns, with their kinds, keys and indexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: base: naive wall clock of the tenant's base zone; utc: naive UTC
Kind = Literal["int", "text", "float", "base", "utc"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One table."""

    #: kind of every column but the primary key and the stamps
    columns: dict[str, Kind]
    #: columns with an index
    indexed: tuple[str, ...] = ()


def _table(indexed: str = "", **columns: str) -> Definition:
    """Columns listed by kind, `int="contact_id person_id"`."""
    kinds: dict[str, Kind] = {}
    for kind, names in columns.items():
        kinds.update(dict.fromkeys(names.split(), kind))  # type: ignore[arg-type]
    return Definition(kinds, tuple(indexed.split()))


#: what every row carries; the travel transaction log alone has none of them
STAMPS: dict[str, Kind] = {
    "registered": "utc", "registered_associate_id": "int",
    "updated": "utc", "updated_associate_id": "int", "updatedCount": "int",
}  # fmt: skip

TABLES: dict[str, Definition] = {
    "appointment": _table(
        "associate_id mother_id recurrenceRuleId person_id contact_id project_id sale_id text_id invitedPersonId",
        int="associate_id contact_id person_id project_id sale_id task_idx type status alarm hasAlarm"
        " freeBusy isAlldayEvent leadtime lagtime priority_idx text_id mother_id mother_associate_id"
        " invitedPersonId recurrenceRuleId rejectCounter cautionWarning owned_externally preferredTZLocation"
        " document_id color_index isMilestone suggestedAppointmentId modified_appointment_fields"
        " SendEmail emailId group_idx assignedBy userdef_id userdef2_id private",
        text="location rejectReason external_participants joinVideomeetUrl centralserviceVideomeetId",
        base="do_by endDate activeDate done original_start_date",
    ),
    "text": _table(text="title agenda internal_notes text"),
    "visiblefor": _table("record_id", int="table_id record_id forAssocId forGroupId"),
    "invitation": _table("event_uid appointment_id", int="appointment_id", text="event_uid"),
    "recurrencerule": _table(
        int="pattern subPattern weekdays cyclicDay cyclicWeek cyclicMonth endType counter",
        base="startDate endDate",
    ),
    "associate": _table(
        "person_id name contact_id",
        int="person_id contact_id group_idx type deleted isLocation is_administrator rank",
        text="name username role tooltip",
    ),
    "usergroup": _table(text="name tooltip", int="rank deleted"),
    "usergrouplink": _table("assoc_id", int="assoc_id ugroup_id"),
    "person": _table(
        "contact_id number1",
        int="contact_id rank position_idx country_id mrmrs_idx year_of_birth month_of_birth day_of_birth retired"
        " no_mailing usePersonAddress associate_id business_idx category_idx source deletedby_associate_id",
        text="firstname middleName lastname mrmrs title academic_title description number1 kanafname kanalname"
        " department",
        utc="deletedDate",
    ),
    "contact": _table(
        "number2",
        int="associate_id category_idx business_idx country_id no_mailing xstop group_id source"
        " deletedby_associate_id",
        text="name department orgnr number1 number2 kananame description",
        utc="deletedDate",
    ),
    "email": _table(
        "person_id contact_id email_address",
        int="person_id contact_id rank", text="protocol email_address description",
    ),
    "phone": _table("owner_id", int="owner_id ptype_idx rank", text="phone search_phone comment"),
    "url": _table("person_id contact_id", int="person_id contact_id rank", text="url_address description"),
    "address": _table(
        "owner_id",
        int="owner_id atype_idx", text="address1 address2 address3 city county state zipcode",
    ),
    "country": _table(
        "iso_number",
        int="iso_number rank deleted currency_id", text="name english_name two_letter three_letter dial_in domain",
    ),
    "personint": _table("person_id", int="person_id pinterest_idx"),
    "contactinterest": _table("contact_id", int="contact_id cinterest_idx"),
    "task": _table(
        text="name tooltip",
        int="type direction rank deleted intent_id isDefaultAlldayEvent isDefaultFree color_index",
    ),
    "priority": _table(text="name tooltip", int="rank deleted"),
    "list_item": _table("list", text="list name tooltip", int="item_id rank deleted"),
    "project": _table(
        "associate_id",
        int="associate_id type_idx status_idx done group_id", text="name project_number description postit",
        base="endDate startDate nextMilestone",
    ),
    "projectmember": _table(
        "project_id person_id", int="project_id contact_id person_id mtype_idx", text="comment"
    ),
    "sale": _table(
        "associate_id contact_id person_id project_id",
        int="associate_id contact_id person_id project_id status done group_id",
        text="heading number1 description",
        float="amount", base="saledate",
    ),
    "selection": _table(
        "associate_id",
        int="associate_id group_id seltype targetTableNumber memberCount lastMembershipChangeBy visibility"
        " searchcat_idx done SystemType",
        text="name description postit", utc="lastMembershipChange",
    ),
    "selectionmember": _table(
        "selection_id person_id contact_id",
        int="selection_id contact_id person_id targetTableNumber targetRecordId"
    ),
    "foreignapp": _table("name", text="name"),
    "foreigndevice": _table("foreignapp_id", int="foreignapp_id owner_id", text="name device_id"),
    "foreignkey": _table(
        "foreigndevice_id record_id subvalue",
        int="foreigndevice_id table_id record_id seqno", text="subkey subvalue",
    ),
    "userpreference": _table(
        "section", int="prefdesc_id owner_id deflevel", text="section prefkey prefvalue"
    ),
    "udeffield": _table(
        "ownerTable_id",
        int="ownerTable_id udefIdentity fieldType isMandatory isReadOnly published udListDefinition_id tabOrder",
        text="fieldLabel shortLabel progId tooltip mdoListName fieldDefault",
    ),
    "binaryobject": _table(text="mimeType conceptualType"),
    "binaryobjectlink": _table(
        "ownerRecord", int="binaryObjectId ownerTable ownerRecord linkType rank", text="linkComment"
    ),
    "favourite": _table("associate_id", int="table_id record_id associate_id rank", text="extra_info"),
    "webhook": _table(text="name"),
    "mergemovelog": _table(
        int="tableNumber sourceRecord destinationRecord associate_id type", text="description"
    ),
    "traveltransactionlog": _table(
        "tablenumber record_id", int="type record_id tablenumber prev_record_id associate_id", utc="ttime"
    ),
}  # fmt: skip

#: columns that hold the primary key of another table
FOREIGN_KEYS: dict[str, str] = {
    "associate_id": "associate", "mother_associate_id": "associate", "registered_associate_id": "associate",
    "updated_associate_id": "associate", "assoc_id": "associate", "forassocid": "associate",
    "contact_id": "contact", "person_id": "person", "invitedpersonid": "person", "project_id": "project",
    "sale_id": "sale", "task_idx": "task", "priority_idx": "priority", "text_id": "text",
    "mother_id": "appointment", "appointment_id": "appointment", "recurrenceruleid": "recurrencerule",
    "group_idx": "usergroup", "group_id": "usergroup", "ugroup_id": "usergroup", "country_id": "country",
    "binaryobjectid": "binaryobject",
    "selection_id": "selection", "foreignapp_id": "foreignapp", "foreigndevice_id": "foreigndevice",
}  # fmt: skip


def column_kinds(table: str) -> dict[str, tuple[str, Kind]]:
    """Lower-case name -> stored name and kind of every column of *table*."""
    key = f"{table}_id"
    kinds: dict[str, Kind] = {key: "int", **TABLES[table].columns}
    if table != "traveltransactionlog":
        kinds |= STAMPS
    return {name.lower(): (name, kind) for name, kind in kinds.items()}
