"""How fast a mailbox asks: what Outlook serves, and what is learnt from being told to wait."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor

from backend.throttle import OUTLOOK, WIDEST, Throttle

#: what Outlook serves (contracts/graph.md §4): requests in so many seconds
SERVED, WITHIN = 10_000, 600.0


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_whoever_asks_for_hours_is_never_over_what_outlook_serves_in_ten_minutes() -> None:
    clock = Clock()
    throttle = Throttle(OUTLOOK, clock)
    sent: deque[float] = deque()
    while clock.now < 3 * WITHIN:
        if pause := throttle.wait(20):
            clock.now += pause
            continue
        sent.extend([clock.now] * 20)
        while sent[0] <= clock.now - WITHIN:
            sent.popleft()
        assert len(sent) <= SERVED
    # nor is much of it left unused
    assert len(sent) > SERVED / 2


def test_without_a_known_limit_nobody_waits() -> None:
    throttle = Throttle()
    assert not any(throttle.wait(20) for _ in range(SERVED))


def test_who_was_told_to_wait_sends_nothing_until_then_and_asks_less_at_a_time() -> None:
    clock = Clock()
    throttle = Throttle(clock=clock)
    throttle.slow_down(30)
    assert (throttle.wait(1), throttle.width) == (30, 1)
    clock.now = 30
    assert not throttle.wait(1)
    throttle.slow_down(0)
    assert throttle.width == 1
    for wider in range(2, WIDEST + 1):
        for _ in range(20):
            throttle.went_well()
        assert throttle.width == wider
    for _ in range(100):
        throttle.went_well()
    assert throttle.width == WIDEST


def test_no_more_requests_are_under_way_than_go_well() -> None:
    throttle = Throttle()
    together = threading.Barrier(WIDEST)
    under_way: list[int] = []
    most = 0

    def request(number: int) -> None:
        nonlocal most
        with throttle.turn():
            under_way.append(number)
            most = max(most, len(under_way))
            together.wait(10)
            under_way.remove(number)

    with ThreadPoolExecutor(3 * WIDEST) as pool:
        list(pool.map(request, range(3 * WIDEST)))
    assert most == WIDEST
