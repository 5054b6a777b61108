"""`make scenarios`: what holds, as a table of scenario × assertion × course, with the mails that left."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

_NODE = re.compile(r"test_(\d\d)_(\w+?)\.py::test_(\w+?)(?:\[(.*)\])?$")
_PACES = ("after_every_act", "at_the_end")


@dataclass
class Line:
    """One assertion on all its courses."""

    held: dict[str, bool] = field(default_factory=dict)
    mails: set[int] = field(default_factory=set)


_lines: dict[tuple[str, str], Line] = defaultdict(Line)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how a story ended; its mails are counted when it is over."""
    found = _NODE.search(report.nodeid)
    if not found or report.skipped:
        return
    line = _lines[found[1], found[3]]
    course = found[4] or ""
    if report.when == "call" or report.failed:
        line.held[course] = report.passed and line.held.get(course, True)
    if report.when == "teardown":
        line.mails |= {
            count for name, count in report.user_properties if name == "mails" and isinstance(count, int)
        }


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    write = terminalreporter.write_line
    terminalreporter.section("scenarios")
    write(f"{'':4}{'assertion':72}{'after every':>13}{'at the end':>13}{'switches':>11}{'mails':>8}")
    for (scenario, assertion), line in sorted(_lines.items()):
        cells = [_told(_of_pace(line, pace)) for pace in _PACES]
        switches = _told(held for course, held in line.held.items() if "=" in course)
        write(
            f"{scenario:4}{assertion[:71]:72}{cells[0]:>13}{cells[1]:>13}{switches:>11}"
            f"{','.join(map(str, sorted(line.mails))):>8}"
        )
    positions = {
        part for line in _lines.values() for course in line.held for part in course.split("-") if "=" in part
    }
    held = [holds for line in _lines.values() for holds in line.held.values()]
    write(f"{sum(held)} of {len(held)} stories held; {len(positions)} positions of switches covered")


def _of_pace(line: Line, pace: str) -> Iterable[bool]:
    return (held for course, held in line.held.items() if pace in course and "=" not in course)


def _told(held: Iterable[bool]) -> str:
    """How many stories held, of how many."""
    told = list(held)
    if not told:
        return "–"
    return f"held {len(told)}" if all(told) else f"FAILED {told.count(False)}/{len(told)}"
