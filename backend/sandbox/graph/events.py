"""Events by address: list, count, read, create, change, delete."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from backend.sandbox.graph import event_write, extended
from backend.sandbox.graph.calendar_paths import (
    calendar_of,
    check_if_match,
    entry_of,
    in_calendar,
    of_event,
    root_path,
)
from backend.sandbox.graph.entries import Entry, whole
from backend.sandbox.graph.event_expand import with_expansions
from backend.sandbox.graph.event_wire import EventWriter
from backend.sandbox.graph.late_exceptions import hold_back, remember
from backend.sandbox.graph.model import Event
from backend.sandbox.graph.odata import matching, page, single
from backend.sandbox.graph.routing import Context, GraphError, routes
from backend.sandbox.wire import Response, json_response


@routes("GET", *in_calendar("events"))
def list_events(context: Context) -> Response:
    """Singles and masters of a calendar (contracts/graph.md §1.2)."""
    answer = page(
        context,
        _candidates(context),
        context_path=f"{root_path(context)}/calendar/events",
        render=partial(_rendered, context, EventWriter.of(context)),
        extended=lambda key: extended.for_filter(context.box.items[key].extended, context.query),
    )
    return json_response(answer)


@routes("GET", *in_calendar("events/$count"))
def count_events(context: Context) -> Response:
    """Number of singles and masters, as plain text."""
    found: list[Any] = _candidates(context)
    if context.query.get("$filter"):
        render = partial(_rendered, context, EventWriter.of(context))
        items = context.box.items
        found = matching(
            context.query, found, render, lambda key: extended.for_filter(items[key].extended, context.query)
        )
    return Response(200, str(len(found)).encode(), {"Content-Type": "text/plain"})


@routes("POST", *in_calendar("events"))
def create_event(context: Context) -> Response:
    """A new event; a known transactionId makes none (contracts/graph.md §1.3, §1.4)."""
    body = context.body()
    calendar = calendar_of(context)
    written = event_write.read_body(context, body)
    index = context.state.index(context.box)
    transaction = written.wire.get("transactionId")
    if transaction and transaction in index.by_transaction:
        event = _replayed(context, transaction, body)
    else:
        assert context.owner is not None
        event = event_write.create(context, context.box, context.owner, calendar.id, written)
        if transaction:
            context.state.payloads[context.box.owner, transaction] = _fingerprint(body)
    answer = _shown(context, whole(index, event))
    location = f"{context.request.base}/v1.0{context.root}/events/{answer['id']}"
    return json_response(answer, 201, {"Location": location})


@routes("GET", *of_event())
def read_event(context: Context) -> Response:
    """One event, master or occurrence."""
    return json_response(_shown(context, entry_of(context)))


@routes("PATCH", *of_event())
def update_event(context: Context) -> Response:
    """Change an event, a series or one occurrence."""
    entry = entry_of(context)
    check_if_match(context, entry)
    written = event_write.read_body(context, context.body())
    assert context.owner is not None
    before = remember(entry)
    entry = event_write.update(context, context.box, context.owner, entry, written)
    answer = json_response(_shown(context, entry))
    hold_back(context, context.box, entry, before)
    return answer


@routes("DELETE", *of_event())
@routes("POST", *of_event("permanentDelete"))
def delete_event(context: Context) -> Response:
    """Delete an event, a series or one occurrence. The sandbox keeps no bin."""
    entry = entry_of(context)
    check_if_match(context, entry)
    assert context.owner is not None
    event_write.remove(context, context.box, context.owner, entry)
    return Response(204)


def _candidates(context: Context) -> list[int]:
    """Keys of singles and masters of the addressed calendar, narrowed by an indexed `$filter`."""
    index = context.state.index(context.box)
    present = index.spans.get(calendar_of(context).id, {})
    narrowed = extended.candidates(index, context.query)
    return list(present) if narrowed is None else [key for key in sorted(narrowed) if key in present]


def _rendered(context: Context, writer: EventWriter, key: int) -> dict[str, Any]:
    event = context.box.items[key]
    assert isinstance(event, Event)
    entry = whole(context.state.index(context.box), event)
    return with_expansions(context, writer, entry, writer.full(entry))


def _shown(context: Context, entry: Entry) -> dict[str, Any]:
    writer = EventWriter.of(context)
    entity = with_expansions(context, writer, entry, writer.full(entry))
    return single(context, f"{root_path(context)}/events", entity)


def _fingerprint(body: dict[str, Any]) -> str:
    return json.dumps(body, sort_keys=True)


def _replayed(context: Context, transaction: str, body: dict[str, Any]) -> Event:
    """The event a transaction id made before. Raises GraphError when it was another (a switch)."""
    index = context.state.index(context.box)
    event = context.box.items.get(index.by_transaction[transaction])
    same = context.state.payloads.get((context.box.owner, transaction)) == _fingerprint(body)
    if isinstance(event, Event) and same and context.world.switches.graph_transaction_replay == "returns_existing":
        return event
    raise GraphError(
        int(context.world.switches.graph_duplicate_transaction),
        "ErrorDuplicateTransactionId",
        "Your request can't be completed. The TransactionId specified in the request has already been used to "
        "create a different event.",
    )
