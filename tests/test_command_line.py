"""The command line as a whole: every command is there, and tells what it does."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from backend.cli import COMMANDS, main


def test_the_help_lists_every_command_with_a_sentence() -> None:
    answer = CliRunner().invoke(main, ["--help"])
    assert answer.exit_code == 0
    listed = {words[0]: words[1:] for line in answer.output.splitlines() if (words := line.split())}
    assert all(listed.get(name) for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(name: str) -> None:
    answer = CliRunner().invoke(main, [name, "--help"])
    assert answer.exit_code == 0
    assert answer.output.startswith("Usage:")


def test_an_unknown_command_is_refused() -> None:
    answer = CliRunner().invoke(main, ["nothing"])
    assert answer.exit_code == 2
