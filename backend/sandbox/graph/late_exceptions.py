"""Changed occurrences that are answered at once but seen a while later (contracts/graph.md §7, 20; a switch)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from backend.sandbox.graph.entries import Entry
from backend.sandbox.graph.event_store import rewriting
from backend.sandbox.graph.model import Event, Item, Mailbox

if TYPE_CHECKING:
    from backend.sandbox.graph.state import Site

#: how long readers see the old state
DELAY = timedelta(seconds=2)


@dataclass(slots=True)
class HeldBack:
    """A change that nobody sees before it is due."""

    due: datetime
    mailbox: Mailbox
    event: Event
    day: date
    changed: Item


def remember(entry: Entry) -> Item | None:
    """What is stored of an occurrence before it changes."""
    return deepcopy(entry.override)


def hold_back(site: Site, mailbox: Mailbox, entry: Entry, before: Item | None) -> None:
    """Show *before* again for a while in place of the changed occurrence *entry*."""
    if site.world.switches.graph_exception_patch_visible == "at_once" or entry.day is None or not entry.override:
        return
    held = HeldBack(site.world.clock.now() + DELAY, mailbox, entry.event, entry.day, entry.override)
    site.state.held_back.append(held)
    if before:
        entry.event.exceptions[entry.day] = before
    else:
        del entry.event.exceptions[entry.day]


def release(site: Site) -> None:
    """Let every change be seen that is due."""
    if not site.state.held_back:
        return
    now = site.world.clock.now()
    due = [held for held in site.state.held_back if held.due <= now]
    site.state.held_back = [held for held in site.state.held_back if held.due > now]
    for held in due:
        if held.mailbox.items.get(held.event.key) is held.event and held.day not in held.event.cancelled:
            with rewriting(site, held.mailbox, held.event) as event:
                event.exceptions[held.day] = held.changed
