"""What disturbs a run from inside: a tap on every request and commit of the product, and a process that dies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import time
from types import SimpleNamespace
from typing import Any, Final, Literal
from unittest.mock import patch

from sqlalchemy import Engine

from backend import transport
from backend.graph import batch
from backend.sandbox import clock as sandbox_clock
from backend.superoffice import lanes
from backend.sync import desk
from backend.transport import Answer, Transport

Hook = Callable[[], None]
Point = Literal["request", "write", "commit"]


@dataclass(frozen=True, slots=True)
class Kill:
    """The process dies just before or just after its *number*-th request, write or commit of the run."""

    at: Point
    number: int
    after: bool

    def __str__(self) -> str:
        return f"killed {'after' if self.after else 'before'} {self.at} {self.number}"


#: methods of SuperOffice's agent of appointments that change an item
_WRITING_METHODS: Final = tuple(
    f"/Agents/Appointment/{method}"
    for method in (
        "CreateAppointmentForUID", "Save", "Delete", "Accept", "Reject", "AssignTo", "CleanUpBookingDeleted",
    )
)  # fmt: skip


class Killed(BaseException):
    """The process is dead: nothing that was under way may still have an effect."""


@dataclass
class Tap:
    """Counts requests, writes among them, and commits of a run; calls hooks around the one that was asked for."""

    counts: Counter[Point] = field(default_factory=Counter)
    #: hooks by what is counted, its number from one, and whether it is called after it
    hooks: dict[tuple[Point, int, bool], Hook] = field(default_factory=dict)
    dead: bool = False
    #: the request that is on its way goes over items, or deletes them, whatever they are by then
    unconditional: bool = False

    def arm(self, hooks: Mapping[tuple[Point, int, bool], Hook]) -> None:
        """Begin to count anew, with these hooks."""
        self.counts.clear()
        self.dead = False
        self.hooks = dict(hooks)

    @contextmanager
    def unhooked(self) -> Iterator[None]:
        """Nothing else happens meanwhile, and nothing counts."""
        counts, hooks, unconditional = self.counts.copy(), self.hooks, self.unconditional
        self.hooks = {}
        try:
            yield
        finally:
            self.counts, self.hooks, self.unconditional = counts, hooks, unconditional

    def kill(self) -> None:
        """The process dies here."""
        self.dead = True
        raise Killed

    @contextmanager
    def around(self, *points: Point, unconditional: bool = False) -> Iterator[None]:
        """Something happens that counts as all of *points*."""
        if self.dead:
            raise Killed
        self.unconditional = unconditional
        numbers: list[tuple[Point, int]] = []
        for point in points:
            self.counts[point] += 1
            numbers.append((point, self.counts[point]))
        for point, number in numbers:
            self._call(point, number, after=False)
        yield
        for point, number in numbers:
            self._call(point, number, after=True)

    def _call(self, point: Point, number: int, *, after: bool) -> None:
        if hook := self.hooks.pop((point, number, after), None):
            hook()


def _is_write(method: str, url: str, body: bytes | None) -> bool:
    """Whether a request changes an item; of a batch, whether a part does."""
    if url.endswith("/$batch"):
        return any(f'"method":"{one}"'.encode() in (body or b"") for one in ("POST", "PATCH", "DELETE"))
    return method in {"PATCH", "DELETE"} or url.endswith(_WRITING_METHODS)


def _is_unconditional(url: str, body: bytes | None) -> bool:
    """Whether a request does what it does whatever items are by now: SuperOffice's agent knows no condition
    (contracts/superoffice.md §2.3), and the version of what differs from its series in Outlook its own alone."""
    if url.endswith("/$batch"):
        return b'"method":"DELETE"' in (body or b"")
    return url.endswith(("/Agents/Appointment/Save", "/Agents/Appointment/Delete"))


@contextmanager
def tapped(engine: Engine) -> Iterator[Tap]:
    """Every request and every commit of the product goes through the tap meanwhile."""
    tap = Tap()
    send, commit = Transport.send, engine.dialect.do_commit

    def tapped_send(
        self: Transport,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        weight: int = 1,
    ) -> Answer:
        points: tuple[Point, ...] = ("request", "write") if _is_write(method, url, body) else ("request",)
        with tap.around(*points, unconditional=_is_unconditional(url, body)):
            return send(self, method, url, headers=headers, body=body, weight=weight)

    def tapped_commit(connection: Any) -> None:
        with tap.around("commit"):
            commit(connection)

    with (
        patch.object(Transport, "send", tapped_send),
        patch.object(engine.dialect, "do_commit", tapped_commit),
    ):
        yield tap


@dataclass
class StoryTime:
    """The time of both systems in a history: it moves by itself only a little with every look at it."""

    now: float = 0.0
    #: seconds by which the product's processes overslept, beyond the machine's own time
    overslept: float = 0.0

    def time(self) -> float:
        """Seconds since 1970."""
        self.now += 0.001
        return self.now


@contextmanager
def in_story_time() -> Iterator[StoryTime]:
    """Histories repeat exactly: the sandbox's time is the story's, waiting takes none, requests go one by one."""
    story = StoryTime()
    impatient = SimpleNamespace(sleep=lambda _: None)
    with (
        patch.object(sandbox_clock, "time", story),
        patch.object(transport, "time", impatient),
        patch.object(batch, "time", impatient),
        patch.object(desk, "time", lambda: time() + story.overslept),
        patch.object(lanes, "WIDTH", 1),
    ):
        yield story
