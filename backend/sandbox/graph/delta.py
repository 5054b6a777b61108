"""What changed in a window of a calendar since a token was given out (contracts/graph.md §2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any

from backend.sandbox.graph import entries, ids
from backend.sandbox.graph.calendar_paths import calendar_of, in_calendar
from backend.sandbox.graph.deltatoken import DeltaToken, decode, encode
from backend.sandbox.graph.entries import Entry, touches, whole
from backend.sandbox.graph.event_wire import EventWriter
from backend.sandbox.graph.model import Event
from backend.sandbox.graph.odata import link, metadata_url, select
from backend.sandbox.graph.routing import Context, GraphError, bad_request, not_found, routes
from backend.sandbox.graph.views import open_window, window
from backend.sandbox.wire import Query, Response, json_response

DEFAULT_PAGE = 50
MAX_PAGE = 999
#: what events/delta tells of an event (§2.2)
_BRIEF = ("@odata.etag", "id", "changeKey", "lastModifiedDateTime", "type", "subject", "start", "end")
_REFUSED = ("$filter", "$orderby", "$search")


@dataclass(slots=True, frozen=True)
class Round:
    """One initial or incremental round over a calendar, at one of its pages."""

    #: calendarView has occurrences, events only masters and singles
    shows_occurrences: bool
    calendar: str
    start: datetime
    end: datetime
    #: baked into the token, as Graph does with query options
    select: str
    #: changes after this log number; None in an initial round, which lists what is there
    since: int | None
    #: log number at which the round began: where the next one goes on
    until: int
    generation: int
    #: initial round: the last event key listed; incremental: the last log number told
    position: int

    @property
    def scope(self) -> str:
        """What makes tokens belong together, apart from app and mailbox."""
        kind = "view" if self.shows_occurrences else "events"
        return f"{kind} {self.calendar} {self.start.isoformat()} {self.end.isoformat()}"


@routes("GET", *in_calendar("calendarView/delta"))
def calendar_view_delta(context: Context) -> Response:
    """One page of a round over a window, with occurrences."""
    return _answer(context, shows_occurrences=True)


@routes("GET", *in_calendar("events/delta"))
def events_delta(context: Context) -> Response:
    """One page of a round over masters and singles; whether v1.0 has it is a switch (§2.2)."""
    if context.world.switches.graph_events_delta == "absent":
        raise GraphError(400, "ErrorInvalidRequest", "The delta function is not supported on this collection.")
    return _answer(context, shows_occurrences=False)


def _answer(context: Context, *, shows_occurrences: bool) -> Response:
    _check_options(context)
    this = _resumed(context, shows_occurrences) or _begun(context, shows_occurrences)
    size = min(context.prefer.max_page_size or DEFAULT_PAGE, MAX_PAGE)
    groups = _listing(context, this) if this.since is None else _changes(context, this)
    value: list[dict[str, Any]] = []
    position, complete = this.position, True
    for position_after, group in groups:
        # a series is not split over pages (§2.1)
        if value and len(value) + len(group) > size:
            complete = False
            break
        value += group
        position = position_after
    chosen = Query([("$select", this.select)] if this.select else [])
    answer = {
        "@odata.context": metadata_url(context, "Collection(event)"),
        "value": [select(entity, chosen) for entity in value],
        **_onward(context, this, position, complete=complete),
    }
    return json_response(answer, headers={"Preference-Applied": "odata.track-changes"})


def _check_options(context: Context) -> None:
    if "$expand" in context.query:
        # what Exchange really answers (§1.6)
        message = "Value cannot be null. Parameter name: type"
        raise GraphError(500, "ErrorInternalServerError", message)
    for name in _REFUSED:
        if name in context.query:
            raise bad_request(f"The query option {name} is not supported with change tracking.")
    if "$select" in context.query and context.world.switches.graph_delta_select == "refused":
        raise bad_request("The query option $select is not supported with change tracking.")


def _begun(context: Context, shows_occurrences: bool) -> Round:
    start, end = window(context) if shows_occurrences else open_window(context)
    honoured = context.world.switches.graph_delta_select == "honoured"
    return Round(
        shows_occurrences, calendar_of(context).id, start, end,
        (context.query.get("$select") or "") if honoured else "", None, len(context.box.log), 0, 0,
    )  # fmt: skip


def _resumed(context: Context, shows_occurrences: bool) -> Round | None:
    """The round that the request's token goes on with; None when it has no token. Raises GraphError 400 or 410."""
    if text := context.query.get("$deltatoken"):
        token = decode(text, "delta")
    elif text := context.query.get("$skiptoken"):
        token = decode(text, "skip")
    else:
        return None
    this = _round_of(context, token)
    if this.shows_occurrences != shows_occurrences or this.calendar not in context.box.calendars:
        raise not_found("The token belongs to another address.")
    if token.scope != _full_scope(context, this):
        raise bad_request("The token belongs to another mailbox or app.", "BadRequest")
    if this.generation:
        context.state.generations.check(token.scope, this.generation)
    return this


