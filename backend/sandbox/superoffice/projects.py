"""`/v1/Project`, its members, and Agents/Project, in the little that a diary needs of them."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.archive import narrowed
from backend.sandbox.superoffice.carriers import first_email, person_name, project_carrier
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import (
    FULL_RIGHT,
    api_address,
    entity_body,
    no_content,
    path_id,
    read_date,
)
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.entities import (
    EntityType,
    serve_agent,
    serve_agent_delete,
    serve_patch,
    serve_rest,
)
from backend.sandbox.superoffice.foreign_store import drop_keys
from backend.sandbox.superoffice.record_parts import custom_fields, list_json, written_json
from backend.sandbox.superoffice.routing import Context, bad_request, not_found, routes
from backend.sandbox.superoffice.zones import OPEN_END
from backend.sandbox.wire import Response, json_response

_CONSTANT: dict[str, Any] = {
    "Urls": [], "HasImage": False, "ImageDescription": "", "ActiveStatusMonitorId": 0, "Links": [],
    "ActiveLinks": 0,
    "NmdAppointmentId": 0, "ActiveErpLinks": 0, "EventId": 0, "ExtraFields": {}, "IsPublished": False,
    "TableRight": FULL_RIGHT, "FieldProperties": {},
}  # fmt: skip


def project_entity(ctx: Context, row: Row) -> dict[str, Any]:
    """The ProjectEntity of a row; an unsaved one has no primary key."""
    project_id = row.get("project_id") or 0
    members = ctx.db.table("projectmember").where("project_id", project_id) if project_id else []
    custom = row.get("custom_fields") or {}
    return {
        **_CONSTANT,
        "ProjectId": project_id,
        "Name": row.get("name") or "",
        "ProjectNumber": row.get("project_number") or "",
        "ProjectMembers": [member_json(ctx, member) for member in members],
        "Description": row.get("description") or "",
        "Postit": row.get("postit") or "",
        **written_json(ctx, row),
        "ProjectStatus": list_json(ctx, "projstatus", row.get("status_idx") or 0),
        "ProjectType": list_json(ctx, "projtype", row.get("type_idx") or 0),
        "Completed": bool(row.get("done")),
        "NextMilestoneDate": ctx.zone.show(row.get("nextMilestone")),
        "EndDate": ctx.zone.show(row.get("endDate")),
        "StartDate": ctx.zone.show(row.get("startDate")),
        "PublishEventDate": ctx.zone.show(None),
        "PublishTo": ctx.zone.show(OPEN_END),
        "PublishFrom": ctx.zone.show(None),
        "UserDefinedFields": custom,
        "CustomFields": custom,
    }


def member_json(ctx: Context, row: Row) -> dict[str, Any]:
    """A ProjectMember."""
    person = ctx.db.table("person").get(row["person_id"]) or {}
    contact = ctx.db.table("contact").get(row["contact_id"]) or {}
    project = ctx.db.table("project").get(row["project_id"]) or {}
    email = first_email(ctx.db, row["person_id"]) or {}
    kind = list_json(ctx, "pmembtype", row.get("mtype_idx") or 0)
    return {
        "ProjectmemberId": row["projectmember_id"], "ContactId": row["contact_id"], "ProjectId": row["project_id"],
        "ContactName": contact.get("name", ""), "ContactDepartment": contact.get("department", ""),
        "ProjectName": project.get("name", ""), "EmailId": email.get("email_id", 0),
        "EmailAddress": email.get("email_address", ""), "CountryId": person.get("country_id", 0),
        "Firstname": person.get("firstname", ""), "MiddleName": person.get("middleName", ""),
        "Lastname": person.get("lastname", ""), "PersonId": row["person_id"], "Mrmrs": person.get("mrmrs", ""),
        "ProjectMemberTypeName": kind["Value"] if kind else "", "Phone": "", "PhoneId": 0,
        "ProjectMemberTypeId": row.get("mtype_idx") or 0, "EmailAddressName": "",
        "Comment": row.get("comment") or "",
        "FullName": person_name(person), "Registered": ctx.zone.show_stamp(row["registered"]),
        "Updated": ctx.zone.show_stamp(row["updated"]), "EventParticipantStatus": "NotAnEvent",
        "TableRight": FULL_RIGHT, "FieldProperties": {},
    }  # fmt: skip


def save_project(ctx: Context, body: Fields, row: Row | None) -> Row:
    """Write a whole project; members are kept by addresses of their own. Raises SuperOfficeError 400."""
    if not body.text("Name").strip():
        raise bad_request("Name: a project needs a name")
    columns = {
        "name": body.text("Name", 219), "description": body.text("Description", 2047),
        "postit": body.text("Postit"),
        "project_number": body.text("ProjectNumber", 49) or str(30000 + ctx.db.table("project").next_id),
        "associate_id": body.nested("Associate").number("AssociateId") or ctx.caller.associate_id,
        "type_idx": body.nested("ProjectType").number("Id"),
        "status_idx": body.nested("ProjectStatus").number("Id"),
        "done": int(body.flag("Completed")), "endDate": read_date(ctx, body.get("EndDate"), "EndDate"),
        "startDate": read_date(ctx, body.get("StartDate"), "StartDate"), "custom_fields": custom_fields(body, row),
    }  # fmt: skip
    if row:
        return ctx.db.update("project", row["project_id"], columns, ctx.caller.associate_id)
    return ctx.db.insert("project", {**columns, "group_id": 0, "nextMilestone": None}, ctx.caller.associate_id)


def delete_project(ctx: Context, row: Row) -> None:
    """Remove a project with its memberships and foreign keys."""
    by, project_id = ctx.caller.associate_id, row["project_id"]
    for member in ctx.db.table("projectmember").where("project_id", project_id):
        ctx.db.delete("projectmember", member["projectmember_id"], by)
    drop_keys(ctx.world, ctx.db, "project", project_id, by)
    ctx.db.delete("project", project_id, by)


def _default(ctx: Context) -> dict[str, Any]:
    return project_entity(ctx, {"associate_id": ctx.caller.associate_id, "type_idx": 3, "status_idx": 1})


def _links(ctx: Context, entity: dict[str, Any]) -> dict[str, str]:
    every = f"{api_address(ctx)}/v1/Project"
    own = f"{every}/{entity['ProjectId']}"
    return {"Self": own, "Self.Simple": f"{own}/Simple", "Archive": every}


PROJECT = EntityType("Project", _default, project_entity, _links, save_project, delete_project)

serve_rest(PROJECT)
serve_patch(PROJECT)
serve_agent(PROJECT, "project")
serve_agent_delete(PROJECT)


@routes("GET", "v1/Project/{id}/Simple")
def get_simple(ctx: Context) -> Response:
    """The flat carrier of one project."""
    return json_response(project_carrier(ctx.db, PROJECT.addressed(ctx)["project_id"]))


@routes("GET", "v1/Project/{id}/Members")
def get_members(ctx: Context) -> Response:
    """The members as an archive."""
    return narrowed(ctx, "ProjectMember", f"projectId = {PROJECT.addressed(ctx)['project_id']}")


@routes("POST", "v1/ProjectMember")
def post_member(ctx: Context) -> Response:
    """Add a person to a project. Raises SuperOfficeError 400."""
    body = entity_body(ctx)
    person = ctx.db.table("person").get(body.number("PersonId"))
    if person is None:
        raise bad_request(f"PersonId: person {body.number('PersonId')} does not exist")
    if body.number("ProjectId") not in ctx.db.table("project").rows:
        raise bad_request(f"ProjectId: project {body.number('ProjectId')} does not exist")
    row = {
        "project_id": body.number("ProjectId"), "person_id": person["person_id"],
        "contact_id": person["contact_id"],
        "mtype_idx": body.number("ProjectMemberTypeId"), "comment": body.text("Comment"),
    }  # fmt: skip
    return json_response(member_json(ctx, ctx.db.insert("projectmember", row, ctx.caller.associate_id)))


@routes("GET", "v1/ProjectMember/{id}")
def get_member(ctx: Context) -> Response:
    """One membership."""
    return json_response(member_json(ctx, _member_or_404(ctx)))


@routes("DELETE", "v1/ProjectMember/{id}")
def delete_member(ctx: Context) -> Response:
    """Take a person out of a project."""
    ctx.db.delete("projectmember", _member_or_404(ctx)["projectmember_id"], ctx.caller.associate_id)
    return no_content()


def _member_or_404(ctx: Context) -> Row:
    row = ctx.db.table("projectmember").get(path_id(ctx))
    if row is None:
        raise not_found("ProjectMember", path_id(ctx))
    return row
