"""The acts of which a history of meetings is made: what those do who invite, and those who are invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.core.items import Answer, Side


@dataclass(frozen=True, slots=True)
class Invite:
    """Somebody invites others to a new meeting of an hour."""

    who: str
    tag: int
    side: Side
    guests: tuple[str, ...]
    title: str
    #: aware, UTC
    start: datetime

    def __str__(self) -> str:
        guests = " and ".join(self.guests)
        return f"{self.who} invites {guests} to @{self.tag} in {self.side}: {self.title!r}, {_told(self.start)}"


@dataclass(frozen=True, slots=True)
class Reply:
    """A guest answers."""

    who: str
    tag: int
    side: Side
    answer: Answer

    def __str__(self) -> str:
        return f"{self.who} answers @{self.tag} in {self.side}: {self.answer}"


@dataclass(frozen=True, slots=True)
class Move:
    """The organiser gives a meeting another time."""

    who: str
    tag: int
    side: Side
    #: aware, UTC
    start: datetime

    def __str__(self) -> str:
        return f"{self.who} moves @{self.tag} in {self.side} to {_told(self.start)}"


@dataclass(frozen=True, slots=True)
class Rename:
    """The organiser gives a meeting another title."""

    who: str
    tag: int
    side: Side
    title: str

    def __str__(self) -> str:
        return f"{self.who} renames @{self.tag} in {self.side} to {self.title!r}"


@dataclass(frozen=True, slots=True)
class CallOff:
    """The organiser cancels a meeting."""

    who: str
    tag: int
    side: Side

    def __str__(self) -> str:
        return f"{self.who} calls @{self.tag} off in {self.side}"


MeetingAct = Invite | Reply | Move | Rename | CallOff


@dataclass(frozen=True, slots=True)
class Quiet:
    """Everybody rests until all calendars are in step."""

    def __str__(self) -> str:
        return "everybody rests"


def _told(moment: datetime) -> str:
    return f"{moment:%d.%m. %H:%M}"
