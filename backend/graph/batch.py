"""Up to twenty calls in one request: Graph's $batch, with our own JSON (contracts/graph.md §4)."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from backend import counters
from backend.core.sides import Unavailable
from backend.graph.client import PREFER, GraphClient, Json, needs_sign_in, unavailable
from backend.graph.errors import BadRequest, GraphError
from backend.throttle import WIDEST
from backend.transport import Answer, ConnectionLost, retry_after

log = logging.getLogger(__name__)

#: calls in one request at most
LIMIT = 20
#: status of a request that is larger than Graph takes: 4 MB (contracts/graph.md §4)
TOO_LARGE = 413
#: parts that were turned away without effect
_LATER = frozenset({429, 503})


class Part(Struct, frozen=True):
    """One call of a batch; *path* is below the version, "/me/events"."""

    method: str
    path: str
    #: JSON, or base64 of what *content_type* names
    body: Json | str | None = None
    #: sent as If-Match; "" for none
    if_match: str = ""
    content_type: str = "application/json"


class PartAnswer(Struct, frozen=True):
    """The answer to one part."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def retry_after(self) -> float | None:
        """Seconds after which to come again, when the part was told so."""
        return retry_after(Answer(self.status, self.headers, b""), datetime.now(UTC))


#: it says nothing about its effect: the same as a server error
_NO_ANSWER = PartAnswer(500, {}, None)


def send_all(client: GraphClient, parts: Sequence[Part], *, repeatable: bool = False) -> Iterator[PartAnswer]:
    """Send any number of parts, LIMIT at a time; the answers in the order of the parts. Raises as `send_batch`."""
    for start in range(0, len(parts), LIMIT):
        yield from send_batch(client, parts[start : start + LIMIT], repeatable=repeatable)


def send_batch(client: GraphClient, parts: Sequence[Part], *, repeatable: bool = False) -> list[PartAnswer]:
    """Send at most LIMIT parts; the answers stand in the order of the parts.

    Parts that are throttled are sent once more after their Retry-After, if the client's patience allows; parts
    with 401 once more with a fresh token. After a lost connection they are sent again only when *repeatable*.
    What is too large for one request is sent in halves; a part that is too large by itself is answered 413.
    Raises NeedsSignIn and Unavailable; ConnectionLost when not repeatable.
    """
    answers = _round(client, parts, repeatable)
    refused = [index for index, answer in enumerate(answers) if answer.status == 401]
    if refused:
        client.renew_token()
        _again(client, parts, answers, refused, repeatable)
        if any(answers[index].status == 401 for index in refused):
            raise needs_sign_in()
    later = [index for index, answer in enumerate(answers) if answer.status in _LATER]
    if later:
        pause = max(answers[index].retry_after or client.patience.first_wait for index in later)
        if pause <= client.patience.seconds:
            time.sleep(pause)
            _once_more(client, parts, answers, later, repeatable)
    return answers


def _once_more(
    client: GraphClient,
    parts: Sequence[Part],
    answers: list[PartAnswer],
    indexes: Sequence[int],
    repeatable: bool,
) -> None:
    """Send parts again that were turned away. Where that fails, what is known of all others still counts."""
    try:
        _again(client, parts, answers, indexes, repeatable)
    except Unavailable:
        log.info("parts of a batch stay turned away: %d", len(indexes))
    except ConnectionLost:
        for index in indexes:
            answers[index] = _NO_ANSWER


def _again(
    client: GraphClient,
    parts: Sequence[Part],
    answers: list[PartAnswer],
    indexes: Sequence[int],
    repeatable: bool,
) -> None:
    for index, answer in zip(indexes, _round(client, [parts[i] for i in indexes], repeatable), strict=True):
        answers[index] = answer


def _round(client: GraphClient, parts: Sequence[Part], repeatable: bool) -> list[PartAnswer]:
    throttle = client.throttle
    if throttle.width < min(WIDEST, len(parts)):
        # Outlook serves several parts of a batch at a time, and that was too many
        return _in_pieces(client, parts, throttle.width, repeatable)
    body = {"requests": [_request(number, part) for number, part in enumerate(parts)]}
    try:
        reply = client.post("/$batch", body, idempotent=repeatable, weight=len(parts))
    except BadRequest as error:
        if error.status != TOO_LARGE:
            raise unavailable(error) from error
        return _in_halves(client, parts, repeatable)
    except GraphError as error:
        raise unavailable(error) from error
    by_number = {}
    for response in _list(reply.get("responses")):
        match response:
            case {"id": number, "status": int(status)}:
                by_number[str(number)] = PartAnswer(status, _headers(response), response.get("body"))
    if turned_away := [answer for answer in by_number.values() if answer.status in _LATER]:
        counters.PARTS_TURNED_AWAY.inc(len(turned_away))
        throttle.slow_down(max(answer.retry_after or 0.0 for answer in turned_away))
    return [by_number.get(str(number), _NO_ANSWER) for number in range(len(parts))]


def _in_halves(client: GraphClient, parts: Sequence[Part], repeatable: bool) -> list[PartAnswer]:
    if len(parts) == 1:
        return [PartAnswer(TOO_LARGE, {}, {"error": {"code": "RequestTooLarge"}})]
    return _in_pieces(client, parts, -(-len(parts) // 2), repeatable)


def _in_pieces(client: GraphClient, parts: Sequence[Part], size: int, repeatable: bool) -> list[PartAnswer]:
    pieces = (parts[start : start + size] for start in range(0, len(parts), size))
    return [answer for piece in pieces for answer in _round(client, piece, repeatable)]


def _request(number: int, part: Part) -> Json:
    headers = {"Prefer": PREFER}
    if part.if_match:
        headers["If-Match"] = part.if_match
    request: Json = {"id": str(number), "method": part.method, "url": part.path, "headers": headers}
    if part.body is not None:
        headers["Content-Type"] = part.content_type
        request["body"] = part.body
    return request


def _headers(response: Json) -> dict[str, str]:
    found = response.get("headers")
    if not isinstance(found, dict):
        return {}
    # Retry-After is the only one that is read; Graph does not promise its case
    return {str(k).title(): str(v) for k, v in found.items()}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
