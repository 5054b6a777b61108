"""`make crashes`: where processes died and what held, as a table of chapter × kind of point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import pytest

_KINDS: Final = ("before a request", "after a request", "before a commit", "after a commit")

#: a chapter and a kind of point
Key = tuple[str, str]
_tried: Counter[Key] = Counter()
_held: Counter[Key] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what a test tried; it is told when the test is over."""
    if report.when != "teardown":
        return
    for name, lines in report.user_properties:
        if name == "crashes":
            assert isinstance(lines, list)
            for chapter, kind, tried, held in lines:
                _tried[chapter, kind] += tried
                _held[chapter, kind] += held


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    write = terminalreporter.write_line
    terminalreporter.section("crashes: held of tried")
    write(f"{'chapter':32}" + "".join(f"{kind:>20}" for kind in (*_KINDS, "all")))
    for chapter in dict.fromkeys(chapter for chapter, _ in _tried):
        write(_line(chapter, [key for key in _tried if key[0] == chapter]))
    write(_line("all", list(_tried)))


def _line(title: str, keys: Sequence[Key]) -> str:
    """Held of tried, by kind of point and in all."""
    cells = [[key for key in keys if key[1] == kind] for kind in _KINDS]
    return f"{title:32}" + "".join(f"{_told(cell):>20}" for cell in (*cells, keys))


def _told(keys: Sequence[Key]) -> str:
    return f"{sum(_held[key] for key in keys)}/{sum(_tried[key] for key in keys)}"
