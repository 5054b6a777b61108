"""Users: the caller's own principal, and the associates of the tenant (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.carriers import (
    ASSOCIATE_TYPE,
    associate_carrier,
    associate_name,
    first_email,
    person_carrier,
)
from backend.sandbox.superoffice.casing import Fields, read_ids
from backend.sandbox.superoffice.conventions import FULL_RIGHT, entity_json, path_id, query_id, select_each
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.foreign_store import add_asked_keys
from backend.sandbox.superoffice.permissions import forbidden, groups_of
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, not_found, routes
from backend.sandbox.wire import Response, json_response
from backend.sandbox.world import CONTEXT

#: associate types (`associate.type`)
INTERNAL, RESOURCE, SYSTEM = 0, 1, 4

_ROLE_TYPES = {INTERNAL: "Employee", SYSTEM: "System"}
_FUNCTION_RIGHTS = ["hide-chat", "enable-edit-appointment", "mass-update-selection"]


def principal(ctx: Context) -> dict[str, Any]:
    """The SoPrincipalCarrier of whoever calls."""
    row = ctx.db.table("associate").get(ctx.caller.associate_id) or {}
    person = ctx.db.table("person").get(row.get("person_id") or 0) or {}
    contact = ctx.db.table("contact").get(row.get("contact_id") or 0) or {}
    email = first_email(ctx.db, row.get("person_id") or 0)
    return {
        "UserType": ASSOCIATE_TYPE[row.get("type") or 0],
        "Associate": row.get("name") or "",
        "AssociateId": ctx.caller.associate_id,
        "IsPerson": bool(person),
        "PersonId": row.get("person_id") or 0,
        "CountryId": person.get("country_id") or 0,
        "HomeCountryId": contact.get("country_id") or 0,
        "ContactId": row.get("contact_id") or 0,
        "GroupId": row.get("group_idx") or 0,
        "BusinessId": contact.get("business_idx") or 0,
        "CategoryId": contact.get("category_idx") or 0,
        "ContactOwner": contact.get("associate_id") or 0,
        "RoleId": 1 if row.get("is_administrator") else 2,
        "RoleName": row.get("role") or "",
        "RoleDescription": "",
        "RoleType": _ROLE_TYPES.get(row.get("type") or 0, "Anonymous"),
        "Licenses": _licenses(ctx),
        "FullName": associate_name(ctx.db, ctx.caller.associate_id),
        "EMailAddress": email["email_address"] if email else "",
        "FunctionRights": _FUNCTION_RIGHTS,
        "EjUserId": 0,
        "EjAccessLevel": 0,
        "EjUserStatus": "StatusNormal",
        "ProvidedCredentials": [],
        "SecondaryGroups": sorted(groups_of(ctx.db, ctx.caller.associate_id) - {row.get("group_idx")}),
        "DatabaseContextIdentifier": CONTEXT,
        "UserName": row.get("username") or "",
    }


def _licenses(ctx: Context) -> list[dict[str, Any]]:
    """Licences of the caller; confidential activities are licensed user by user (contract §3.7)."""
    user = ctx.caller.person.superoffice if ctx.caller.person else None
    names = ["user"] + (["visible-for"] if user is None or user.confidential else [])
    return [
        {
            "OwnerId": 1, "OwnerName": "superoffice", "OwnerDescription": "SuperOffice", "ModuleId": number,
            "Name": name, "Description": name, "Version": "", "LicenseType": "UserLicense", "ExtraFlags": 0,
            "ExtraInfo": "",
            "SortOrder": number, "LicenseNumber": 1, "IsHidden": False, "IsUnrestricted": True,
            "ExpiryDate": "9999-12-31T23:59:59", "TableRight": None, "FieldProperties": {},
        }
        for number, name in enumerate(names, start=1)
    ]  # fmt: skip


def user_json(ctx: Context, row: Row) -> dict[str, Any]:
    """A User, the administrator's view of an associate."""
    group = ctx.db.table("usergroup").get(row.get("group_idx") or 0) or {}
    return {
        "AssociateId": row["associate_id"],
        "Name": row.get("name") or "",
        "Rank": row.get("rank") or 0,
        "Tooltip": row.get("tooltip") or "",
        "LicenseOwners": [],
        "Role": {"Id": 1 if row.get("is_administrator") else 2, "Value": row.get("role") or "", "Tooltip": ""},
        "UserGroup": {"Id": group.get("usergroup_id", 0), "Value": group.get("name", ""), "Tooltip": ""},
        "OtherGroups": [],
        "Person": person_carrier(ctx.db, row.get("person_id") or 0),
        "Deleted": bool(row.get("deleted")),
        "Lastlogin": ctx.zone.show_stamp(None),
        "Lastlogout": ctx.zone.show_stamp(None),
        "EjUserId": 0,
        "RequestSignature": "",
        "Type": ASSOCIATE_TYPE[row.get("type") or 0],
        "IsPersonRetired": False,
        "IsOnTravel": False,
        "Credentials": [],
        "UserName": row.get("username") or "",
        "TicketCategories": [],
        "NickName": "",
        "WaitingForApproval": False,
        "ExtraFields": {},
        "CustomFields": {},
        "PostSaveCommands": [],
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def require_administrator(ctx: Context, does: str) -> None:
    """Raise SuperOfficeError 403 unless the caller is an administrator or the system user."""
    own = ctx.db.table("associate").get(ctx.caller.associate_id) or {}
    if not (ctx.caller.is_system or own.get("is_administrator")):
        raise forbidden(f"Only an administrator {does}")


@routes("GET", "v1/User/currentPrincipal")
def current_principal(ctx: Context) -> Response:
    """Who calls; it replaces a userinfo address."""
    return json_response(principal(ctx))


@routes("GET", "v1/User/currentAssociate")
def current_associate(ctx: Context) -> Response:
    """The caller's associate."""
    return json_response(associate_carrier(ctx.db, ctx.caller.associate_id))


@routes("GET", "v1/User/current")
def current_user(ctx: Context) -> Response:
    """Closed in the cloud (contracts/superoffice.md §1.5)."""
    raise forbidden("User/current is not available online")


@routes("GET", "v1/User/{id}")
def get_user(ctx: Context) -> Response:
    """A user by id or login name."""
    wanted = ctx.params["id"]
    row = ctx.db.table("associate").get(path_id(ctx)) if wanted.isdecimal() else _by_name(ctx, wanted)
    if row is None and wanted.isdecimal():
        raise not_found("User", int(wanted))
    if row is None:
        raise SuperOfficeError(404, "SoNotFoundException", f"User {wanted[:60]!r} not found")
    entity = user_json(ctx, row)
    add_asked_keys(ctx, entity, "associate", row["associate_id"])
    return entity_json(ctx, entity)


def _by_name(ctx: Context, name: str) -> Row | None:
    return next(iter(ctx.db.table("associate").where("name", name)), None)


@agent_method("Associate", "GetAssociate")
def get_associate(ctx: Context, _body: Fields) -> Any:
    """An associate by id."""
    return associate_carrier(ctx.db, query_id(ctx, "associateId"))


@agent_method("Associate", "GetAssociateByPersonId")
def get_associate_by_person(ctx: Context, body: Fields) -> Any:
    """The associate that a person is."""
    rows = ctx.db.table("associate").where("person_id", body.number("PersonId"))
    return associate_carrier(ctx.db, rows[0]["associate_id"]) if rows and body.number("PersonId") else None


@routes("POST", "v1/Agents/Associate/GetAssociateList")
def get_associate_list(ctx: Context) -> Response:
    """The associates of the list of ids that is the body; ids that do not exist are left out."""
    ids = dict.fromkeys(read_ids(ctx.json(), "associateIds"))
    carriers = [carrier for row_id in ids if (carrier := associate_carrier(ctx.db, row_id))]
    return json_response(select_each(ctx, carriers))


@agent_method("Associate", "GetAssociatesByGroup")
def get_associates_by_group(ctx: Context, body: Fields) -> Any:
    """The associates of a user group."""
    group = body.number("GroupId")
    rows = [row for row in ctx.db.table("associate") if row.get("group_idx") == group]
    return [associate_carrier(ctx.db, row["associate_id"]) for row in rows]


@agent_method("User", "GetUser")
def agent_get_user(ctx: Context, _body: Fields) -> Any:
    """A user by associate id. The agent needs approval online, which the sandbox's app has."""
    row = ctx.db.table("associate").get(query_id(ctx, "userId"))
    return row and user_json(ctx, row)


@agent_method("User", "GetUserFromName")
def agent_get_user_by_name(ctx: Context, body: Fields) -> Any:
    """A user by login name."""
    row = _by_name(ctx, body.text("UserName"))
    return row and user_json(ctx, row)


@agent_method("User", "GetUserFromPersonId")
def agent_get_users_of_person(ctx: Context, body: Fields) -> Any:
    """The users that a person has."""
    rows = ctx.db.table("associate").where("person_id", body.number("PersonId"))
    return [user_json(ctx, row) for row in rows if body.number("PersonId")]
