"""What entities have in common: REST addresses, and methods of their agents (contracts/superoffice.md §2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.sandbox.superoffice import patch
from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import (
    entity_body,
    entity_json,
    is_unmodified,
    last_change,
    no_content,
    path_id,
    query_id,
    unmodified_or_412,
)
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.foreign_store import add_asked_keys
from backend.sandbox.superoffice.routing import Context, bad_request, not_found, routes
from backend.sandbox.wire import Response


@dataclass(frozen=True, slots=True)
class EntityType:
    """One type of entity: its name, and how its rows become JSON and are written."""

    #: as the addresses have it, "Contact"; in lower case it is the name of the table
    name: str
    #: an unsaved entity
    default: Callable[[Context], dict[str, Any]]
    to_json: Callable[[Context, Row], dict[str, Any]]
    #: `_Links` of a saved entity
    links: Callable[[Context, dict[str, Any]], dict[str, str]]
    #: writes a whole entity, into a new row when there is none
    save: Callable[[Context, Fields, Row | None], Row]
    delete: Callable[[Context, Row], None]

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.name.lower()

    @property
    def key(self) -> str:
        """Name of the primary key's column."""
        return f"{self.table}_id"

    def find(self, ctx: Context, row_id: int) -> Row | None:
        """The row of an id, unless it is in the recycle bin."""
        row = ctx.db.table(self.table).get(row_id)
        return row if row and not row.get("deletedDate") else None

    def addressed(self, ctx: Context, param: str = "id") -> Row:
        """The row that the address names. Raises SuperOfficeError 404."""
        row_id = path_id(ctx, param)
        row = self.find(ctx, row_id)
        if row is None:
            raise not_found(self.name, row_id)
        return row

    def unmodified(self, ctx: Context) -> Row:
        """The row that the address names, as If-Unmodified-Since wants it. Raises SuperOfficeError 404 and 412."""
        row = self.addressed(ctx)
        unmodified_or_412(ctx, row)
        return row

    def answer(self, ctx: Context, row: Row) -> Response:
        """The entity of a row with its links, and the foreign keys where the request asks for them."""
        shown = self.to_json(ctx, row)
        add_asked_keys(ctx, shown, self.table, row[self.key])
        return entity_json(ctx, shown | {"_Links": self.links(ctx, shown)}, last_change(row))


def serve_rest(kind: EntityType) -> None:
    """Register the addresses of an entity."""
    every, one = f"v1/{kind.name}", f"v1/{kind.name}/{{id}}"

    @routes("GET", f"{every}/default")
    def get_default(ctx: Context) -> Response:
        return entity_json(ctx, kind.default(ctx))

    @routes("GET", one)
    def get(ctx: Context) -> Response:
        row = kind.unmodified(ctx)
        return Response(304) if is_unmodified(ctx, row) else kind.answer(ctx, row)

    @routes("POST", every)
    def post(ctx: Context) -> Response:  # answered with 200, not 201
        return kind.answer(ctx, kind.save(ctx, entity_body(ctx), None))

    @routes("PUT", one)
    def put(ctx: Context) -> Response:
        row = kind.unmodified(ctx)
        return kind.answer(ctx, kind.save(ctx, entity_body(ctx), row))

    @routes("DELETE", one)
    def delete(ctx: Context) -> Response:
        kind.delete(ctx, kind.unmodified(ctx))
        return no_content()


def serve_patch(kind: EntityType) -> None:
    """Register PATCH of an entity, which selections do not have."""

    @routes("PATCH", f"v1/{kind.name}/{{id}}")
    def patch_one(ctx: Context) -> Response:
        row = kind.unmodified(ctx)
        body = ctx.json()
        if body is None:
            raise bad_request("The request body is empty: a patch is expected")
        return kind.answer(ctx, kind.save(ctx, Fields(patch.apply(kind.to_json(ctx, row), body)), row))


def serve_agent(kind: EntityType, noun: str) -> None:
    """Register the methods of the entity's agent that make, read and save one, which messages call a *noun*."""
    name = kind.name

    @agent_method(name, f"CreateDefault{name}Entity")
    def create_default(ctx: Context, _body: Fields) -> Any:
        return kind.default(ctx)

    @agent_method(name, f"Get{name}Entity")
    def get(ctx: Context, _body: Fields) -> Any:
        row = kind.find(ctx, query_id(ctx, f"{kind.table}EntityId"))
        return row and kind.to_json(ctx, row)

    @agent_method(name, f"Save{name}Entity")
    def save(ctx: Context, body: Fields) -> Any:
        row_id = body.number(f"{name}Id")
        row = kind.find(ctx, row_id)
        if row_id and row is None:
            raise bad_request(f"{name}Id: {noun} {row_id} does not exist")
        return kind.to_json(ctx, kind.save(ctx, body, row))


def serve_agent_delete(kind: EntityType) -> None:
    """Register the deleting method of the entity's agent, with the id in the query."""

    @agent_method(kind.name, f"Delete{kind.name}Entity")
    def delete(ctx: Context, _body: Fields) -> Any:
        row = kind.find(ctx, query_id(ctx, f"{kind.table}EntityId"))
        if row:
            kind.delete(ctx, row)
        return no_content()
