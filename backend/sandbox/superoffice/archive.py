"""OData archives: `GET /v1/{Entity}` and `/v1/Archive/{provider}` (contracts/superoffice.md §2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.sandbox.superoffice import cells, dynamic
from backend.sandbox.superoffice.archive_model import Provider, Reader, Resolved, resolve
from backend.sandbox.superoffice.cells import Cell
from backend.sandbox.superoffice.conventions import FULL_RIGHT, api_address
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.odata import Condition, Node, columns_of, parse_columns, parse_filter, parse_order
from backend.sandbox.superoffice.predicates import Field, Moment, compile_filter
from backend.sandbox.superoffice.providers import PROVIDERS, find_provider, provider_names
from backend.sandbox.superoffice.routing import Context, bad_request, routes
from backend.sandbox.superoffice.search import candidates, page, sort_key, tested
from backend.sandbox.wire import Query, Response, json_response


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants of an archive."""

    columns: list[str]
    tree: Node | None
    order: list[tuple[str, bool]]
    entities: frozenset[str]
    skip: int
    top: int | None


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One row of the answer."""

    key: int
    entity: str
    cells: dict[str, Cell | None]


def asked_of(ctx: Context, query: Query) -> Asked:
    """Read `$select`, `$filter`, `$orderBy`, `$entities`, `$top` and `$skip`. Raises SuperOfficeError 400."""
    return Asked(
        parse_columns(query.get("$select")),
        parse_filter(query.get("$filter") or ""),
        parse_order(query.get("$orderBy")),
        frozenset(name.lower() for name in parse_columns(query.get("$entities"))),
        _count(query, "$skip") or 0,
        capped(ctx, _count(query, "$top")),
    )


def _count(query: Query, name: str) -> int | None:
    text = query.get(name)
    if text is None or text == "":
        return None
    if not text.isdecimal() or len(text) > 9:
        raise bad_request(f"{name}: {text[:20]!r} is not a number of rows")
    return int(text)


def capped(ctx: Context, top: int | None) -> int | None:
    """The page size under the tenant's largest one (contracts/superoffice.md §2.4, undocumented)."""
    largest = ctx.world.switches.superoffice_max_top
    if largest == "unlimited":
        return top
    return int(largest) if top is None else min(top, int(largest))


def moment_of(ctx: Context) -> Moment:
    """In which zone the filters of this tenant are read (contracts/superoffice.md §10.4)."""
    zone = ctx.world.base_zone
    literal = "UTC" if ctx.world.switches.superoffice_filter_zone == "utc" else zone
    return Moment(literal, zone, ctx.world.clock.now(), ctx.caller.associate_id)


def search(ctx: Context, name: str, asked: Asked) -> list[ArchiveRow]:
    """The rows of one page of an archive. Raises SuperOfficeError 400, 403 or 404."""
    if name.lower() == "dynamic":
        return _search_dynamic(ctx, asked)
    return _search_provider(ctx, find_provider(name), asked)


def _search_dynamic(ctx: Context, asked: Asked) -> list[ArchiveRow]:
    query = dynamic.Query(ctx.db, asked.columns, asked.tree, asked.order)
    dynamic.refuse_log(ctx, query)
    table = query.base.table
    return [
        ArchiveRow(
            (joined[""] or {}).get(table.key, 0),
            table.name,
            {column: dynamic.cell_of(ctx, query, column, joined) for column in asked.columns},
        )
        for joined in query.rows(moment_of(ctx), asked.skip, asked.top)
    ]


def _search_provider(ctx: Context, provider: Provider, asked: Asked) -> list[ArchiveRow]:
    reader, moment, table = Reader(ctx), moment_of(ctx), ctx.db.table(provider.table)
    names = asked.columns or [column.name for column in provider.columns]
    mentioned = [*names, *columns_of(asked.tree), *(name for name, _ in asked.order)]
    columns = {name: resolve(PROVIDERS, provider, name) for name in mentioned}

    def field(name: str) -> Field:
        column = columns[name]
        return Field(
            name,
            column.column.kind,
            lambda row: column.values(reader, row),
            lambda value: column.column.text_of(reader, value),
        )

    passes = compile_filter(asked.tree, field, moment)

    def test(row: Row) -> bool:
        if asked.entities and "all" not in asked.entities and provider.entity(row).lower() not in asked.entities:
            return False
        return provider.present(reader, row) and passes(row)

    def stored(condition: Condition) -> Condition | None:
        return columns[condition.column].stored(reader, condition)

    rows = tested(table, candidates(table, asked.tree, stored, moment), test)
    by_key = [(columns[name].column.source, columns[name].steps, down) for name, down in asked.order]
    sorted_already = by_key == [(table.key, (), False)]
    order = [] if sorted_already else [(_sortable(columns[name], reader), down) for name, down in asked.order]
    return [
        ArchiveRow(
            row[table.key], provider.entity(row), {name: _cell(columns[name], reader, row) for name in names}
        )
        for row in page(rows, asked.skip, asked.top, order)
    ]