def _round_of(context: Context, token: DeltaToken) -> Round:
    match token.extra:
        case {
            "v": bool(view),
            "c": str(calendar),
            "s": str(start),
            "e": str(end),
            "f": str(chosen),
            "p": int(position),
            "n": int() | None as since,
            "u": int(until),
        }:
            pass
        case _:
            raise bad_request("Badly formed token.", "BadRequest")
    try:
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    except ValueError as error:
        raise bad_request("Badly formed token.", "BadRequest") from error
    if token.kind == "delta":
        since, until, position = token.sequence, len(context.box.log), token.sequence
    return Round(view, calendar, first, last, chosen, since, until, token.generation, position)


def _full_scope(context: Context, this: Round) -> str:
    return f"{context.caller.app} {context.box.owner} {this.scope}"


def _onward(context: Context, this: Round, position: int, *, complete: bool) -> dict[str, str]:
    """The link to the next page, or to the next round."""
    scope = _full_scope(context, this)
    extra = {
        "v": this.shows_occurrences, "c": this.calendar, "s": this.start.isoformat(), "e": this.end.isoformat(),
        "f": this.select, "p": position, "n": this.since, "u": this.until,
    }  # fmt: skip
    if not complete:
        token = encode("skip", scope, this.until, this.generation, extra)
        return {"@odata.nextLink": link(context, {"$skiptoken": token}, keep=False)}
    generation = context.state.generations.issue(scope)
    token = encode("delta", scope, this.until, generation, extra)
    return {"@odata.deltaLink": link(context, {"$deltatoken": token}, keep=False)}


def _listing(context: Context, this: Round) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """What is in the window, event by event, after the round's position."""
    spans = context.state.index(context.box).spans.get(this.calendar, {})
    writer = EventWriter.of(context)
    # by key, as the position is one: an event that was written again stands last in the index
    for key, span in sorted(spans.items(), key=itemgetter(0)):
        if key <= this.position or span.start >= this.end or (span.end is not None and span.end < this.start):
            continue
        event = context.box.items[key]
        assert isinstance(event, Event)
        if group := _group(context, this, writer, event):
            yield key, group


def _changes(context: Context, this: Round) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """What the log says after the round's position, each event once, by its last change."""
    lines = context.box.changes_since(this.position)
    last = {
        line.key: line for line in islice(lines, max(0, this.until - this.position))
        if line.kind == "event" and line.container == this.calendar
    }  # fmt: skip
    writer = EventWriter.of(context)
    for line in sorted(last.values(), key=lambda line: line.sequence):
        event = context.box.items.get(line.key)
        group = _group(context, this, writer, event) if isinstance(event, Event) else []
        if not group:
            # deleted, or outside the window: told all the same (§2.1)
            gone = ids.item_id(context.box.owner, line.container, line.key, immutable=context.prefer.immutable_ids)
            group = [{"@odata.type": "#microsoft.graph.event", "id": gone, "@removed": {"reason": "deleted"}}]
        yield line.sequence, group


def _group(context: Context, this: Round, writer: EventWriter, event: Event) -> list[dict[str, Any]]:
    """An event in the window as delta shows it: a series is its master, then its occurrences."""
    index = context.state.index(context.box)
    entry = whole(index, event)
    if entry.type == "singleInstance":
        inside = touches(entry.start, entry.end, this.start, this.end)
        return [_shown(this, writer, entry)] if inside else []
    if not this.shows_occurrences:
        return [_shown(this, writer, entry)]
    stubs = context.world.switches.graph_delta_shape == "stubs"
    shown = [
        writer.stub(part) if stubs and part.type == "occurrence" else _shown(this, writer, part)
        for part in entries.occurrences(index, event, this.start, this.end)
    ]
    return [_shown(this, writer, entry), *shown] if shown else []


def _shown(this: Round, writer: EventWriter, entry: Entry) -> dict[str, Any]:
    entity = writer.full(entry)
    told = entity if this.shows_occurrences else {name: entity[name] for name in _BRIEF}
    return {"@odata.type": "#microsoft.graph.event", **told}
