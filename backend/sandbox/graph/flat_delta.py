"""Deltas over things without a time window: contacts, tasks, and the folders and lists themselves.

Answers come from the mailbox's log, so a round costs what has changed (contracts/graph.md §2.3, §2.4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.sandbox.graph import deltatoken, ids, plain_store
from backend.sandbox.graph.model import Change, Item
from backend.sandbox.graph.odata import link, metadata_url, select
from backend.sandbox.graph.routing import Context, bad_request
from backend.sandbox.wire import Query, Response, json_response

DEFAULT_PAGE = 10
_BAKED = ("$select", "$expand", "$top")
_REFUSED = ("$filter", "$orderby", "$search")


@dataclass(frozen=True, slots=True)
class Tracked:
    """What one delta runs over. Rows are known by a key that grows with each new one."""

    #: names the sync state within the mailbox
    name: str
    #: what a row is called in Graph: "contact"
    type: str
    rows: Mapping[Any, Any]
    #: entity of a row, given the options of the first request
    render: Callable[[Any, Query], dict[str, Any]]
    #: key of the row that a log line is about; None when it is about something else
    key_of: Callable[[Change], Any]
    id_of: Callable[[Any], str]


def answer(context: Context, tracked: Tracked) -> Response:
    """One page of a delta round. Raises GraphError 400, or 410 for a token that is too old."""
    scope = f"{context.caller.app}|{context.box.owner}|{tracked.name}"
    if (text := context.query.get("$deltatoken")) is not None:
        token = deltatoken.decode(text, "delta")
    elif (text := context.query.get("$skiptoken")) is not None:
        token = deltatoken.decode(text, "skip")
    else:
        options = {name: sent for name in _BAKED if (sent := context.query.get(name)) is not None}
        for name in _REFUSED:
            if name in context.query:
                raise bad_request(f"{name} is not supported with change tracking.", "ErrorInvalidUrlQuery")
        first = {"options": options, "after": None}
        token = deltatoken.DeltaToken("skip", scope, len(context.box.log), 0, first)
    if token.scope != scope:
        raise bad_request("The token belongs to another resource: $deltatoken.", "BadRequest")
    if token.generation:
        context.state.generations.check(scope, token.generation)
    value, following = (_snapshot if "after" in token.extra else _changes)(context, tracked, token)
    body = {
        "@odata.context": metadata_url(context, f"Collection({tracked.type})"),
        **_link(context, token, following),
        "value": value,
    }
    return json_response(body, headers={"Preference-Applied": "odata.track-changes"})


def answer_items(
    context: Context,
    kind: plain_store.PlainKind,
    type_name: str,
    container: str,
    render: Callable[[Context, Item, Query], dict[str, Any]],
) -> Response:
    """One page of a delta round over the contacts of a folder or the tasks of a list. Raises as `answer` does."""

    def rendered(item: Item, options: Query) -> dict[str, Any]:
        return render(context, item, options)

    def key_of(line: Change) -> int | None:
        return line.key if line.kind == kind and line.container == container else None

    def id_of(key: int) -> str:
        return ids.item_id(context.box.owner, container, key, immutable=context.prefer.immutable_ids)

    rows = plain_store.shelf(context.state, container)
    return answer(context, Tracked(f"{kind}s|{container}", type_name, rows, rendered, key_of, id_of))


#: the page, and the (log number, extra) of the next page; None when the round is over
_Page = tuple[list[dict[str, Any]], tuple[int, dict[str, Any]] | int]


def _snapshot(context: Context, tracked: Tracked, token: deltatoken.DeltaToken) -> _Page:
    """A page of the first round: every row, by key."""
    after, options = token.extra["after"], Query(token.extra["options"].items())
    size = _size(context, options)
    keys = sorted(key for key in tracked.rows if after is None or key > after)
    value = [_present(tracked, key, options) for key in keys[:size]]
    if len(keys) > size:
        return value, (token.sequence, {**token.extra, "after": keys[size - 1]})
    return value, token.sequence


def _changes(context: Context, tracked: Tracked, token: deltatoken.DeltaToken) -> _Page:
    """A page of what the log tells since the token."""
    options = Query(token.extra["options"].items())
    size = _size(context, options)
    keys: dict[Any, None] = {}
    lines = context.box.changes_since(token.sequence)
    for line in lines:
        key = tracked.key_of(line)
        if key is None or key in keys:
            continue
        if len(keys) == size:
            return _rows(tracked, keys, options), (line.sequence - 1, token.extra)
        keys[key] = None
    return _rows(tracked, keys, options), lines[-1].sequence if lines else token.sequence


def _rows(tracked: Tracked, keys: Mapping[Any, None], options: Query) -> list[dict[str, Any]]:
    return [
        _present(tracked, key, options)
        if key in tracked.rows
        else {"@removed": {"reason": "deleted"}, "id": tracked.id_of(key)}
        for key in keys
    ]


def _present(tracked: Tracked, key: Any, options: Query) -> dict[str, Any]:
    entity = tracked.render(tracked.rows[key], options)
    return select({"@odata.type": f"#microsoft.graph.{tracked.type}", **entity}, options)


def _link(
    context: Context, token: deltatoken.DeltaToken, following: tuple[int, dict[str, Any]] | int
) -> dict[str, str]:
    if isinstance(following, tuple):
        sequence, extra = following
        text = deltatoken.encode("skip", token.scope, sequence, token.generation, extra)
        return {"@odata.nextLink": link(context, {"$skiptoken": text}, keep=False)}
    generation = context.state.generations.issue(token.scope)
    extra = {"options": token.extra["options"]}
    text = deltatoken.encode("delta", token.scope, following, generation, extra)
    return {"@odata.deltaLink": link(context, {"$deltatoken": text}, keep=False)}


def _size(context: Context, options: Query) -> int:
    top = options.get("$top") or ""
    asked = int(top) if top.isascii() and top.isdigit() and len(top) < 6 else 0
    return context.prefer.max_page_size or asked or DEFAULT_PAGE
