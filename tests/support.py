"""Small helpers of the tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(check: Callable[[], T], timeout: float = 10.0) -> T:
    """Ask *check* until it answers something true, and return that; at the deadline fail with its last answer.

    An AssertionError of *check* counts as "not yet". *timeout* in seconds.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            answer = check()
            if answer:
                return answer
            failure = AssertionError(f"still {answer!r} after {timeout} s")
        except AssertionError as error:
            failure = error
        if time.monotonic() >= deadline:
            raise failure
        time.sleep(0.02)
