"""Where the tenant is and how it does: `/api/state`, maintenance, and a move to another address."""

from __future__ import annotations

import json
import pickle
from datetime import timedelta

from backend.sandbox.superoffice.database import Database
from backend.sandbox.superoffice.routing import SuperOfficeError, routes
from backend.sandbox.superoffice.state import RUNNING, TENANT_STATUSES, SuperOfficeState
from backend.sandbox.superoffice.tokens import state_change_token
from backend.sandbox.wire import Response, json_response
from backend.sandbox.world import CONTEXT, World

#: ChangeType by the state that is entered (contracts/superoffice.md §1.7); other states are told by nobody
CHANGES = {"Suspended": 2, "Running": 3, "Deleted": 4}
BACKUP_RESTORED, MOVED = 1, 5

#: how long a client may believe an answer of `/api/state`
VALID_FOR = timedelta(minutes=15)
VERSION = "Release_11.10_2026.02.24-02"


def answer(world: World, state: SuperOfficeState, base: str, context: str) -> Response:
    """`GET /api/state/{context}` (contracts/superoffice.md §1.7). Raises SuperOfficeError 404."""
    if context.lower() != CONTEXT.lower():
        raise SuperOfficeError(404, "SoNotFoundException", f"Unknown context identifier '{context[:40]}'")
    valid_until = (world.clock.now() + VALID_FOR).replace(tzinfo=None)
    return json_response({
        "ContextIdentifier": CONTEXT,
        "Endpoint": state.tenant_address(base),
        "State": state.tenant_state,
        "IsRunning": state.tenant_state in RUNNING,
        "ValidUntil": f"{valid_until.isoformat(timespec='microseconds')}0Z",
        "Api": state.api_address(base),
        "Version": VERSION,
    })  # fmt: skip


def set_state(state: SuperOfficeState, name: str) -> None:
    """Put the tenant into the state called *name* (any case). Raises ValueError."""
    found = next((status for status in TENANT_STATUSES if status.lower() == name.lower()), None)
    if found is None:
        raise ValueError(f"tenant state {name!r} is not one of {', '.join(TENANT_STATUSES)}")
    state.tenant_state = found


def move(state: SuperOfficeState) -> str:
    """Give the tenant the next address: app2, app3 … Returns the new path segment."""
    state.endpoint = f"app{int(state.endpoint.removeprefix('app') or 1) + 1}"
    return state.endpoint


def back_up(state: SuperOfficeState) -> None:
    """Keep the database as it is now."""
    state.backup = pickle.dumps(state.db)


def restored(state: SuperOfficeState) -> Database:
    """The database of the backup: rows, counters and the transaction log as they were. Raises ValueError."""
    if not state.backup:
        raise ValueError("no backup was taken")
    # our own pickle, which never left this process or its data folder
    found: Database = pickle.loads(state.backup)  # noqa: S301
    return found


def state_change(state: SuperOfficeState, change: int) -> bytes:
    """The body that the State Change URL gets (contracts/superoffice.md §1.7)."""
    return json.dumps({
        "ChangeType": change, "ContextIdentifier": CONTEXT, "VersionName": VERSION, "FileVersion": VERSION,
        "Token": state_change_token(state), "PublicEndpoint": state.endpoint,
    }).encode()  # fmt: skip


def inside(state: SuperOfficeState, segments: tuple[str, ...]) -> tuple[str, ...]:
    """The path behind `/{context}/api`. Raises SuperOfficeError 421 at an address that the tenant has left."""
    lowered = [segment.lower() for segment in segments[:3]]
    at = lowered.index(CONTEXT.lower()) if CONTEXT.lower() in lowered[:2] else -1
    if at < 0 or segments[at + 1 : at + 2] == () or segments[at + 1].lower() != "api":
        raise SuperOfficeError(404, "SoNotFoundException", "No tenant of this sandbox has that address")
    if "/".join(lowered[:at]) != state.endpoint:
        raise SuperOfficeError(421, "SoMisdirectedException", "Wrong subdomain used to access tenant")
    return segments[at + 2 :]


def describe(segments: tuple[str, ...]) -> Response:
    """`GET /api` and `GET /api/v1`, which need no sign-in (contracts/superoffice.md §2.1)."""
    if segments and segments[0].lower() != "v1":
        raise SuperOfficeError(404, "SoNotFoundException", "The API has one version: v1")
    if segments:
        found: dict[str, dict[str, str]] = {}
        for method, template in routes.templates():
            found.setdefault(f"/api/{template}", {})[method] = template.rsplit("/", 1)[-1]
        return json_response(found)
    return json_response({
        "v1": "api/v1", "NetServerVersion": "11.10.721.0", "Services": "Services87",
        "ServicesCurrent": "Services88", "Version": "v1",
    })  # fmt: skip
