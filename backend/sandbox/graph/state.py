"""Everything the Graph host remembers; a plain value that survives a restart through pickle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from backend.sandbox.graph.contact_index import ContactIndex
from backend.sandbox.graph.deltatoken import Generations
from backend.sandbox.graph.event_index import EventIndex
from backend.sandbox.graph.late_exceptions import HeldBack
from backend.sandbox.graph.model import Item, Mailbox
from backend.sandbox.graph.photos import Photo
from backend.sandbox.graph.subscription import SubscriptionBook
from backend.sandbox.world import World

ChangeType = Literal["created", "updated", "deleted"]


@dataclass(slots=True)
class Changed:
    """A committed write that subscriptions are still to be told."""

    mailbox: Mailbox
    item: Item
    type: ChangeType


@dataclass(slots=True)
class GraphState:
    """Mailboxes by Entra object id, and what spans them."""

    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    #: look-up tables over the events of a mailbox, by its owner
    indexes: dict[str, EventIndex] = field(default_factory=dict)
    generations: Generations = field(default_factory=Generations)
    subscriptions: SubscriptionBook = field(default_factory=SubscriptionBook)
    #: pictures of people and contacts, by object id or by object id and contact key
    photos: dict[str, Photo] = field(default_factory=dict)
    #: contacts and tasks by the folder or list that holds them, then by key
    shelves: dict[str, dict[int, Item]] = field(default_factory=dict)
    #: look-up tables over the contacts of a folder, by its id
    contact_indexes: dict[str, ContactIndex] = field(default_factory=dict)
    #: bodies of creates by mailbox owner and transaction id, to tell a replay from another event
    payloads: dict[tuple[str, str], str] = field(default_factory=dict)
    #: changed occurrences that are not to be seen yet
    held_back: list[HeldBack] = field(default_factory=list)
    #: writes of the running request; the host empties it into the subscriptions after each handler
    unannounced: list[Changed] = field(default_factory=list)

    def index(self, mailbox: Mailbox) -> EventIndex:
        """The look-up tables of a mailbox."""
        return self.indexes.setdefault(mailbox.owner, EventIndex())

    def changed(self, mailbox: Mailbox, item: Item, change: ChangeType) -> None:
        """Note *change* in the mailbox's log for deltas and keep it for subscriptions. Call after every write."""
        mailbox.note(item, removed=change == "deleted")
        self.unannounced.append(Changed(mailbox, item, change))


class Site(Protocol):
    """The world with the Graph host's state: a request's Context, or the host itself."""

    world: World
    state: GraphState
