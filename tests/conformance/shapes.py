"""The shape of a JSON value: equal for values that a schema cannot tell apart, so that each is checked once."""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import lru_cache
from typing import Any

#: a text that may stand in an enumeration
_WORD = re.compile(r"[A-Za-z]{1,24}")
#: texts longer than this are neither dates nor words
_FORMATTED = 40
_INT32 = 2**31


def shape(value: Any) -> Hashable:
    """What of *value* matters to a schema: names, types, words of enumerations, forms of dates and durations."""
    if isinstance(value, dict):
        return frozenset((name, shape(item)) for name, item in value.items())
    if isinstance(value, list):
        return ("list", frozenset(shape(item) for item in value))
    if isinstance(value, str):
        return _form(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return type(value).__name__, value < 0, abs(value) < _INT32
    return type(value).__name__


@lru_cache(maxsize=50_000)
def _form(text: str) -> str:
    if len(text) > _FORMATTED:
        return "text"
    return text if _WORD.fullmatch(text) else re.sub(r"[A-Za-z]{2,}", "a", re.sub(r"\d", "0", text))
