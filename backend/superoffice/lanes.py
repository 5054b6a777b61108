"""A few requests under way at once, to hide the time that each takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import TypeVar

#: requests under way at once for one diary
WIDTH = 3

Task = TypeVar("Task")
Result = TypeVar("Result")


def as_done(work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[tuple[Task, Result]]:
    """Each task with its result, in the order in which they were done.

    One that raises ends all: those not begun are dropped, and when those under way are done and told, its error is
    raised.
    """
    if len(tasks) < 2:
        # threads would only cost time
        yield from ((task, work(task)) for task in tasks)
        return
    waiting = deque(tasks)
    done: list[tuple[Task, Result]] = []

    def lane() -> None:
        # a future for each task would cost as much as a request
        while True:
            try:
                task = waiting.popleft()
            except IndexError:
                return
            try:
                done.append((task, work(task)))
            except BaseException:
                waiting.clear()
                raise

    with ThreadPoolExecutor(WIDTH, thread_name_prefix="superoffice") as pool:
        # log lines of a thread are about what ours are about
        lanes = [pool.submit(copy_context().run, lane) for _ in range(min(WIDTH, len(tasks)))]
        try:
            wait(lanes)
        finally:
            waiting.clear()
    yield from done
    for one in lanes:
        one.result()
