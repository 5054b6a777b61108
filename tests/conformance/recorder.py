"""Holds every answer of the sandbox during a test against the vendors' OpenAPI documents (a pytest plugin).

The test that provoked an answer outside of the documents fails, with the place inside the answer. Answers of one
operation, status and shape are checked once a process. Without the documents nothing is checked.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import msgspec
import pytest

from backend.sandbox.graph.host import GraphHost
from backend.sandbox.superoffice.host import SuperOfficeHost
from backend.sandbox.wire import Request, Response
from tests.conformance import graph_schema, superoffice_schema
from tests.conformance.shapes import shape
from tests.conformance.undescribed import GRAPH, SUPEROFFICE

Handle = Callable[[Any, Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a host."""

    system: str
    method: str
    #: as in wire.Request, without the query
    path: str
    status: int
    content_type: str
    body: bytes

    def problem(self) -> str | None:
        """What is outside of the documents, None when nothing."""
        try:
            _CHECKS[self.system](self)
        except AssertionError as error:
            return str(error)
        return None


class Recorder:
    """Answers since the last look."""

    def __init__(self) -> None:
        self._answers: deque[Answer] = deque()
        self._known: dict[Hashable, str | None] = {}
        self._patch = pytest.MonkeyPatch()

    def start(self) -> None:
        """Listen at the hosts of every sandbox in this process."""
        for host, name, system in (
            (GraphHost, "handle", "graph"),
            (GraphHost, "handle_part", "graph"),
            (SuperOfficeHost, "handle", "superoffice"),
        ):
            self._patch.setattr(host, name, self._listening(system, getattr(host, name)))

    def stop(self) -> None:
        """Leave the hosts as they were."""
        self._patch.undo()

    def _listening(self, system: str, handle: Handle) -> Handle:
        @wraps(handle)
        async def listening(host: Any, request: Request) -> Response:
            response = await handle(host, request)
            kind = response.headers.get("Content-Type", "")
            self._answers.append(
                Answer(system, request.method, request.path, response.status, kind, response.body)
            )
            return response

        return listening

    def forget(self) -> None:
        """Drop what was heard."""
        self._answers.clear()

    def problems(self) -> list[str]:
        """What was outside of the documents since the last look, each once."""
        answers, self._answers = self._answers, deque()
        return list(dict.fromkeys(found for answer in answers if (found := self._problem(answer))))

    def _problem(self, answer: Answer) -> str | None:
        key = (answer.system, answer.method, _operation(answer), answer.status, _shape(answer))
        if key not in self._known:
            self._known[key] = answer.problem()
        return self._known[key]


def _operation(answer: Answer) -> Hashable:
    """What stands for the address: the document's operation, or the address itself."""
    try:
        if answer.system == "graph":
            return graph_schema.described(answer.method, answer.path)
        return id(superoffice_schema.find(answer.method, answer.path)[1])
    except AssertionError:
        return answer.path


def _shape(answer: Answer) -> Hashable:
    if "json" not in answer.content_type:
        return answer.content_type, bool(answer.body)
    return shape(msgspec.json.decode(answer.body))


def _check_graph(answer: Answer) -> None:
    where = f"{answer.method} {answer.path} {answer.status}"
    if answer.status >= 400:
        graph_schema.check_error(where, _json(answer))
    elif not GRAPH.allows(answer.method, answer.path):
        graph_schema.check(answer.method, answer.path, answer.status, _json(answer))


def _check_superoffice(answer: Answer) -> None:
    if "/v1/" not in answer.path or answer.status == 304:
        return  # sign-in, tenant state and the description of the API are in no OpenAPI file
    if answer.status < 400 and SUPEROFFICE.allows(answer.method, answer.path):
        return
    superoffice_schema.check(answer.method, answer.path, answer.status, _json(answer))


_CHECKS = {"graph": _check_graph, "superoffice": _check_superoffice}


def _json(answer: Answer) -> Any:
    """The decoded body; None for none and for what is not JSON, as pictures."""
    if not answer.body or not any(kind in answer.content_type for kind in ("json", "text/plain")):
        return None
    return json.loads(answer.body)


_recorder = Recorder()


def pytest_configure() -> None:
    """Begin to listen."""
    if graph_schema.available() and superoffice_schema.available():
        _recorder.start()


def pytest_unconfigure() -> None:
    """End."""
    _recorder.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test that passed although an answer was outside of the documents."""
    try:
        result = yield
    except BaseException:
        _recorder.forget()
        raise
    if problems := _recorder.problems():
        pytest.fail(f"{item.name}: the sandbox left the documents\n" + "\n".join(problems), pytrace=False)
    return result
