"""The command line as a whole: every command is there, and tells what it does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.cli import COMMANDS, main
from backend.config import Settings, settings
from backend.sandbox.environment import settings as sandbox_settings
from backend.sandbox.environment import write_env_file
from backend.sandbox.people import make_world

#: commands that open the product, with what they need to get that far
OPENING = [
    ("migrate",),
    ("sync", "--all"),
    ("links", "--mailbox", "linda@nordlys.example"),
    ("connect-demo",),
    ("worker",),
]


@pytest.fixture
def fresh_settings() -> Iterator[None]:
    """Settings are read anew, before this test and after it."""
    settings.cache_clear()
    yield
    settings.cache_clear()


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


@pytest.mark.usefixtures("fresh_settings")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GRAPH_URL", "graph.microsoft.com"),
        ("PUBLIC_URL", "ftp://sosync.example.com"),
        ("DEMO_SANDBOX_URL", "sandbox"),
        ("DATABASE_URL", "mysql://somewhere/else"),
        ("ENCRYPTION_KEYS", "not-a-key"),
        ("ENTRA_TENANT_IDS", "72f988bf-0000-4000-8000-00000000c0de,nordlys"),
        ("SUPEROFFICE_PRIVATE_KEY", "garbage"),
        ("POLL_SECONDS", "often"),
        ("LEASE_SECONDS", "1"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(name: str, value: str) -> None:
    answer = CliRunner().invoke(main, ["migrate"], env={name: value})
    assert answer.exit_code == 1
    assert str(answer.exception).splitlines()[1].startswith(f"  {name}: ")
    assert "Value error" not in str(answer.exception)


@pytest.mark.parametrize("name", ["ENCRYPTION_KEYS", "SUPEROFFICE_PRIVATE_KEY"])
@pytest.mark.usefixtures("fresh_settings")
def test_a_wrong_secret_is_not_shown(name: str) -> None:
    answer = CliRunner().invoke(main, ["migrate"], env={name: "hush-hush"})
    assert "hush-hush" not in f"{answer.exception}{answer.output}"


@pytest.mark.usefixtures("fresh_settings")
@pytest.mark.parametrize("command", OPENING, ids=lambda command: command[0])
def test_a_database_that_does_not_answer_is_named(command: tuple[str, ...]) -> None:
    answer = CliRunner().invoke(main, command, env={"DATABASE_URL": "postgresql://sosync:hush@127.0.0.1:1/sosync"})
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: DATABASE_URL: the database cannot be opened")
    assert "hush" not in answer.output


@pytest.mark.usefixtures("fresh_settings")
def test_without_a_mailbox_a_sync_says_so(database_url: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}
    answer = CliRunner().invoke(main, ["sync", "--all"], env=environment)
    assert (answer.exit_code, answer.output) == (0, "No mailbox is linked yet.\n")
    as_json = CliRunner().invoke(main, ["sync", "--all", "--json"], env=environment)
    assert json.loads(as_json.output) == {"mailboxes": []}


def test_settings_of_the_sandbox_may_be_read_without_a_shell(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.env"
    write_env_file(file, sandbox_settings(make_world("empty"), "http://127.0.0.1:8700"))
    read = dict(line.split("=", 1) for line in file.read_text().splitlines())
    raw = Settings(_env_file=None, superoffice_private_key=read["SUPEROFFICE_PRIVATE_KEY"])
    assert raw.superoffice_private_key.get_secret_value().startswith("-----BEGIN PRIVATE KEY-----\n")
