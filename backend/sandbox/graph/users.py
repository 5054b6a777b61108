"""`/me` and `/users`: who the people of a tenant are, and their pictures."""

from __future__ import annotations

from typing import Any

from backend.sandbox.graph.odata import metadata_url, page, select
from backend.sandbox.graph.photos import describe_photo, read_photo, write_photo
from backend.sandbox.graph.routing import Context, routes
from backend.sandbox.wire import Response, json_response
from backend.sandbox.world import Person

#: what Graph shows of a user unless `$select` says otherwise
_DEFAULT = (
    "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
    "preferredLanguage", "surname", "userPrincipalName", "id",
)  # fmt: skip


@routes("GET", "{me}")
def read_user(context: Context) -> Response:
    """One person."""
    assert context.owner is not None
    url = metadata_url(context, "users/$entity")
    entity = _everything(context.owner)
    if "mailboxsettings" in (context.query.get("$select") or "").lower():
        entity["mailboxSettings"] = context.box.settings
    return json_response({"@odata.context": url, **_shown(context, entity)})


@routes("GET", "users")
def list_users(context: Context) -> Response:
    """The people of the caller's tenant."""
    people = [person for person in context.world.people if person.tenant.id == context.caller.tenant]

    def render(person: Person) -> dict[str, Any]:
        return _shown(context, _everything(person))

    answer = page(context, people, context_path="users", render=render, default_top=100)
    return json_response(answer)


@routes("GET", "{me}/photo/$value")
def photo(context: Context) -> Response:
    """The person's picture."""
    return read_photo(context, context.box.owner)


@routes("GET", "{me}/photo")
def photo_description(context: Context) -> Response:
    """What is known of the person's picture."""
    return describe_photo(context, context.box.owner, f"users('{context.box.owner}')")


@routes("PUT", "{me}/photo/$value")
def put_photo(context: Context) -> Response:
    """Set the person's picture."""
    return write_photo(context, context.box.owner)


def _shown(context: Context, entity: dict[str, Any]) -> dict[str, Any]:
    if context.query.get("$select") or context.query.get("$filter"):
        return select(entity, context.query)
    return {name: entity[name] for name in _DEFAULT}


def _everything(person: Person) -> dict[str, Any]:
    return {
        "id": person.oid,
        "displayName": person.name,
        "givenName": person.first_name,
        "surname": person.last_name,
        "mail": person.address,
        "userPrincipalName": person.address,
        "preferredLanguage": person.locale,
        "businessPhones": [],
        "jobTitle": None,
        "mobilePhone": None,
        "officeLocation": None,
        "companyName": person.tenant.name,
        "department": None,
        "accountEnabled": True,
        "userType": "Member",
        "usageLocation": None,
        "proxyAddresses": [f"{'SMTP' if a == person.address else 'smtp'}:{a}" for a in person.addresses],
    }
