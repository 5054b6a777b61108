"""People of meetings who got a card in SuperOffice: their meetings are looked at again (scenario 10c)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, update
from sqlmodel import col

from backend.core.decisions import Agree, Change, Decision, Link, Presence
from backend.core.fields import FieldName
from backend.core.items import Appointment, Guest, Side
from backend.core.merge import Merged
from backend.core.seen import Seen
from backend.core.values import replace
from backend.store import links
from backend.store.tables import Mailbox
from backend.sync.desk import Desk

_GUESTS: Final[frozenset[FieldName]] = frozenset({"guests"})


def introduced(desk: Desk) -> list[Link]:
    """Links of meetings with somebody whom a card names by now. One request, where there are strangers at all."""
    with desk.reading() as connection:
        waiting = links.with_strangers(connection, desk.mailbox_id)
        if not waiting:
            return []
        query = select(col(Mailbox.addresses_seen)).where(col(Mailbox.id) == desk.mailbox_id)
        position = connection.execute(query).scalar_one()
    if not position:
        return []
    addresses, desk.addresses_seen = desk.people.directory.newer(position)
    known = {desk.rules.marker.person(Guest(address=address)) for address in addresses}
    found = [link for link in waiting if link.strangers & known]
    desk.introduced = {link.id for link in found}
    return found


def remember(desk: Desk) -> None:
    """Keep how far addresses were compared, before cursors move."""
    if seen := desk.addresses_seen or desk.people.addresses_seen:
        with desk.transaction() as connection:
            mine = update(Mailbox).where(col(Mailbox.id) == desk.mailbox_id)
            connection.execute(mine.values(addresses_seen=seen))


def with_people(decision: Decision, superoffice: Presence) -> Decision:
    """The decision, and the participants of SuperOffice's row written as the cards that they have now."""
    if not isinstance(superoffice, Seen) or not isinstance(superoffice.item, Appointment):
        return decision
    match decision:
        case Agree(shown):
            merged = Merged({Side.SUPEROFFICE: superoffice.item}, {Side.SUPEROFFICE: _GUESTS}, ())
            return Change(merged, shown)
        case Change(merged, shown):
            fields = merged.fields.get(Side.SUPEROFFICE, frozenset()) | _GUESTS
            targets = {Side.SUPEROFFICE: superoffice.item, **merged.targets}
            return Change(
                replace(merged, targets=targets, fields={**merged.fields, Side.SUPEROFFICE: fields}), shown
            )
        case _:
            return decision
