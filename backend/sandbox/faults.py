"""Ordered faults: what shall go wrong, how often, and where."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Where = Literal["request", "notification"]

STATUSES = ("401", "403", "404", "409", "410", "412", "421", "429", "500", "503")
REQUEST_KINDS = (*STATUSES, "slow", "reset_before", "reset_after", "expired_delta")
NOTIFICATION_KINDS = ("lost_notification", "doubled_notification", "late_notification")
SYSTEMS = ("graph", "superoffice", "entra")


class BadOrder(ValueError):
    """A fault that cannot be ordered. `field` names what is wrong."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.field = name


@dataclass(slots=True)
class Fault:
    """One order."""

    system: str
    kind: str
    #: share of the matching requests that are hit, 0 to 1; None when *count* is given
    rate: float | None = None
    #: how many are still to be hit
    count: int | None = None
    #: searched in the path, or in the address of a notification
    path: re.Pattern[str] | None = None
    #: owner's key
    mailbox: str = ""
    method: str = ""
    #: seconds in the header Retry-After
    retry_after: int | None = None
    #: how long "slow" and "late_notification" wait
    seconds: float = 1.0
    #: how many were hit
    hits: int = 0

    @property
    def where(self) -> Where:
        """What it disturbs."""
        return "notification" if self.kind in NOTIFICATION_KINDS else "request"

    def matches(self, system: str, method: str, path: str, query: str, mailbox: str) -> bool:
        """Whether a request is one of those it is meant for."""
        return (
            self.system == system
            and self.count != 0
            and (not self.method or self.method == method)
            and (not self.mailbox or self.mailbox == mailbox)
            and (self.path is None or self.path.search(path) is not None)
            and (self.kind != "expired_delta" or "deltatoken" in query.lower())
        )

    def describe(self) -> dict[str, Any]:
        """The order as JSON, without what was not given."""
        shown: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        shown["path"] = self.path.pattern if self.path else None
        return {name: value for name, value in shown.items() if value not in (None, "")}


@dataclass
class Faults:
    """The orders in force, oldest first. *random* decides rates, so that a seed repeats a course of events."""

    random: random.Random
    orders: list[Fault] = field(default_factory=list)

    def order(self, fault: Fault) -> None:
        """Add an order."""
        self.orders.append(fault)

    def clear(self) -> None:
        """Forget every order."""
        self.orders.clear()

    def strike(self, where: Where, system: str, method: str, path: str, query: str, mailbox: str) -> Fault | None:
        """The first order that hits this request or notification; it counts as used."""
        for fault in self.orders:
            if fault.where != where or not fault.matches(system, method, path, query, mailbox):
                continue
            if fault.rate is not None and self.random.random() >= fault.rate:
                continue
            fault.hits += 1
            if fault.count is not None:
                fault.count -= 1
            return fault
        return None


def parse_fault(body: Any) -> Fault:
    """Read an order from JSON. Without rate and count it strikes once. Raises BadOrder."""
    if not isinstance(body, dict):
        raise BadOrder("a fault is a JSON object", "")
    known = {f.name for f in fields(Fault)} - {"hits"}
    if unknown := sorted(set(body) - known):
        raise BadOrder(f"unknown field: {unknown[0]}", unknown[0])
    system = _one_of(body, "system", SYSTEMS)
    kind = _one_of(body | {"kind": _spelled(body.get("kind"))}, "kind", (*REQUEST_KINDS, *NOTIFICATION_KINDS))
    rate, count = _number(body, "rate", 0, 1), _whole(body, "count", 1)
    if rate is not None and count is not None:
        raise BadOrder("give rate or count, not both", "rate")
    if kind in NOTIFICATION_KINDS and (body.get("mailbox") or body.get("method")):
        raise BadOrder(
            f"{kind} cannot be narrowed by mailbox or method", "mailbox" if body.get("mailbox") else "method"
        )
    seconds = _number(body, "seconds", 0, 3600)
    return Fault(
        system, kind, rate, 1 if rate is None and count is None else count, _pattern(body),
        _text(body, "mailbox"), _text(body, "method").upper(), _whole(body, "retry_after", 0),
        1.0 if seconds is None else seconds,
    )  # fmt: skip


def _one_of(body: dict[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = str(body.get(name, ""))
    if value not in choices:
        raise BadOrder(f"{name}: {value!r} is not one of {', '.join(choices)}", name)
    return value


def _spelled(kind: Any) -> str:
    """A kind as the table spells it: 429 and "reset-after" are understood as well."""
    return str("" if kind is None else kind).strip().lower().replace("-", "_").replace(" ", "_")


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise BadOrder(f"{name} must be a text", name)
    return value


def _number(body: dict[str, Any], name: str, low: float, high: float) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise BadOrder(f"{name} must be a number from {low} to {high}", name)
    return float(value)


def _whole(body: dict[str, Any], name: str, low: int) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        raise BadOrder(f"{name} must be a whole number from {low}", name)
    return value


def _pattern(body: dict[str, Any]) -> re.Pattern[str] | None:
    text = _text(body, "path")
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise BadOrder(f"path is not a regular expression: {error}", "path") from error
