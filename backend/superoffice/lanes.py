"""A few requests under way at once, to hide the time that each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from typing import TypeVar

#: requests under way at once for one diary
WIDTH = 3

Task = TypeVar("Task")
Result = TypeVar("Result")


def as_done(work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[tuple[Task, Result]]:
    """Each task with its result, as soon as it is there.

    One that raises ends all: those not begun are dropped, and when those under way are done its error is raised.
    """
    if len(tasks) < 2:
        # threads would only cost time
        yield from ((task, work(task)) for task in tasks)
        return
    with ThreadPoolExecutor(WIDTH, thread_name_prefix="superoffice") as pool:
        # log lines of a thread are about what ours are about
        running = {pool.submit(copy_context().run, work, task): task for task in tasks}
        try:
            failed: BaseException | None = None
            for done in as_completed(running):
                if done.cancelled():
                    continue
                if error := done.exception():
                    failed = failed or error
                    for future in running:
                        future.cancel()
                else:
                    yield running[done], done.result()
            if failed:
                raise failed
        finally:
            for future in running:
                future.cancel()
