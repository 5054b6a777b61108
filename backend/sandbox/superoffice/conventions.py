"""The dialect that all addresses of the API share: entities in and out, $select, conditional requests, links."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, bad_request
from backend.sandbox.wire import Response, json_response

#: rights of a caller who may do everything
FULL_RIGHT = {"Mask": "Select, Update, Insert, Delete", "Reason": ""}
#: from here on a date means "open end"
LAST_YEAR = 9900
READ_RIGHT = {"Mask": "Select", "Reason": "[SR_ACCESS_ASSOC]"}


def entity_body(ctx: Context) -> Fields:
    """The entity in the request's body. Raises SuperOfficeError 400 when there is none."""
    body = ctx.json()
    if body is None:
        raise bad_request("The request body is empty: an entity is expected")
    return Fields.of(body)


def path_id(ctx: Context, name: str = "id") -> int:
    """The record id in the address. Raises SuperOfficeError 400."""
    return positive(ctx.params[name], name)


def query_id(ctx: Context, name: str) -> int:
    """A record id in the query, as the agents take them; 0 when absent. Raises SuperOfficeError 400."""
    value = ctx.query.get(name)
    return 0 if value in (None, "") else positive(str(value), name)


def positive(text: str, name: str) -> int:
    """A record id as text. Raises SuperOfficeError 400."""
    if not text.isdecimal() or int(text) > 2**31 - 1:
        raise bad_request(f"{name}: {text[:40]!r} is not a record id")
    return int(text)


def select(ctx: Context, entity: dict[str, Any]) -> dict[str, Any]:
    """Null what `$select` does not name; the properties themselves stay (contracts/superoffice.md §2.1)."""
    wanted = ctx.query.get("$select")
    if not wanted:
        return entity
    names = {name.strip().split("/")[0].lower() for name in wanted.split(",")} | {"_links", "tableright"}
    return {name: value if name.lower() in names else None for name, value in entity.items()}


def select_each(ctx: Context, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As `select`, for a list."""
    return [select(ctx, entity) for entity in entities]


def entity_json(ctx: Context, entity: dict[str, Any], stamp: datetime | None = None) -> Response:
    """An entity as answer, with `$select` applied and Last-Modified from *stamp* (naive UTC)."""
    headers = {} if stamp is None else {"Last-Modified": http_date(stamp)}
    return json_response(select(ctx, entity), headers=headers)


def http_date(stamp: datetime) -> str:
    """A naive UTC stamp in RFC 1123."""
    return format_datetime(stamp.replace(tzinfo=UTC), usegmt=True)


def no_content() -> Response:
    """204."""
    return Response(204)


def last_change(row: dict[str, Any]) -> datetime:
    """When a row was last written, naive UTC."""
    stamp: datetime = row["updated"] or row["registered"]
    return stamp


def _header_date(ctx: Context, name: str) -> datetime | None:
    text = ctx.request.headers.get(name)
    if not text:
        return None
    try:
        value = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None  # RFC 9110 §13.1.3: a recipient ignores a date it cannot read
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def unmodified_or_412(ctx: Context, row: dict[str, Any]) -> None:
    """Honour If-Unmodified-Since. Raises SuperOfficeError 412 (contracts/superoffice.md §2.3)."""
    since = _header_date(ctx, "If-Unmodified-Since")
    if since is not None and last_change(row) > since:
        raise SuperOfficeError(412, "SoConcurrencyException", "The record was changed after the given date")


def is_unmodified(ctx: Context, row: dict[str, Any]) -> bool:
    """True when If-Modified-Since makes the answer 304."""
    since = _header_date(ctx, "If-Modified-Since")
    return since is not None and last_change(row) <= since


def api_address(ctx: Context) -> str:
    """Address of the API without a trailing slash."""
    return ctx.state.api_address(ctx.request.base)


def read_time(ctx: Context, value: Any, field: str) -> datetime | None:
    """As `read_date`, for a time that one reckons with: "open end" is refused. Raises SuperOfficeError 400."""
    moment = read_date(ctx, value, field)
    if moment is not None and moment.year >= LAST_YEAR:
        raise bad_request(f"{field}: {moment.year} leaves no room to reckon")
    return moment


def read_date(ctx: Context, value: Any, field: str) -> datetime | None:
    """A time sent by the caller as naive base time; None for null and year 1. Raises SuperOfficeError 400."""
    return None if value is None else ctx.zone.read(value, field)
