"""Runs the tours that are written in JavaScript: one Node process each, its steps read from its output."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.conformance.steps import Steps
from tests.sandbox_client import SandboxClient

_FOLDER = Path(__file__).parent / "node"
#: seconds a tour may take
_TIMEOUT = 60


def walk(sandbox: SandboxClient, steps: Steps, tour: str, **environment: str) -> None:
    """Walk *tour*, "graph-events", against *sandbox*; fails with what Node said. *environment* is added."""
    if not (_FOLDER / "node_modules").is_dir():
        pytest.fail(f"the JavaScript clients are not installed: npm ci --prefix {_FOLDER} (make setup does it)")
    done = subprocess.run(
        ["node", f"{tour}.mjs"],
        cwd=_FOLDER,
        env={"PATH": os.environ["PATH"], "SANDBOX": sandbox.base, **environment},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    walked = [json.loads(line)["step"] for line in done.stdout.splitlines() if line.startswith('{"step"')]
    steps(*walked)
    assert done.returncode == 0, f"{tour} ended after {walked[-1:] or 'no step'}:\n{done.stderr}"
    assert walked, f"{tour} told no step"
