"""Tracebacks for the log: where and of what kind, never the message, which may quote what somebody wrote."""

from __future__ import annotations

from traceback import format_tb


def discreet(error: BaseException | None) -> str:
    """The places and kinds of *error* and of what led to it, the first cause first."""
    told: list[str] = []
    while error is not None:
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        told.append("".join(format_tb(error.__traceback__)) + kind)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich led to\n\n".join(reversed(told))
