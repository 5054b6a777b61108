"""Contacts and tasks in their folders and lists: found, written, and noted for deltas and subscriptions."""

from __future__ import annotations

from typing import Any, Literal

from backend.sandbox.graph import ids
from backend.sandbox.graph.contact_index import ContactIndex
from backend.sandbox.graph.model import Change, Container, Item, Mailbox
from backend.sandbox.graph.routing import Context, changed_meanwhile, not_found
from backend.sandbox.graph.state import GraphState, Site

PlainKind = Literal["contact", "task"]


def shelf(state: GraphState, container: str) -> dict[int, Item]:
    """Items of a folder or list by key, oldest first."""
    return state.shelves.setdefault(container, {})


def contact_index(state: GraphState, folder: str) -> ContactIndex:
    """The look-up tables of a contact folder."""
    return state.contact_indexes.setdefault(folder, ContactIndex())


def find(mailbox: Mailbox, kind: PlainKind, text: str, container: str | None = None) -> Item:
    """The item with an id, mutable or immutable; *container* narrows the search. Raises GraphError 404."""
    ref = ids.parse(mailbox.owner, text)
    item = mailbox.items.get(ref.key) if ref else None
    if ref is None or item is None or item.kind != kind or container not in (None, item.container):
        raise not_found()
    if ref.container not in (None, ids.digest(item.container)):
        raise not_found()
    return item


def insert(
    site: Site,
    mailbox: Mailbox,
    kind: PlainKind,
    container: str,
    wire: dict[str, Any],
    *,
    extended: dict[str, str] | None = None,
    extensions: dict[str, dict[str, Any]] | None = None,
) -> Item:
    """Store a new item with checked properties."""
    now = site.world.clock.now()
    item = Item(
        mailbox.next_key, kind, container, wire, now, now, extended=extended or {}, extensions=extensions or {}
    )
    mailbox.next_key += 1
    mailbox.items[item.key] = item
    shelf(site.state, container)[item.key] = item
    _index(site.state, item)
    site.state.changed(mailbox, item, "created")
    return item


def update(site: Site, mailbox: Mailbox, item: Item, wire: dict[str, Any]) -> None:
    """Give *item* new properties in full."""
    item.wire = wire
    item.version += 1
    item.modified = site.world.clock.now()
    _index(site.state, item)
    site.state.changed(mailbox, item, "updated")


def delete(site: Site, mailbox: Mailbox, item: Item) -> None:
    """Remove *item*."""
    del mailbox.items[item.key]
    shelf(site.state, item.container).pop(item.key)
    if item.kind == "contact":
        contact_index(site.state, item.container).take_out(item)
    site.state.changed(mailbox, item, "deleted")


def empty(site: Site, mailbox: Mailbox, container: str) -> None:
    """Remove all items of a folder or list that is about to go."""
    for item in list(shelf(site.state, container).values()):
        delete(site, mailbox, item)
    del site.state.shelves[container]
    site.state.contact_indexes.pop(container, None)


def _index(state: GraphState, item: Item) -> None:
    if item.kind == "contact":
        contact_index(state, item.container).put(item)


def note_container(
    mailbox: Mailbox, kind: Literal["contactFolder", "list"], container: Container, *, removed: bool = False
) -> None:
    """Write a change of a folder or list itself into the log."""
    container.sequence = len(mailbox.log) + 1
    mailbox.log.append(Change(container.sequence, kind, container.id, 0, removed))


def check_match(context: Context, item: Item) -> None:
    """Raise GraphError 412 when If-Match names another version (contracts/graph.md §1.4)."""
    wanted = context.request.headers.get("If-Match", "*")
    if context.world.switches.graph_if_match == "enforced" and wanted != "*" and ids.etag(item) not in wanted:
        raise changed_meanwhile()
