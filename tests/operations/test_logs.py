"""Log lines: what a machine reads has one shape, and says which mailbox and run it is about."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from backend import logs
from backend.superoffice.lanes import as_done

log = logging.getLogger("backend.tests.logs")


@contextmanager
def written(form: logs.Form) -> Iterator[io.StringIO]:
    """What our logger writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logs.dress(handler, form)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        log.removeHandler(handler)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_of_json_has_its_ids_and_nothing_a_library_attached() -> None:
    with written("json") as stream:
        with logs.about(mailbox="m-1"), logs.about(run="r-1"):
            log.info("%d writes", 3, extra={"job": {"title": "Offer"}})
        log.warning("over\nnow")
    first, second = lines(stream)
    assert datetime.fromisoformat(first.pop("time")).tzinfo is not None
    assert first == {
        "level": "INFO",
        "logger": "backend.tests.logs",
        "message": "3 writes",
        "mailbox": "m-1",
        "run": "r-1",
    }
    assert (second["message"], "mailbox" in second) == ("over\nnow", False)


def test_an_exception_stays_within_its_line() -> None:
    with written("json") as stream:
        try:
            raise ValueError("wrong")
        except ValueError:
            log.exception("failed")
    (line,) = lines(stream)
    assert "test_logs.py" in line["exc_info"] and "\n" in line["exc_info"]
    assert "ValueError" in line["exc_info"]


def test_people_read_the_ids_behind_the_sentence() -> None:
    with written("text") as stream:
        with logs.about(mailbox="m-1", run="r-1"):
            log.info("begun")
        log.info("idle")
    first, second = stream.getvalue().splitlines()
    assert first.endswith("INFO backend.tests.logs: begun (mailbox m-1, run r-1)")
    assert second.endswith(": idle")


def test_threads_of_a_run_know_what_it_is_about() -> None:
    with written("json") as stream, logs.about(run="r-1"):
        list(as_done(lambda number: log.info("row %d", number), [1, 2, 3]))
    assert [line.get("run") for line in lines(stream)] == ["r-1"] * 3


def test_a_request_leaves_nothing_to_the_next_one_of_its_thread() -> None:
    def application(environ: dict[str, str], start_response: object) -> list[bytes]:
        if "mailbox" in environ:
            logs.note(mailbox=environ["mailbox"])
        log.info("asked")
        return []

    serve = logs.each_by_itself(application)
    with written("json") as stream:
        serve({"mailbox": "m-1"}, None)
        serve({}, None)
    assert [line.get("mailbox") for line in lines(stream)] == ["m-1", None]


@pytest.mark.parametrize(("name", "said"), [("backend.sync", True), ("urllib3", False), ("msal", False)])
def test_libraries_are_heard_from_warnings_on(name: str, said: bool) -> None:
    root, ours = logging.getLogger(), logging.getLogger("backend")
    before = root.handlers[:], root.level, ours.level
    try:
        logs.begin("json")
        assert logging.getLogger(name).isEnabledFor(logging.INFO) is said
    finally:
        root.handlers[:], level, own = before
        root.setLevel(level)
        ours.setLevel(own)
