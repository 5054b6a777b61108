"""Preferences and user-defined fields of a fresh tenant."""

from __future__ import annotations

from backend.sandbox.superoffice.database import TABLE_NUMBERS, Database
from backend.sandbox.superoffice.state import SYSTEM_ASSOCIATE_ID

#: level "SystemWide" (contracts/superoffice.md §4)
SYSTEM_WIDE = 2

#: (section, key, value). The key of "Diary Synchronizer Active" is undocumented (contracts §10.11); this is ours.
PREFERENCES = (
    ("Defaults", "DefaultAppointmentAppointLength", "60"),
    ("Defaults", "DefaultAppointmentPhoneLength", "15"),
    ("Defaults", "DefaultAppointmentToDoLength", "30"),
    ("Defaults", "DefaultAppointmentAppointTaskId", "1"),
    ("Defaults", "DefaultAppointmentPhoneTaskId", "3"),
    ("Defaults", "DefaultAppointmentToDoTaskId", "5"),
    ("Defaults", "DefaultAppointmentPriority", "1"),
    ("DiaryView", "AllDayStartTime", "08:00"),
    ("DiaryView", "AllDayEndTime", "16:00"),
    ("DiaryView", "DefaultAlarmTime", "15"),
    ("DiaryView", "DefaultAlarmOn", "0"),
    ("System", "DiarySynchronizerActive", "1"),
)

#: (table, number of the field, type, label). Types: 1 number, 2 short text, 6 checkbox
FIELDS = (
    ("appointment", 1, 2, "Billing code"),
    ("appointment", 2, 6, "Billable"),
    ("person", 1, 2, "Assistant"),
    ("contact", 1, 1, "Employees"),
    ("project", 1, 2, "Cost centre"),
)


def fill_preferences(db: Database) -> None:
    """Write the preferences that hold for everybody."""
    for section, key, value in PREFERENCES:
        db.insert("userpreference", {
            "section": section, "prefkey": key, "prefvalue": value, "owner_id": 0, "deflevel": SYSTEM_WIDE,
            "prefdesc_id": 0,
        }, SYSTEM_ASSOCIATE_ID)  # fmt: skip


def fill_udef(db: Database) -> None:
    """Write the published user-defined fields."""
    for order, (table, number, kind, label) in enumerate(FIELDS, start=1):
        db.insert("udeffield", {
            "ownerTable_id": TABLE_NUMBERS[table], "udefIdentity": number, "fieldType": kind, "fieldLabel": label,
            "shortLabel": label, "progId": f"SuperOffice:{number}", "tooltip": "", "mdoListName": "",
            "fieldDefault": "", "isMandatory": 0, "isReadOnly": 0, "published": 1, "udListDefinition_id": 0,
            "tabOrder": order,
        }, SYSTEM_ASSOCIATE_ID)  # fmt: skip
