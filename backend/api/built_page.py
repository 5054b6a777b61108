"""Pages that the front end's build made: the page with what the server tells it, and the files that it loads."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

from flask import Response, send_from_directory
from jinja2.utils import htmlsafe_json_dumps

from backend.api.problems import Problem

#: where `make setup` puts what it builds of addin/
_BUILDS: Final = Path(__file__).resolve().parents[2] / "static"
#: the data block that tells the page its installation (addin/src/config.ts)
_BLOCK: Final = '<script type="application/json" id="config">{}</script>'
#: what stands within a page, which its policy names by what it is
_WITHIN: Final = {tag: re.compile(f"<{tag}>(.*?)</{tag}>", re.DOTALL) for tag in ("style", "script")}
#: names of these files change with their content
_KEPT: Final = timedelta(days=365)


def html(name: str, told: Mapping[str, str]) -> str:
    """The built page *name*, "addin/taskpane.html", that reads what it is *told*. Raises Problem if not built."""
    block = _BLOCK.format(htmlsafe_json_dumps(told))
    return _built(name).replace("</head>", f"{block}</head>", 1)


def within(name: str, tag: Literal["style", "script"]) -> str:
    """The sources of a policy that let what stands in each *tag* of the built page *name* count, and nothing else.

    Raises Problem if not built.
    """
    digests = (hashlib.sha256(text.encode()).digest() for text in _WITHIN[tag].findall(_built(name)))
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)


def _built(name: str) -> str:
    built = _BUILDS / name
    if not built.exists():
        raise Problem(503, "not_built", "The page is not built.", remedy="Run `make setup`.")
    return built.read_text(encoding="utf-8")


def asset(build: str, name: str) -> Response:
    """One file of a build, to be kept for good."""
    answer = send_from_directory(_BUILDS / build / "assets", name, max_age=int(_KEPT.total_seconds()))
    answer.cache_control.immutable = True
    return answer
