"""What a sandbox mailbox holds. Wire property names are Graph's; values are kept as they go out."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Kind = Literal["event", "contact", "task", "list", "contactFolder"]


@dataclass(slots=True)
class Item:
    """One stored item of any kind."""

    #: number within the mailbox; ids are made from it
    key: int
    kind: Kind
    #: calendar, contact folder or task list that holds it
    container: str
    #: stored properties under their Graph names, without ids, etags and links
    wire: dict[str, Any]
    created: datetime
    modified: datetime
    #: grows with each change; etag and changeKey are made from it
    version: int = 1
    #: single-value extended properties by their id as written ("String {guid} Name x")
    extended: dict[str, str] = field(default_factory=dict)
    #: open extensions by name
    extensions: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Event(Item):
    """A single event or a series master. `wire` holds start and end as written, with their zone."""

    ical_uid: str = ""
    #: series: changed occurrences by original local date; their `wire` holds the overrides only
    exceptions: dict[date, Item] = field(default_factory=dict)
    #: series: original local dates of removed occurrences
    cancelled: set[date] = field(default_factory=set)


@dataclass(slots=True)
class Container:
    """A calendar, a contact folder or a task list."""

    id: str
    wire: dict[str, Any]
    #: log number of its last change, for deltas over containers
    sequence: int = 0


@dataclass(slots=True)
class Change:
    """One line of a mailbox's log, from which deltas are answered."""

    sequence: int
    kind: Kind
    container: str
    key: int
    removed: bool


@dataclass(slots=True)
class Mailbox:
    """One person's mailbox."""

    #: Entra object id of the person
    owner: str
    calendars: dict[str, Container] = field(default_factory=dict)
    contact_folders: dict[str, Container] = field(default_factory=dict)
    task_lists: dict[str, Container] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    categories: list[dict[str, Any]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    log: list[Change] = field(default_factory=list)
    next_key: int = 1

    def events(self) -> list[Event]:
        """Singles and masters."""
        return [item for item in self.items.values() if isinstance(item, Event)]

    def of(self, kind: Kind, container: str | None = None) -> list[Item]:
        """Items of one kind, in one container or all."""
        return [
            item for item in self.items.values()
            if item.kind == kind and (container is None or item.container == container)
        ]  # fmt: skip

    def note(self, item: Item, *, removed: bool = False) -> None:
        """Write a change of *item* into the log. Call after every write."""
        self.log.append(Change(len(self.log) + 1, item.kind, item.container, item.key, removed))

    def changes_since(self, sequence: int) -> list[Change]:
        """Log lines after *sequence*, oldest first."""
        return self.log[bisect_right(self.log, sequence, key=lambda change: change.sequence) :]
