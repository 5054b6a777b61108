"""The table of threats names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"


def test_every_test_that_is_named_exists() -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if "](../tests/" in line]
    assert len(rows) > 15
    for row in rows:
        files = [(DOCUMENT.parent / name).resolve() for name in re.findall(r"\]\((\.\./tests/[^)]+)\)", row)]
        code = "".join(file.read_text() for file in files)
        named = re.findall(r"`(test_\w+)`", row)
        assert not [name for name in named if f"def {name}(" not in code], row
