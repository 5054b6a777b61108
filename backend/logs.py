"""Log lines of every process: for people, or one JSON object a line, each with the mailbox and run it is about."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from types import MappingProxyType
from typing import Any, Final, Literal

from pythonjsonlogger.json import JsonFormatter

from backend.core.traces import discreet

Form = Literal["text", "json"]

#: what a JSON line has, in this order; what libraries attach to their records stays out
_FIELDS: Final = ("time", "level", "logger", "message", "mailbox", "run", "exc_info")

_about: ContextVar[Mapping[str, str]] = ContextVar("about", default=MappingProxyType({}))


class _Lines(JsonFormatter):
    """One record as one line of JSON; moments are ISO 8601 in UTC."""

    def __init__(self) -> None:
        names = {"levelname": "level", "name": "logger"}
        super().__init__("%(levelname)s %(name)s %(message)s", rename_fields=names, timestamp="time")

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Only our fields."""
        return {name: log_data[name] for name in _FIELDS if name in log_data}

    def formatException(self, ei: Any) -> str:
        """A traceback without what the error says."""
        return discreet(ei[1])


class _Sentences(logging.Formatter):
    """One record as a line for people, with its ids behind it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s%(ids)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        ids = ", ".join(f"{name} {value}" for name, value in _about.get().items())
        record.ids = f" ({ids})" if ids else ""
        return super().format(record)

    def formatException(self, ei: Any) -> str:
        """A traceback without what the error says."""
        return discreet(ei[1])


class _Ids(logging.Filter):
    """Writes onto a record what it is about."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        vars(record).update(_about.get())
        return True


def dress(handler: logging.Handler, form: Form) -> None:
    """Let *handler* write lines of this form."""
    handler.addFilter(_Ids())
    handler.setFormatter(_Lines() if form == "json" else _Sentences())


def begin(form: Form) -> None:
    """Log to standard error: our own loggers from INFO on, those of libraries from WARNING on."""
    handler = logging.StreamHandler()
    dress(handler, form)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("backend").setLevel(logging.INFO)


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """What is logged inside is about these: `about(mailbox=…, run=…)`."""
    token = _about.set({**_about.get(), **{name: str(value) for name, value in ids.items()}})
    try:
        yield
    finally:
        _about.reset(token)


def note(**ids: object) -> None:
    """What is logged from now on in this context is about these."""
    _about.set({**_about.get(), **{name: str(value) for name, value in ids.items()}})


def each_by_itself(application: Callable[..., Any]) -> Callable[..., Any]:
    """A WSGI application whose requests know nothing of what others noted, though threads serve many of them."""

    def serve(*request: Any) -> Any:
        return copy_context().run(application, *request)

    return serve
