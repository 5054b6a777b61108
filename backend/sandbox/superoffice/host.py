"""The SuperOffice host: finds the handler of a request, lets the gate disturb it, and shapes every answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from backend.sandbox.gate import Gate
from backend.sandbox.outbound import Outbound
from backend.sandbox.superoffice import auth, login, seed, tenant, webhooks
from backend.sandbox.superoffice.modules import load_all
from backend.sandbox.superoffice.routing import Caller, Context, Handler, SuperOfficeError, routes
from backend.sandbox.superoffice.state import RUNNING, SuperOfficeState, new_state
from backend.sandbox.superoffice.webhooks import Deliveries
from backend.sandbox.superoffice.zones import request_zone
from backend.sandbox.wire import BadBody, Request, Response, json_response
from backend.sandbox.world import Person, World

SYSTEM = "superoffice"


class SuperOfficeHost:
    """One tenant of SuperOffice CRM Online, with its sign-in, under one path prefix."""

    def __init__(self, world: World, gate: Gate, outbound: Outbound) -> None:
        load_all()
        self._world = world
        self._gate = gate
        self._outbound = outbound
        self.state = new_state(world.clock)
        seed.fill(world, self._state.db)

    @property
    def state(self) -> SuperOfficeState:
        """Everything the host remembers; picklable."""
        return self._state

    @state.setter
    def state(self, state: SuperOfficeState) -> None:
        state.db.clock = self._world.clock
        state.db.listeners = [Deliveries(self._world, state, self._outbound).on_change]
        self._state = state

    def issue_token(self, person: Person) -> str:
        """An access token of *person*, as the control hands out. Raises ValueError for somebody without a user."""
        return auth.issue_token(self._state, person, self._world.app.superoffice_client_id)

    def withdraw(self, person: Person, *, refresh: bool) -> None:
        """Let a person's access tokens end at once, and with *refresh* the consent as well."""
        auth.withdraw(self._state, person, refresh=refresh)

    def set_tenant_state(self, name: str) -> None:
        """Put the tenant into one of the states of contracts/superoffice.md §1.7. Raises ValueError."""
        before = self._state.tenant_state
        tenant.set_state(self._state, name)
        change = tenant.CHANGES.get(self._state.tenant_state)
        if change and self._state.tenant_state != before:
            self._tell(change)

    def move(self) -> str:
        """Give the tenant a new address; the old one answers 421 from now on. Returns the new path segment."""
        segment = tenant.move(self._state)
        self._tell(tenant.MOVED)
        return segment

    def back_up(self) -> None:
        """Keep the database as it is now, for `restore`."""
        tenant.back_up(self._state)

    def restore(self) -> None:
        """Let the database be what it was when it was backed up. Raises ValueError without a backup."""
        self._state.db = tenant.restored(self._state)
        self.state = self._state
        self._tell(tenant.BACKUP_RESTORED)

    def tell_changes_to(self, url: str) -> None:
        """Register the State Change URL, "" for none."""
        self._state.state_change_url = url

    def disapprove(self) -> None:
        """Let an administrator's approval of the app count no more."""
        auth.disapprove(self._state)

    def uninstall(self) -> None:
        """Remove the app from the tenant."""
        auth.uninstall(self._state)

    def _tell(self, change: int) -> None:
        if url := self._state.state_change_url:
            self._outbound.spawn(self._post_change(url, tenant.state_change(self._state, change)))

    async def _post_change(self, url: str, body: bytes) -> None:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        await self._outbound.notify(SYSTEM, url, body, headers, webhooks.TIMEOUT)

    async def handle(self, request: Request) -> Response:
        """Answer one request; *request.path* is relative to the host. Raises gate.ConnectionCut."""
        segments = request.segments
        head = segments[0].lower() if segments else ""
        if head == "login":
            return await self._run(f"login/{'/'.join(segments[1:])}", "", "", request, self._login)
        if head == "api" and len(segments) == 3 and segments[1].lower() == "state":
            return await self._run("api/state/{context}", "", "", request, self._tenant_state)
        return await self._api(request, segments)

    async def _run(
        self, template: str, mailbox: str, app: str, request: Request, answer: Callable[[Request], Response]
    ) -> Response:
        async def inner(inner_request: Request) -> Response:
            return shaped(lambda: answer(inner_request))

        return await self._gate.run(SYSTEM, template, mailbox, app, request, inner)

    def _login(self, request: Request) -> Response:
        return login.answer(self._world, self._state, request)

    def _tenant_state(self, request: Request) -> Response:
        return tenant.answer(self._world, self._state, request.base, request.segments[2])

    async def _api(self, request: Request, segments: tuple[str, ...]) -> Response:
        try:
            inside = tenant.inside(self._state, segments)
            if len(inside) < 2:
                return await self._run("v1", "", "", request, lambda _: tenant.describe(inside))
            caller = auth.caller_of(self._world, self._state, request)
            template, params, handler = find(request.method, inside)
        except SuperOfficeError as error:
            refusal = failure_response(error)
            return await self._run("refused", "", "", request, lambda _: refusal)

        async def inner(inner_request: Request) -> Response:
            return await self._answer(inner_request, caller, params, handler)

        return await self._gate.run(SYSTEM, template, caller.key, caller.client_id, request, inner)

    async def _answer(
        self, request: Request, caller: Caller, params: dict[str, str], handler: Handler
    ) -> Response:
        base_zone = self._world.base_zone
        try:
            if self._state.tenant_state not in RUNNING:
                raise SuperOfficeError(503, "SoUnavailableException", f"The tenant is {self._state.tenant_state}")
            zone = request_zone(request.headers.get("SO-TimeZone"), base_zone, base_zone)
            context = Context(
                self._world, self._state, self._state.db, caller, request, zone,
                self._outbound, params,
            )  # fmt: skip
            result = handler(context)
            response = await result if inspect.isawaitable(result) else result
        except SuperOfficeError as error:
            return failure_response(error)
        response.headers.setdefault("SO-TIMEZONE", zone.header)
        return response


def find(method: str, segments: tuple[str, ...]) -> tuple[str, dict[str, str], Handler]:
    """Template, captured values and handler. Raises SuperOfficeError 404 or 405."""
    if found := routes.find(method, segments):
        return found
    allowed = sorted(routes.methods(segments))
    path = "/".join(segments)
    if allowed:
        message = f"The requested resource does not support http method '{method}'."
        raise SuperOfficeError(405, "SoMethodNotAllowedException", message, {"Allow": ", ".join(allowed)})
    raise SuperOfficeError(
        404, "SoNotFoundException", f"No HTTP resource was found that matches the request URI '{path}'."
    )


def shaped(answer: Callable[[], Response]) -> Response:
    """The answer, or the error that it raised as an answer."""
    try:
        return answer()
    except SuperOfficeError as error:
        return failure_response(error)
    except BadBody as error:
        return failure_response(SuperOfficeError(400, "ArgumentException", f"The body is not valid JSON: {error}"))


def failure_response(error: SuperOfficeError) -> Response:
    """The error object with both names of the message (contracts/superoffice.md §2.6)."""
    body = {
        "Error": True, "ErrorType": error.kind, "ErrorMessage": error.message, "Message": error.message,
        "ErrorSource": "SuperOffice.Services.Implementation",
    }  # fmt: skip
    return json_response(body, error.status, error.headers)
