"""The Graph host: from an HTTP request to the handler that answers it, and back."""

from __future__ import annotations

import inspect
import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from backend.sandbox.gate import ConnectionCut, Gate
from backend.sandbox.graph import handlers as _handlers  # noqa: F401  registers every route
from backend.sandbox.graph import notifications
from backend.sandbox.graph.auth import addressed_person, authenticate
from backend.sandbox.graph.event_write import add_event
from backend.sandbox.graph.late_exceptions import release
from backend.sandbox.graph.mailboxes import mailbox_of
from backend.sandbox.graph.model import Event, Mailbox
from backend.sandbox.graph.prefer import applied, parse_prefer
from backend.sandbox.graph.routing import Context, GraphError, Route, normalise, routes
from backend.sandbox.graph.state import GraphState
from backend.sandbox.outbound import Outbound
from backend.sandbox.wire import Request, Response, json_response
from backend.sandbox.world import Person, World

log = logging.getLogger(__name__)

VERSION = "v1.0"
_CONTENT_TYPE = (
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
)
_DIAGNOSTIC = (
    '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"1","ScaleUnit":"000","RoleInstance":"SANDBOX"}}'
)
_MAX_BODY = 4 * 1024 * 1024


@dataclass(slots=True)
class _Target:
    """What a request is about, as far as it could be found out."""

    template: str = "unknown"
    mailbox: str = ""
    app: str = ""
    context: Context | None = None
    route: Route | None = None
    error: GraphError | None = None


class GraphHost:
    """Microsoft Graph v1.0 over the shared world."""

    def __init__(self, world: World, gate: Gate, outbound: Outbound) -> None:
        self.world = world
        self.gate = gate
        self.outbound = outbound
        self.outbox = notifications.Outbox(outbound)
        self.state = GraphState()

    async def handle(self, request: Request) -> Response:
        """Answer *request*, whose path begins with /v1.0. Raises ConnectionCut."""
        segments = request.segments
        if not segments or segments[0].lower() != VERSION:
            error = GraphError(404, "ResourceNotFound", "Invalid version. The only version here is v1.0.")
            return self._finish(request, self._error(request, error))
        return await self._answer(request, segments[1:])

    async def handle_part(self, request: Request) -> Response:
        """Answer one request of a $batch; its path is relative to the version, "/me/events"."""
        return await self._answer(request, request.segments)

    def mailbox(self, person: Person) -> Mailbox:
        """The mailbox of *person*, made when first asked for."""
        return mailbox_of(self.state, person)

    def add_event(self, mailbox: Mailbox, wire: dict[str, Any], *, send: bool) -> Event:
        """Create an event as its mailbox's owner would. *send* lets invitations leave. Raises GraphError 400."""
        event = add_event(self, mailbox, wire, send=send)
        self.announce()
        return event

    async def _answer(self, request: Request, segments: tuple[str, ...]) -> Response:
        target = self._target(request, segments)

        async def inner(inner_request: Request) -> Response:
            return await self._run(target, inner_request)

        response = await self.gate.run("graph", target.template, target.mailbox, target.app, request, inner)
        return self._finish(request, response, target.context)

    def _target(self, request: Request, segments: tuple[str, ...]) -> _Target:
        target = _Target()
        try:
            caller = authenticate(self.world, request)
            target.app = caller.app
            path = normalise(segments)
            addressed = addressed_person(self.world, caller, path)
            owner, root, used = addressed or (None, "", 0)
            path = ("\x00me", *path[used:]) if owner else path
            target.mailbox = owner.key if owner else ""
            if owner and owner.key in self.world.closed_mailboxes and path[1:]:
                message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
                raise GraphError(404, "MailboxNotEnabledForRESTAPI", message)
            prefer = parse_prefer(request.headers.get("Prefer", ""))
            mailbox = self.mailbox(owner) if owner else None
            target.context = Context(
                self.world, self.state, caller, request, prefer, mailbox, owner, root, host=self
            )
            found = routes.find(request.method, path)
            if found is None:
                raise self._no_route(path)
            target.route, target.context.params = found
            target.template = target.route.template
        except GraphError as error:
            target.error = error
        return target

    def _no_route(self, path: tuple[str, ...]) -> GraphError:
        if methods := routes.methods(path):
            allow = ", ".join(sorted(methods))
            return GraphError(405, "MethodNotAllowed", f"This address answers {allow}.", {"Allow": allow})
        name = path[-1] if path and path[-1] != "\x00me" else ""
        return GraphError(404, "ResourceNotFound", f"Resource not found for the segment '{name}'.")

    async def _run(self, target: _Target, request: Request) -> Response:
        try:
            release(self)
            if target.error:
                raise target.error
            if len(request.body) > _MAX_BODY:
                raise GraphError(413, "RequestEntityTooLarge", "The request body is larger than 4 MB.")
            assert target.context is not None
            assert target.route is not None
            answer = target.route.handler(target.context)
            response = await answer if inspect.isawaitable(answer) else answer
        except GraphError as error:
            return self._error(request, error)
        except ConnectionCut:
            raise
        except Exception as error:  # noqa: BLE001  the border of the host: any slip of ours becomes a 500
            # neither the message nor the values of an error are logged: they may hold texts of items
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s %s: %s\n%s", request.method, target.template, type(error).__name__, where)  # noqa: TRY400
            return self._error(request, GraphError(500, "ErrorInternalServerError", "An internal error occurred."))
        finally:
            self.announce()
        return response

    def announce(self) -> None:
        """Tell subscriptions what was written since the last time."""
        changes, self.state.unannounced = self.state.unannounced, []
        for change in changes:
            notifications.item_changed(self, change.mailbox, change.item, change.type)

    def _error(self, request: Request, error: GraphError) -> Response:
        """The error body of contracts/graph.md §4."""
        request_id = str(uuid4())
        inner = {
            "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "request-id": request_id,
            "client-request-id": request.headers.get("client-request-id", request_id),
        }
        body = {"error": {"code": error.code, "message": error.message, "innerError": inner}}
        return json_response(body, error.status, {**error.headers, "request-id": request_id})

    def _finish(self, request: Request, response: Response, context: Context | None = None) -> Response:
        headers: dict[str, str] = {}
        headers["request-id"] = response.headers.get("request-id") or str(uuid4())
        headers["client-request-id"] = request.headers.get("client-request-id") or headers["request-id"]
        headers["x-ms-ags-diagnostic"] = _DIAGNOSTIC
        if context and response.status < 300 and (preferences := applied(context.prefer)):
            headers["Preference-Applied"] = _joined(preferences, response.headers)
        response.headers = {**response.headers, **headers}
        if not response.body:
            response.headers.pop("Content-Type", None)
        elif response.headers.get("Content-Type", "").startswith("application/json"):
            response.headers["Content-Type"] = _CONTENT_TYPE
        return response


def _joined(preferences: str, headers: Mapping[str, str]) -> str:
    said = headers.get("Preference-Applied")
    return f"{said}, {preferences}" if said else preferences
