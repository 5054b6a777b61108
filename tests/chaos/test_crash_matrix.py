"""Crash matrix: wherever a run dies, the next one finishes it as if nothing had happened (promise 6).

A process dies just before or just after a request, or just before or just after a commit; another one goes on.
Then both calendars, the mails that left and what the product remembers are those of the undisturbed history, and a
further run writes nothing. `make crashes` tries every point of the history, every test run some.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from unittest.mock import patch

import pytest

from backend.sync import desk
from backend.sync.service import Product
from tests.chaos.crashes import Crash, Teller, crashes_of
from tests.chaos.reference import CHAPTERS, Story
from tests.chaos.trouble import in_story_time, tapped
from tests.sandbox_client import SandboxClient

ALL = os.environ.get("CRASHES") == "all"
#: points that a test run tries, spread over the whole history
SAMPLE = 10
#: runs, by chapter and person, that a test run lets die before each of their commits: it once broke a promise
ONCE_BROKEN = {("series_end", "julie")}
#: chapters after which the history ends: the last one takes long to tell
ENDS = CHAPTERS if ALL else CHAPTERS[-2:-1]

ChapterOfStory = Callable[[Story], None]


@pytest.fixture
def teller(product: Product, sandbox: SandboxClient) -> Iterator[Teller]:
    """Tells the history between the sandbox and a database of its own."""
    seconds = count()
    # each report of progress is stored, on fast and slow machines alike
    moment = patch.object(desk, "monotonic", lambda: float(next(seconds)))
    with in_story_time() as time, tapped(product.engine) as tap, moment:
        yield Teller(product, sandbox, time, tap)


def _chosen(crashes: list[Crash]) -> list[Crash]:
    if ALL:
        return crashes
    spread = [crashes[number * len(crashes) // SAMPLE] for number in range(SAMPLE)]
    return [*spread, *(crash for crash in crashes if _once_broke(crash) and crash not in spread)]


def _once_broke(crash: Crash) -> bool:
    return (crash.run.chapter, crash.run.who) in ONCE_BROKEN and crash.kill.at == "commit" and not crash.kill.after


@pytest.mark.parametrize("last", ENDS, ids=lambda chapter: chapter.__name__)
def test_a_run_that_dies_anywhere_is_finished_by_the_next(
    teller: Teller, last: ChapterOfStory, record_property: Callable[[str, object], None]
) -> None:
    told = [teller.tell(chapter, judged=ALL) for chapter in CHAPTERS[: CHAPTERS.index(last) + 1]]
    crashes = _chosen([crash for chapter in (told[-1:] if ALL else told) for crash in crashes_of(chapter)])
    findings = {crash: found for crash in crashes if (found := teller.fails(crash))}
    tried, broken = (Counter(map(_kind, some)) for some in (crashes, findings))
    record_property("crashes", [[*kind, number, number - broken[kind]] for kind, number in tried.items()])
    assert not findings, "\n".join(f"{crash}\n{found}" for crash, found in findings.items())


def _kind(crash: Crash) -> tuple[str, str]:
    return crash.run.chapter, f"{'after' if crash.kill.after else 'before'} a {crash.kill.at}"
