"""The repository holds no secret: what is in git is searched for the shapes of keys and tokens."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
#: what gives something away, by its name
SHAPES: Final = {
    "private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/]{40}",
    "Fernet key": r"(?<![A-Za-z0-9_/+-])[A-Za-z0-9_-]{43}=(?![A-Za-z0-9=])",
    "Entra client secret": r"\b[A-Za-z0-9_~.]{3}8Q~[A-Za-z0-9_~.-]{34}\b",
    "JWT": r"\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    "cloud key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}\b",
    "forge token": r"\b(?:gh[opsu]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20})\b",
    "password in an address": r"\b(?:postgresql|smtps?|https?)://[\w.-]+:(?!password@)[^@\s/{}<>\"'$%]{6,}@"
    r"(?!(?:[a-z0-9-]+\.)*example\b)[a-z0-9]",
}  # fmt: skip


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """The text files of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this copy is no repository")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def found_in(text: str) -> set[str]:
    """The names of the shapes in a text."""
    return {name for name, shape in SHAPES.items() if re.search(shape, text)}


def test_no_file_holds_a_secret(files: list[Path]) -> None:
    leaks = {}
    for file in files:
        if shapes := found_in(file.read_bytes().decode("utf-8", "replace")):
            leaks[file.relative_to(ROOT).as_posix()] = shapes
    assert not leaks


def test_no_setting_file_is_kept(files: list[Path]) -> None:
    secret = re.compile(r"\.env(?!\.example).*|.*\.(?:pem|p12|pfx|key|keystore)")
    assert not [file for file in files if secret.fullmatch(file.name)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("private key", "-----BEGIN RSA PRIVATE " + "KEY-----\n" + "MIIE" * 12),
        ("Fernet key", "KEY=" + "Zm9v" * 10 + "Zm8="),
        ("Entra client secret", "abc8Q" + "~" + "d" * 34),
        ("JWT", "eyJ" + "h" * 20 + ".eyJ" + "p" * 20 + "." + "s" * 20),
        ("cloud key", "AKIA" + "A" * 16),
        ("forge token", "ghp_" + "a" * 36),
        ("password in an address", "postgresql://sosync:" + "hunter2hunter2@db.internal"),
    ],
)
def test_each_shape_is_recognised(name: str, text: str) -> None:
    assert found_in(text) == {name}
