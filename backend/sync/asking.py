"""What link_by_email has to ask or to offer about one item, and the answer that somebody gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from backend.core.decisions import Link
from backend.core.directory import Card
from backend.core.items import Appointment, Customer, Kind, Side
from backend.core.mentions import spellings
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Done, Update
from backend.store import database
from backend.store.mailboxes import ring
from backend.store.tables import Mailbox
from backend.sync.doors import Sides
from backend.sync.linking import addresses_of, meant
from backend.sync.look import Look, look_at
from backend.sync.lookup import link_of
from backend.sync.service import Product


class CannotLink(Exception):
    """Nobody can be linked to the item; `args[0]` says why."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant."""

    person_id: int
    company_id: int
    name: str
    company: str


@dataclass(frozen=True, slots=True)
class PeopleTold:
    """Whom the addresses in an item may mean."""

    #: several cards of one address, so that somebody has to choose
    candidates: tuple[Candidate, ...]
    #: addresses of nobody whom SuperOffice knows, who could be added
    unknown: tuple[str, ...]


def people_of(look: Look, link: Link, halves: Mapping[Side, Seen]) -> PeopleTold | None:
    """What there is to ask or to offer; None for nothing. Raises SideError."""
    items = {side: one.item for side, one in halves.items() if isinstance(one.item, Appointment)}
    row = items.get(Side.SUPEROFFICE)
    if row is None or (row.concerns and (row.concerns.person_id or row.concerns.company_id)):
        return None
    if not look.preferences.link_by_email or not link.ids[Side.SUPEROFFICE]:
        return None
    candidates, unknown = _found(look.sides, *items.values())
    return PeopleTold(tuple(map(_told, candidates)), unknown) if candidates or unknown else None


def choose(product: Product, mailbox: Mailbox, item_id: str, person_id: int) -> None:
    """Let SuperOffice's row of an item concern one of those whom its addresses may mean.

    Raises CannotLink, SideError.
    """
    link = link_of(product, mailbox, item_id)
    row_id = link.ids[Side.SUPEROFFICE] if link else None
    if link is None or row_id is None:
        raise CannotLink("The appointment is not in SuperOffice.")
    look = look_at(product, mailbox)
    gateways = look.sides.gateways[Kind.APPOINTMENT]
    seen = {side: gateways[side].read([number]).get(number) for side in Side if (number := link.ids[side])}
    halves = {side: one for side, one in seen.items() if isinstance(one, Seen)}
    told = people_of(look, link, halves)
    chosen = next((one for one in told.candidates if one.person_id == person_id), None) if told else None
    if chosen is None:
        raise CannotLink("The person is not among those who share an address of the appointment's text.")
    row = halves[Side.SUPEROFFICE]
    assert isinstance(row.item, Appointment)
    item = replace(row.item, customer=Customer(chosen.person_id, chosen.company_id))
    update = Update(uuid4().hex, row_id, row.version, item, frozenset({"customer"}))
    for _, outcome in gateways[Side.SUPEROFFICE].write([update]):
        if not isinstance(outcome, Done):
            raise CannotLink("The appointment was changed at the same moment, or may not be changed. Try again.")
    with database.session(product.engine) as work, work.begin():
        ring(work, mailbox.id)


def _found(sides: Sides, *items: Appointment) -> tuple[tuple[Card, ...], tuple[str, ...]]:
    own = sides.own_addresses
    addresses = [address for address in addresses_of(*items) if not spellings(address) & own]
    if not addresses:
        return (), ()
    cards = sides.directory.all_cards({one for address in addresses for one in spellings(address)})
    found = meant(addresses, cards)
    return found.candidates, found.unknown


def _told(card: Card) -> Candidate:
    return Candidate(card.person_id, card.contact_id, card.name, card.company)
