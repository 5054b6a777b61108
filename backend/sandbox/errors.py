"""The error shapes of the three systems, for answers that no handler gives: faults and limits."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from backend.sandbox.entra.errors import EntraError, error_response
from backend.sandbox.wire import Request, Response, json_response
from backend.sandbox.world import World

#: contracts/graph.md §4
GRAPH_ERRORS: dict[int, tuple[str, str]] = {
    401: ("InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
    403: ("ErrorAccessDenied", "Access is denied. Check credentials and try again."),
    404: ("ErrorItemNotFound", "The specified object was not found in the store."),
    409: (
        "ErrorDuplicateTransactionId",
        "Your request can't be completed. The TransactionId specified in the request has already been used to "
        "create a different event.",
    ),
    410: ("SyncStateNotFound", "The sync state generation is not found."),
    412: ("ErrorIrresolvableConflict", "The send or update operation could not be performed."),
    421: ("MisdirectedRequest", "The request was directed at a server that cannot answer it."),
    429: ("ApplicationThrottled", "Application is over its MailboxConcurrency limit."),
    500: ("ErrorInternalServerTransientError", "An internal server error occurred. Try again later."),
    503: ("ServiceUnavailable", "The service is temporarily unavailable."),
}

GRAPH_CHALLENGE = (
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", '
    'client_id="00000003-0000-0000-c000-000000000000"'
)
GRAPH_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

#: contracts/superoffice.md §2.6; names of statuses without a recorded example are the sandbox's own
SUPEROFFICE_ERRORS: dict[int, tuple[str, str]] = {
    401: ("SoSessionException", "Authentication failed: the credential is not valid."),
    403: ("SoSentryException", "Access denied."),
    404: ("SoNotFoundException", "The requested entity was not found"),
    409: ("SoConflictException", "The entity already exists."),
    410: ("SoNotFoundException", "The requested entity is gone"),
    412: ("SoConcurrencyException", "The entity was changed by somebody else."),
    421: ("SoMisdirectedException", "Wrong subdomain used to access tenant"),
    429: ("SoThrottledException", "Too many requests."),
    500: ("SoException", "An internal error occurred."),
    503: ("SoUnavailableException", "The service is not available."),
}


def graph_error(world: World, request: Request, status: int) -> Response:
    """Graph's answer for *status*, with the headers that every Graph answer has."""
    code, message = GRAPH_ERRORS[status]
    request_id = str(uuid.uuid4())
    client_id = request.headers.get("client-request-id", request_id)
    inner = {
        "date": world.clock.now().strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": client_id,
    }
    headers = {"Content-Type": GRAPH_TYPE, "request-id": request_id, "client-request-id": client_id}
    if status == 401:
        headers["WWW-Authenticate"] = GRAPH_CHALLENGE
    return json_response({"error": {"code": code, "message": message, "innerError": inner}}, status, headers)


def superoffice_error(world: World, request: Request, status: int) -> Response:
    """SuperOffice's answer for *status*; the text is under both keys it is known to use."""
    kind, message = SUPEROFFICE_ERRORS[status]
    body: dict[str, Any] = {
        "Error": True, "ErrorType": kind, "ErrorMessage": message, "Message": message,
        "ErrorSource": "SuperOffice.Services.Implementation",
    }  # fmt: skip
    return json_response(body, status)


def entra_error(world: World, request: Request, status: int) -> Response:
    """Entra's answer for *status*."""
    error, number, message = {
        401: ("invalid_client", 7000215, "Invalid client secret provided."),
        429: ("temporarily_unavailable", 90055, "The request was throttled due to too many requests."),
    }.get(status, ("temporarily_unavailable", 90033, "A transient error has occurred. Please try again."))
    return error_response(EntraError(error, number, message, status))


_SHAPES: dict[str, Callable[[World, Request, int], Response]] = {
    "graph": graph_error,
    "superoffice": superoffice_error,
    "entra": entra_error,
}


def system_error(
    world: World, system: str, request: Request, status: int, retry_after: int | None = None
) -> Response:
    """The answer *system* gives for *status*. *retry_after* in seconds adds the header."""
    response = _SHAPES[system](world, request, status)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
