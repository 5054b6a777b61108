"""Selections as entities, and who is in them (contracts/superoffice.md §4). All are static."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.carriers import associate_carrier
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import FULL_RIGHT
from backend.sandbox.superoffice.database import TABLE_NUMBERS, Row
from backend.sandbox.superoffice.record_parts import list_json, written_json
from backend.sandbox.superoffice.routing import Context, bad_request

#: a company or a person of it: (contact id, person id)
Member = tuple[int, int]

TYPES = {0: "Static", 1: "Dynamic", 2: "Combined"}
_TABLES = {TABLE_NUMBERS["contact"]: "contact", TABLE_NUMBERS["person"]: "person"}

_CONSTANT: dict[str, Any] = {
    "PostitTextId": 0, "SoundEx": "", "TextId": 0, "CompanyUnique": False, "LeftSelectionId": 0,
    "RightSelectionId": 0,
    "SelectionUnionType": "Unknown", "ChartKey": "", "LastLoadedBy": 0, "LastLoadedByAssociate": None,
    "MailingsProviderName": "", "DashboardTileDefinitionId": 0, "Source": 0, "IncludePerson": 1,
    "VisibleFor": [{"VisibleId": 0, "Visibility": "All", "DisplayValue": "[SR_VFC_ALL]"}],
    "TableRight": FULL_RIGHT,
    "FieldProperties": {},
}  # fmt: skip


def selection_entity(ctx: Context, row: Row) -> dict[str, Any]:
    """The SelectionEntity of a row; an unsaved one has no primary key."""
    changed_by = row.get("lastMembershipChangeBy") or 0
    target = _TABLES.get(row.get("targetTableNumber") or 5, "contact")
    return {
        **_CONSTANT,
        "SelectionId": row.get("selection_id") or 0,
        "Name": row.get("name") or "",
        "Description": row.get("description") or "",
        "Postit": row.get("postit") or "",
        **written_json(ctx, row),
        "SelectionCategory": list_json(ctx, "searchcat", row.get("searchcat_idx") or 0),
        "GroupIdx": row.get("group_id") or 0,
        "MemberCount": row.get("memberCount") or 0,
        "UpdatedCount": row.get("updatedCount") or 0,
        "Visibility": row.get("visibility") or 0,
        "SelectionType": TYPES[row.get("seltype") or 0],
        "TargetTableNumber": row.get("targetTableNumber") or 5,
        "TargetTableName": target,
        "Completed": bool(row.get("done")),
        "MainProviderName": "ContactPersonStaticSelectionV2",
        "ShadowProviderName": "",
        "LastLoaded": ctx.zone.show_stamp(None),
        "LastMembershipChange": ctx.zone.show_stamp(row.get("lastMembershipChange")),
        "LastMembershipChangeBy": changed_by,
        "LastMembershipChangeByAssociate": associate_carrier(ctx.db, changed_by),
        "MainHeading": row.get("name") or "",
        "MemberTabHeading": "",
    }


def save_selection(ctx: Context, body: Fields, row: Row | None) -> Row:
    """Write a whole selection. Raises SuperOfficeError 400."""
    if not body.text("Name").strip():
        raise bad_request("Name: a selection needs a name")
    kind = body.enum("SelectionType", TYPES)
    if kind and row is None:
        raise bad_request("SelectionType: the sandbox knows static selections only")
    columns = {
        "name": body.text("Name", 254), "description": body.text("Description", 2047),
        "postit": body.text("Postit"),
        "associate_id": body.nested("Associate").number("AssociateId") or ctx.caller.associate_id,
        "group_id": body.number("GroupIdx"), "visibility": body.number("Visibility"),
        "searchcat_idx": body.nested("SelectionCategory").number("Id"), "done": int(body.flag("Completed")),
        "seltype": kind, "SystemType": 0,
    }  # fmt: skip
    if row:
        return ctx.db.update("selection", row["selection_id"], columns, ctx.caller.associate_id)
    target = body.number("TargetTableNumber") or 5
    if target not in _TABLES:
        raise bad_request("TargetTableNumber: 5 (contact) or 6 (person) is expected")
    columns |= {
        "targetTableNumber": target, "memberCount": 0, "lastMembershipChange": None, "lastMembershipChangeBy": 0,
    }  # fmt: skip
    return ctx.db.insert("selection", columns, ctx.caller.associate_id)


def delete_selection(ctx: Context, row: Row) -> None:
    """Remove a selection with its memberships."""
    for member in _members(ctx, row):
        ctx.db.delete("selectionmember", member["selectionmember_id"], ctx.caller.associate_id)
    ctx.db.delete("selection", row["selection_id"], ctx.caller.associate_id)


def _members(ctx: Context, row: Row) -> list[Row]:
    return ctx.db.table("selectionmember").where("selection_id", row["selection_id"])


def _pair(ctx: Context, place: int, contact_id: int, person_id: int) -> Member:
    """A member whose company is known from its person. Raises SuperOfficeError 400."""
    person = ctx.db.table("person").get(person_id) if person_id else None
    if person_id and person is None:
        raise bad_request(f"[{place}].PersonId: person {person_id} does not exist")
    contact_id = person["contact_id"] if person else contact_id
    if not person and contact_id not in ctx.db.table("contact").rows:
        raise bad_request(f"[{place}].ContactId: company {contact_id} does not exist")
    return contact_id, person_id


def members_of(ctx: Context, items: list[Fields]) -> list[Member]:
    """The members that a list of `{ContactId, PersonId}` names. Raises SuperOfficeError 400."""
    return [
        _pair(ctx, place, item.number("ContactId"), item.number("PersonId")) for place, item in enumerate(items)
    ]


def members_by_id(ctx: Context, selection: Row, ids: list[int]) -> list[Member]:
    """The members that ids of the selection's target table name. Raises SuperOfficeError 400."""
    persons = selection["targetTableNumber"] == TABLE_NUMBERS["person"]
    return [_pair(ctx, place, 0 if persons else i, i if persons else 0) for place, i in enumerate(ids)]


def add_members(ctx: Context, selection: Row, members: list[Member]) -> int:
    """Add members that are not in yet; gives how many. The membership change is stamped (contracts §4)."""
    present = {(row["contact_id"], row["person_id"]) for row in _members(ctx, selection)}
    fresh = [member for member in dict.fromkeys(members) if member not in present]
    table = selection["targetTableNumber"]
    for contact_id, person_id in fresh:
        ctx.db.insert("selectionmember", {
            "selection_id": selection["selection_id"], "contact_id": contact_id, "person_id": person_id,
            "targetTableNumber": table,
            "targetRecordId": person_id if table == TABLE_NUMBERS["person"] else contact_id,
        }, ctx.caller.associate_id)  # fmt: skip
    _changed(ctx, selection, bool(fresh))
    return len(fresh)


def remove_members(ctx: Context, selection: Row, members: list[Member]) -> None:
    """Remove members that are in."""
    gone = [row for row in _members(ctx, selection) if (row["contact_id"], row["person_id"]) in members]
    for row in gone:
        ctx.db.delete("selectionmember", row["selectionmember_id"], ctx.caller.associate_id)
    _changed(ctx, selection, bool(gone))


def _changed(ctx: Context, selection: Row, changed: bool) -> None:
    if changed:
        changes = {
            "memberCount": len(_members(ctx, selection)), "lastMembershipChange": ctx.db.now(),
            "lastMembershipChangeBy": ctx.caller.associate_id,
        }  # fmt: skip
        ctx.db.update("selection", selection["selection_id"], changes, ctx.caller.associate_id)
