"""The steps each client walked: noted by a fixture, shown after the run, kept in build/conformance.json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import fill
from typing import cast

import pytest

REPORT = Path(__file__).parents[2] / "build" / "conformance.json"
_PROPERTY = "conformance step"

#: modules whose tests are a step each, with their client
NAMED_BY_TESTS = {"tests/conformance/test_msal.py": "PyPI msal"}

#: client → steps in the order walked
Table = dict[str, list[str]]


class Steps:
    """Notes what a client has done. A module says which client it drives in its constant `CLIENT`."""

    def __init__(self, client: str, item: pytest.Item) -> None:
        self._client = client
        self._item = item

    def __call__(self, *done: str) -> None:
        """The client has *done* this; call it after its outcome was asserted."""
        self._item.user_properties += [(_PROPERTY, (self._client, step)) for step in done]


@pytest.fixture
def steps(request: pytest.FixtureRequest) -> Steps:
    """Notes the steps of the client of this module."""
    return Steps(request.module.CLIENT, request.node)


def collected(reports: Iterable[pytest.TestReport]) -> Table:
    """The steps noted by tests that passed; each once."""
    table: Table = {}
    for report in reports:
        for client, step in _noted(report):
            known = table.setdefault(client, [])
            if step not in known:
                known.append(step)
    return table


def _noted(report: pytest.TestReport) -> Iterator[tuple[str, str]]:
    for name, value in report.user_properties:
        if name == _PROPERTY:
            # a pair on its way from a worker of pytest-xdist becomes a list
            client, step = list(cast("Iterable[str]", value))
            yield client, step
    module, _, test = report.nodeid.partition("::test_")
    if client_of_module := NAMED_BY_TESTS.get(module):
        yield client_of_module, test.replace("_", " ")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table and write it to build/conformance.json."""
    passed = terminalreporter.stats.get("passed", [])
    table = collected(report for report in passed if report.when == "call")
    if not table:
        return
    terminalreporter.section("steps of the clients")
    for client, walked in sorted(table.items()):
        terminalreporter.write_line(f"{client}, {len(walked)} steps:")
        terminalreporter.write_line(fill("; ".join(walked), 115, initial_indent="  ", subsequent_indent="  "))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(table, indent=2, ensure_ascii=False) + "\n")
