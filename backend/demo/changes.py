"""Changes that a person makes in one system, through that system's public API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.core.items import Side
from backend.demo.sandbox import Sandbox


class Change(BaseModel):
    """What a person does to an item."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field(max_length=64)
    side: Side
    #: None makes a new item
    id: str | None = Field(default=None, max_length=512)
    delete: bool = False
    title: str | None = Field(default=None, min_length=1, max_length=255)
    #: wall clock in *zone*; both or neither
    start: datetime | None = None
    end: datetime | None = None
    zone: ZoneInfo = ZoneInfo("UTC")

    @model_validator(mode="after")
    def _makes_sense(self) -> Change:
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end go together")
        if self.start and self.end and self.end <= self.start:
            raise ValueError("the end must lie after the start")
        if self.id is None and (self.delete or self.title is None or self.start is None):
            raise ValueError("a new item needs title, start and end")
        return self


def carry_out(sandbox: Sandbox, change: Change) -> None:
    """Make the change as that person. Raises SandboxTrouble."""
    _WRITERS[change.side](sandbox, change)


def _outlook(sandbox: Sandbox, change: Change) -> None:
    path = f"/me/events/{quote(change.id, safe='')}" if change.id else "/me/events"
    if change.delete:
        sandbox.graph(change.person, "DELETE", path)
        return
    body: dict[str, Any] = {"subject": change.title} if change.title else {}
    for name, moment in (("start", change.start), ("end", change.end)):
        if moment:
            body[name] = {"dateTime": f"{_utc(moment, change.zone):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    sandbox.graph(change.person, "PATCH" if change.id else "POST", path, body)


def _superoffice(sandbox: Sandbox, change: Change) -> None:
    path = f"/v1/Appointment/{quote(change.id, safe='')}" if change.id else "/v1/Appointment"
    if change.delete:
        sandbox.superoffice(change.person, "DELETE", path)
        return
    values: dict[str, Any] = {"Title": change.title} if change.title else {}
    for name, moment in (("StartDate", change.start), ("EndDate", change.end)):
        if moment:
            values[name] = f"{_utc(moment, change.zone):%Y-%m-%dT%H:%M:%SZ}"
    if change.id:
        patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in values.items()]
        sandbox.superoffice(change.person, "PATCH", path, patch)
        return
    associate = sandbox.person(change.person)["superoffice"]["associate_id"]
    new = {"Type": "inDiary", "Associate": {"AssociateId": associate}, "Participants": [], **values}
    sandbox.superoffice(change.person, "POST", path, new)


def _utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=zone).astimezone(UTC)


_WRITERS: dict[Side, Callable[[Sandbox, Change], None]] = {
    Side.SUPEROFFICE: _superoffice,
    Side.CALENDAR: _outlook,
}
