"""Single properties of SuperOffice's carriers, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Unreadable(ValueError):
    """A property is not what it should be; `args[0]` names it."""


def text(carrier: Mapping[str, Any], name: str) -> str:
    """A text; "" for none. Raises Unreadable."""
    value = carrier.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(name)
    return value


def flag(carrier: Mapping[str, Any], name: str) -> bool:
    """A yes or no; no for none. Raises Unreadable."""
    value = carrier.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise Unreadable(name)
    return value


def key(carrier: Mapping[str, Any], name: str) -> int:
    """A primary key; 0 for none. Raises Unreadable."""
    value = carrier.get(name)
    if value is None:
        return 0
    if type(value) is not int or value < 0:
        raise Unreadable(name)
    return value
