"""Changes that a person makes to one item of one system by hand, through that system's public API."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.core.items import Side
from backend.demo import outlook_acts, superoffice_acts
from backend.demo.entry import OPEN, Mark
from backend.demo.sandbox import Json, Sandbox


class Change(BaseModel):
    """What a person does to an item."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field(max_length=64)
    side: Side
    #: None makes a new item
    id: str | None = Field(default=None, max_length=512)
    delete: bool = False
    #: to an invitation; SuperOffice knows no tentative one
    answer: Mark | None = None
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
        if self.id is None and (self.delete or self.answer or self.title is None or self.start is None):
            raise ValueError("a new item needs title, start and end")
        if self.answer == OPEN and self.side is Side.SUPEROFFICE:
            raise ValueError("SuperOffice knows no tentative answer")
        return self


_ACTS = {Side.SUPEROFFICE: superoffice_acts, Side.CALENDAR: outlook_acts}
_TITLES = {Side.SUPEROFFICE: "Title", Side.CALENDAR: "subject"}


def carry_out(sandbox: Sandbox, change: Change) -> str | None:
    """Make the change as that person; the id of a new event, by which Outlook goes on. Raises SandboxTrouble."""
    acts = _ACTS[change.side]
    if change.id is None:
        return str(acts.add(sandbox, change.person, _properties(change)))
    if change.delete:
        acts.delete(sandbox, change.person, change.id)
    elif change.answer:
        acts.answer(sandbox, change.person, change.id, change.answer)
    else:
        acts.edit(sandbox, change.person, change.id, _properties(change))
    return None


def _properties(change: Change) -> Json:
    """What is changed, as the system spells it."""
    named: Json = {_TITLES[change.side]: change.title} if change.title else {}
    if change.start and change.end:
        start, end = (when.replace(tzinfo=change.zone) for when in (change.start, change.end))
        named |= _ACTS[change.side].times(start, end)
    return named
