"""What Microsoft Graph answers instead of the thing asked for, as exceptions (contracts/graph.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from backend.transport import Answer, retry_after

#: error codes, in lower case, of a delta token that is no longer accepted (contracts/graph.md §2.3)
_CURSOR_CODES = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired"})
#: error codes, in lower case, of a mailbox that cannot be worked with at present (contracts/graph.md §4, §7.19)
_MAILBOX_CODES = frozenset(
    {
        "mailboxnotenabledforrestapi",
        "mailboxnotsupportedforrestapi",
        "errormailboxmoveinprogress",
        "errormailboxstoreunavailable",
    }
)


class GraphError(Exception):
    """An answer that is not a success. Its text is status and code, never Graph's message."""

    def __init__(self, status: int, code: str = "", seconds: float | None = None) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        #: Graph's own code, or ""
        self.code = code
        #: seconds after which Graph asks to come again, when it said so
        self.seconds = seconds


class BadRequest(GraphError):
    """400, 409, 413 and the like: the same request will never be taken."""


class Unauthorized(GraphError):
    """401: the token is not, or no longer, good."""


class Forbidden(GraphError):
    """403."""


class NotFound(GraphError):
    """404 or 410 of an item."""


class Changed(GraphError):
    """412, or a conflict inside Exchange: somebody else wrote in between."""


class CursorExpired(GraphError):
    """The delta token has fallen out of Graph's memory."""


class MailboxUnavailable(GraphError):
    """The mailbox is moved, unlicensed, on premises or out of reach."""


class Busy(GraphError):
    """429, or any 5xx: later."""


def error_of(status: int, headers: Mapping[str, str], body: object) -> GraphError:
    """The exception for an answer with *status*; *body* is its JSON, or anything else."""
    code = _code(body)
    seconds = retry_after(Answer(status, headers, b""), datetime.now(UTC))
    return _kind(status, code.lower())(status, code, seconds)


def _kind(status: int, code: str) -> type[GraphError]:
    if code in _CURSOR_CODES:
        return CursorExpired
    if code in _MAILBOX_CODES:
        return MailboxUnavailable
    if code == "errorirresolvableconflict" or status == 412:
        return Changed
    if status == 429 or status >= 500 or status == 408:
        return Busy
    return {401: Unauthorized, 403: Forbidden, 404: NotFound, 410: NotFound}.get(status, BadRequest)


def _code(body: object) -> str:
    match body:
        case {"error": {"code": str(code)}}:
            return code[:100]
    return ""
