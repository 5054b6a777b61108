"""The page about the API names every route with what the document says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

PAGE = Path(__file__).parents[3] / "docs" / "api.md"


def rows(document: dict[str, Any]) -> list[str]:
    """A line of the page for each route."""
    return [
        f"| `{method.upper()} {path.removeprefix('/api/v1')}` | {operation['summary'].rstrip('.')} |"
        for path, methods in sorted(document["paths"].items())
        for method, operation in sorted(methods.items())
    ]


def test_the_page_lists_every_route(browser: FlaskClient) -> None:
    listed = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert listed == rows(browser.get("/api/openapi.json").get_json())
