"""Query options that shape a Graph answer: $filter, $orderby, $skip, $top, $count, $select, and the next link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from backend.sandbox.graph.odata_filter import Both, Compare, Lambda, Literal, Node, Path
from backend.sandbox.graph.odata_match import matches, resolve
from backend.sandbox.graph.odata_parser import parse
from backend.sandbox.graph.routing import Context, GraphError, bad_request
from backend.sandbox.wire import Query

Row = TypeVar("Row")
Entity = dict[str, Any]

EXTENDED = "singleValueExtendedProperties"
#: characters that Graph leaves as they are in option values
_PLAIN = "$'(),/:"
_EXPANDED_NAME = re.compile(r"([A-Za-z]\w*)(\([^()]*(?:\([^()]*\)[^()]*)*\))?")


@dataclass(frozen=True, slots=True)
class ExtendedFilter:
    """A `$filter` on a single-value extended property.

    `operator` is eq, ne, gt, ge, lt, le, contains, startswith or endswith; null as `value` comes as empty text.
    """

    id: str
    operator: str
    value: str


def select(entity: Entity, query: Query) -> Entity:
    """*entity* with what `$select` and `$expand` ask for; `id` and annotations always stay."""
    chosen = query.get("$select")
    if not chosen or "*" in chosen:
        return entity
    wanted = {name.strip().split("/")[0].lower() for name in chosen.split(",")}
    wanted |= {name.lower() for name in expanded(query)} | {"id"}
    return {name: value for name, value in entity.items() if name.startswith("@") or name.lower() in wanted}


def expanded(query: Query) -> dict[str, str]:
    """Names in `$expand`, each with the options written in its brackets."""
    return {name: options[1:-1] for name, options in _EXPANDED_NAME.findall(query.get("$expand") or "")}


def extended_filter(query: Query) -> ExtendedFilter | None:
    """The extended property that every match of `$filter` must have, so that an index can narrow the search.

    None when there is no such condition. Raises GraphError 400.
    """
    text = query.get("$filter")
    return _extended(parse(text)) if text else None


def listed_value(query: Query, collection: str, member: str) -> str | None:
    """The text that `$filter` wants in one element: of `collection/any(x:x/member eq 'text')`.

    None when there is no such condition. Raises GraphError 400.
    """
    text = query.get("$filter")
    return _listed(parse(text), collection, member) if text else None


def metadata_url(context: Context, path: str) -> str:
    """An `@odata.context` address."""
    return f"{context.request.base}/v1.0/$metadata#{path}"


def single(context: Context, path: str, entity: Entity) -> Entity:
    """An entity by itself, of the collection *path*, with `$select` applied."""
    return {"@odata.context": metadata_url(context, f"{path}/$entity"), **select(entity, context.query)}


def page(
    context: Context,
    rows: Iterable[Row],
    *,
    context_path: str,
    render: Callable[[Row], Entity] | None = None,
    extended: Callable[[Row], list[Any]] | None = None,
    default_top: int = 10,
    max_top: int = 999,
) -> Entity:
    """One page of *rows* as a Graph collection with its `@odata.nextLink` (contracts/graph.md §1.2).

    *render* makes the entity of a row, and is called for the rows of this page alone unless the request filters or
    sorts; *extended* gives a row's extended properties as `{"id", "value"}` under the ids that the filter uses.
    Raises GraphError 400 that names the option.
    """
    query = context.query
    if query.get("$search") is not None:
        raise bad_request("$search is not supported here.", "BadRequest")
    make = render or _as_is
    size = _page_size(context, default_top, max_top)
    start = _whole_number(query, "$skip", 0)
    found: Sequence[Any] = rows if isinstance(rows, Sequence) else list(rows)
    made = False
    if query.get("$filter") or query.get("$orderby"):
        found, made = _arranged(query, found, make, extended), True
    part = found[start : start + size]
    chosen = query.get("$select")
    suffix = f"({quote(chosen, safe=',/')})" if chosen else ""
    answer: Entity = {"@odata.context": metadata_url(context, context_path + suffix)}
    if (query.get("$count") or "").lower() == "true":
        answer["@odata.count"] = len(found)
    answer["value"] = [select(row if made else make(row), query) for row in part]
    if start + size < len(found) and size:
        answer["@odata.nextLink"] = link(context, {"$skip": str(start + size)})
    return answer


def matching(
    query: Query,
    rows: Iterable[Row],
    render: Callable[[Row], Entity],
    extended: Callable[[Row], list[Any]] | None = None,
) -> list[Entity]:
    """Rendered *rows* that satisfy `$filter`, all of them without one. Raises GraphError 400."""
    text = query.get("$filter")
    node = parse(text) if text else None
    result: list[Entity] = []
    for row in rows:
        entity = render(row)
        if node is None or matches(node, {**entity, EXTENDED: extended(row)} if extended else entity):
            result.append(entity)
    return result


def link(context: Context, changes: Mapping[str, str], *, keep: bool = True) -> str:
    """Address of this request with *changes* in its options; *keep* the others or drop them."""
    path = context.request.path
    if not path.lower().startswith("/v1.0/"):
        path = f"/v1.0/{path.lstrip('/')}"
    changed = {name.lower() for name in changes}
    pairs = [(n, v) for n, v in context.query if keep and n.lower() not in changed]
    pairs += changes.items()
    text = "&".join(f"{quote(n, safe='$')}={quote(v, safe=_PLAIN)}" for n, v in pairs)
    return f"{context.request.base}{path}?{text}"


def _as_is(row: Any) -> Entity:
    return dict(row)


def _page_size(context: Context, default: int, most: int) -> int:
    top = _whole_number(context.query, "$top", default)
    if "$top" not in context.query and context.prefer.max_page_size:
        top = context.prefer.max_page_size
    return min(top, most)


def _whole_number(query: Query, name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        message = f"Invalid value '{text}' for {name} query option; it must be a non-negative integer."
        raise bad_request(message, "BadRequest")
    return int(text)


def _arranged(
    query: Query,
    rows: Sequence[Row],
    make: Callable[[Row], Entity],
    extended: Callable[[Row], list[Any]] | None,
) -> list[Entity]:
    found = matching(query, rows, make, extended)
    for path, descending in reversed(_order(query.get("$orderby") or "")):
        found.sort(key=lambda entity, path=path: _rank(resolve(path, entity)), reverse=descending)  # type: ignore[misc]
    return found


def _order(text: str) -> list[tuple[Path, bool]]:
    order: list[tuple[Path, bool]] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match part.split():
            case [name] if _is_path(name):
                order.append((Path(tuple(name.split("/"))), False))
            case [name, direction] if _is_path(name) and direction.lower() in {"asc", "desc"}:
                order.append((Path(tuple(name.split("/"))), direction.lower() == "desc"))
            case _:
                raise _bad_order(part)
    return order


def _bad_order(part: str) -> GraphError:
    return bad_request(f"Syntax error in $orderby: '{part}'.", "BadRequest")


def _is_path(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("/"))


def _rank(value: Any) -> tuple[int, Any]:
    """A key under which values of any kind can be sorted: null first, then by kind."""
    match value:
        case bool() | int() | float():
            return 1, value
        case datetime():
            return 2, value
        case str():
            return 3, value.casefold()
        case _:
            return 0, 0


def _extended(node: Node) -> ExtendedFilter | None:
    match node:
        case Both(left, right):
            return _extended(left) or _extended(right)
        case Lambda("any", Path((name,)), variable, Both(first, second)) if name.lower() == EXTENDED.lower():
            return _property(variable, first, second) or _property(variable, second, first)
    return None


def _listed(node: Node, collection: str, member: str) -> str | None:
    match node:
        case Both(left, right):
            found = _listed(left, collection, member)
            return _listed(right, collection, member) if found is None else found
        case Lambda("any", Path((name,)), variable, Compare("eq", Path((owner, part)), Literal(str(value)))) if (
            name == collection and part == member and owner == variable
        ):
            return value
    return None


def _property(variable: str, first: Node, second: Node) -> ExtendedFilter | None:
    match first, second:
        case (
            Compare("eq", Path((owner, "id")), Literal(str(name))),
            Compare(operator, Path((other, "value")), Literal(value)),
        ) if owner == other == variable:
            return ExtendedFilter(name, operator, "" if value is None else str(value))
    return None