def _sortable(column: Resolved, reader: Reader) -> Any:
    def key(row: Row) -> tuple[bool, Any]:
        cell = _cell(column, reader, row)
        if cell is None:
            return sort_key(None)
        return sort_key(cell.name if cell.kind in ("list", "associate") else cell.value)

    return key


def _cell(column: Resolved, reader: Reader, row: Row) -> Cell | None:
    kind = column.column.kind
    for value in column.values(reader, row):
        name = column.column.text_of(reader, value) if kind in ("list", "associate") else ""
        return Cell(kind, value, name)
    return Cell(kind, None)


def archive_response(ctx: Context, name: str, query: Query | None = None) -> Response:
    """One page of an archive as the request's `$mode` and `$output` want it."""
    query = query or ctx.query
    mode = (query.get("$mode") or "Slim").lower()
    output = (query.get("$output") or "Logical").lower()
    if mode not in ("slim", "full"):
        raise bad_request(f"$mode: {mode[:20]!r} is neither Slim nor Full")
    if output not in ("logical", "display"):
        raise bad_request(f"$output: {output[:20]!r} is neither Logical nor Display")
    rows = search(ctx, name, asked_of(ctx, query))
    if mode == "full":
        value = [_full(ctx, row) for row in rows]
    else:
        show = cells.slim if output == "logical" else cells.display
        value = [
            {
                "PrimaryKey": str(row.key),
                "EntityName": row.entity,
                **{column: show(cell, ctx.zone) for column, cell in row.cells.items()},
            }
            for row in rows
        ]
    return odata(ctx, value)


def _full(ctx: Context, row: ArchiveRow) -> dict[str, Any]:
    return {
        "PrimaryKey": row.key,
        "EntityName": row.entity,
        "StyleHint": "",
        "LinkHint": f"{row.entity}_id={row.key}",
        "TableRight": FULL_RIGHT,
        "Column": {column: cells.full(cell, ctx.zone) for column, cell in row.cells.items()},
    }


def odata(ctx: Context, value: list[Any]) -> Response:
    """Rows in their envelope; recorded answers never have a next link (contracts/superoffice.md §2.4)."""
    return json_response(
        {"odata.metadata": f"{api_address(ctx)}/v1/Archive//$metadata", "odata.nextLink": None, "value": value}
    )


def narrowed(ctx: Context, name: str, condition: str) -> Response:
    """An archive under an entity: the request's own filter and *condition*."""
    own = ctx.query.get("$filter")
    both = f"({own}) and {condition}" if own and own.strip() else condition
    pairs = [pair for pair in ctx.query if pair[0].lower() != "$filter"]
    return archive_response(ctx, name, Query([*pairs, ("$filter", both)]))


#: REST list -> archive behind it
LISTS = {
    "Appointment": "FindAppointment", "Person": "Person", "Contact": "SimpleContact", "Project": "FindProject",
    "ProjectMember": "ProjectMember", "Selection": "FindSelection", "Sale": "FindSale",
    "ForeignApp": "ForeignKeys", "User": "AllUsers",
}  # fmt: skip


@routes("GET", *(f"v1/{entity}" for entity in LISTS))
def list_entities(ctx: Context) -> Response:
    """The archive behind a REST list."""
    entity = ctx.request.segments[-1].lower()
    return archive_response(ctx, next(archive for name, archive in LISTS.items() if name.lower() == entity))


@routes("GET", "v1/Archive")
def list_providers(ctx: Context) -> Response:
    """Every archive with its address."""
    return json_response({name: f"{api_address(ctx)}/v1/Archive/{name}" for name in provider_names()})


@routes("GET", "v1/Archive/{provider}")
def get_archive(ctx: Context) -> Response:
    """An archive; `{provider}$metadata` is its description."""
    name = ctx.params["provider"]
    if name.lower().endswith("$metadata"):
        return metadata(ctx, name[: -len("$metadata")])
    return archive_response(ctx, name)


@routes("POST", "v1/Archive/{provider}")
def post_archive(ctx: Context) -> Response:
    """An archive with its options as form fields, for long filters."""
    try:
        form = Query.parse(ctx.request.body.decode())
    except UnicodeDecodeError as error:
        raise bad_request("body: the form is not UTF-8") from error
    return archive_response(ctx, ctx.params["provider"], Query([*form, *ctx.query]))


@routes("GET", "v1/Archive/{provider}/$metadata")
def get_metadata(ctx: Context) -> Response:
    """The columns of an archive."""
    return metadata(ctx, ctx.params["provider"])


def metadata(ctx: Context, name: str) -> Response:
    """The columns of an archive with their types."""
    provider = find_provider(name)
    columns = [{"Name": column.name, "Type": column.kind} for column in provider.by_name.values()]
    return odata(ctx, columns)
