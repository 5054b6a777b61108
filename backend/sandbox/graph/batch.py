"""`POST /$batch`: up to twenty requests in one, run four at a time (contracts/graph.md §4)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from backend.sandbox.graph.routing import Context, bad_request, routes
from backend.sandbox.wire import Headers, Query, Request, Response, json_response

MAX_PARTS = 20
#: Outlook runs this many parts of one batch at a time
PARALLEL = 4

_METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a batch."""

    id: str
    request: Request
    #: ids of the parts that must have succeeded first
    after: tuple[str, ...]


@routes("POST", "$batch")
async def batch(context: Context) -> Response:
    """Run every part through the host, each counted, limited and disturbed by itself."""
    parts = read_parts(context)
    turns = asyncio.Semaphore(PARALLEL)
    running: dict[str, asyncio.Task[Response]] = {}

    async def run(part: Part) -> Response:
        before = [await running[name] for name in part.after]
        if any(answer.status >= 400 for answer in before):
            return _failed_dependency()
        async with turns:
            answer: Response = await context.host.handle_part(part.request)
            return answer

    for part in parts:
        running[part.id] = asyncio.create_task(run(part))
    answers = await asyncio.gather(*running.values())
    return json_response(
        {"responses": [_answer(part, answer) for part, answer in zip(parts, answers, strict=True)]}
    )


def read_parts(context: Context) -> list[Part]:
    """The parts of a batch. Raises GraphError 400 that names what is wrong, for the batch as a whole."""
    listed = context.body().get("requests")
    if not isinstance(listed, list) or not listed:
        raise bad_request("Invalid batch payload format: requests must be a non-empty array.", "BadRequest")
    if len(listed) > MAX_PARTS:
        message = f"Number of batch request steps exceeds the maximum value of {MAX_PARTS}."
        raise bad_request(message, "MaximumValueExceeded")
    parts = [_part(context.request, value) for value in listed]
    names = {part.id for part in parts}
    if len(names) != len(parts):
        raise bad_request("Request ids in a batch must be unique.", "BadRequest")
    for part in parts:
        if unknown := set(part.after) - names:
            raise bad_request(f"dependsOn of request '{part.id}' names unknown '{min(unknown)}'.", "BadRequest")
    _refuse_circle(parts)
    return parts


def _part(outer: Request, value: Any) -> Part:
    if not isinstance(value, dict):
        raise bad_request("Invalid batch payload format: every request must be an object.", "BadRequest")
    name, method, url = value.get("id"), value.get("method"), value.get("url")
    if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
        raise bad_request("Every request of a batch needs an id.", "BadRequest")
    if not isinstance(method, str) or method.upper() not in _METHODS:
        raise bad_request(f"method of request '{name}' is missing or unknown.", "BadRequest")
    if not isinstance(url, str) or not url.strip():
        raise bad_request(f"url of request '{name}' is missing.", "BadRequest")
    headers = value.get("headers") or {}
    if not isinstance(headers, dict) or not all(isinstance(text, str) for text in headers.values()):
        raise bad_request(f"headers of request '{name}' must be an object of strings.", "BadRequest")
    after = value.get("dependsOn") or value.get("depends_on") or []
    if not isinstance(after, list) or not all(isinstance(other, str) for other in after):
        raise bad_request(f"dependsOn of request '{name}' must be an array of ids.", "BadRequest")
    fields = Headers([("Authorization", outer.headers.get("Authorization", "")), *headers.items()])
    address, query = _address(str(name), url)
    body = _body(str(name), value.get("body"), headers)
    request = Request(method.upper(), address, Query.parse(query), fields, body, outer.base)
    return Part(str(name), request, tuple(after))


def _address(name: str, url: str) -> tuple[str, str]:
    """Path below the version and query of a part's url, which may be relative or absolute."""
    try:
        parsed = urlsplit(url)
    except ValueError as error:
        raise bad_request(f"url of request '{name}' is malformed.", "BadRequest") from error
    path = "/" + parsed.path.lstrip("/")
    at = path.lower().find("/v1.0/")
    if at == 0 or (at > 0 and parsed.netloc):
        path = path[at + len("/v1.0") :]
    if path.lower().rstrip("/") in {"/$batch", "/%24batch"}:
        raise bad_request(f"url of request '{name}': batches cannot be nested.", "BadRequest")
    return path, parsed.query


def _body(name: str, value: Any, headers: dict[str, str]) -> bytes:
    if value is None:
        return b""
    kind = next((text for field, text in headers.items() if field.lower() == "content-type"), None)
    if kind is None:
        raise bad_request(f"Content-Type of request '{name}' is missing: it has a body.", "BadRequest")
    if not isinstance(value, str):
        return json.dumps(value).encode()
    try:
        return base64.urlsafe_b64decode(value.replace("+", "-").replace("/", "_") + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError) as error:
        raise bad_request(f"body of request '{name}' is neither JSON nor base64.", "BadRequest") from error


def _refuse_circle(parts: list[Part]) -> None:
    waiting = {part.id: set(part.after) for part in parts}
    while ready := [name for name, after in waiting.items() if not after & waiting.keys()]:
        for name in ready:
            del waiting[name]
    if waiting:
        raise bad_request(f"dependsOn of request '{min(waiting)}' goes in a circle.", "BadRequest")


def _failed_dependency() -> Response:
    message = "The request was not run because one that it depends on has failed."
    return json_response({"error": {"code": "FailedDependency", "message": message, "innerError": {}}}, 424)


def _answer(part: Part, response: Response) -> dict[str, Any]:
    answer: dict[str, Any] = {"id": part.id, "status": response.status, "headers": response.headers}
    if response.body:
        is_json = "json" in response.headers.get("Content-Type", "")
        answer["body"] = response.json() if is_json else base64.b64encode(response.body).decode()
    return answer
