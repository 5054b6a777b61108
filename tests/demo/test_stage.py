"""`sosync demo` as a person runs it: from nothing to the page, and away again without a trace."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

SOSYNC = str(Path(sys.executable).with_name("sosync"))
PORTS = ("--sandbox-port", "18700", "--port", "18000")


@pytest.fixture
def data_dir() -> Iterator[dict[str, str]]:
    """An environment with a data folder that any user of the machine may enter, as PostgreSQL asks of root."""
    with tempfile.TemporaryDirectory(prefix="sosync-demo-", ignore_cleanup_errors=True) as folder:
        yield {**os.environ, "DATA_DIR": folder}


def begin(environment: dict[str, str]) -> subprocess.Popen[str]:
    # a job that a shell started in the background ignores Ctrl-C, and so would its children
    command = ["env", "--default-signal=INT", SOSYNC, "demo", *PORTS]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def read_until(demo: subprocess.Popen[str], text: str) -> str:
    """Everything that was printed up to a line with *text*."""
    assert demo.stdout
    printed = ""
    for line in demo.stdout:
        printed += line
        if text in line:
            return printed
    raise AssertionError(printed)


def test_from_nothing_to_the_page_and_away_again(data_dir: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 18000))
        taken.listen()
        demo = begin(data_dir)
        printed = read_until(demo, "Ctrl-C")
    url = next(word for word in printed.split() if word.endswith("/demo"))
    assert ":18000/" not in url
    for step in ("Linda signed in to SuperOffice", "Julie signed in to Outlook", "created", "Ready after"):
        assert step in printed
    assert requests.get(url, timeout=10).status_code == 200
    week = requests.get(f"{url}/api/week?person=linda", timeout=10).json()
    assert week["run"]["outcome"] == "ok"
    children = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()
    assert len(children) == 3

    second = subprocess.run(
        [SOSYNC, "demo"], env=data_dir, capture_output=True, text=True, check=False, timeout=60
    )
    assert second.returncode == 1
    assert "already running" in second.stderr

    demo.send_signal(signal.SIGINT)
    assert demo.wait(30) == 0
    assert demo.stdout
    demo.stdout.close()
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
