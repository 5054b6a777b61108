"""Who the people of a meeting are: addresses made canonical by their cards, and whose mailbox is synced here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from sqlalchemy import Engine

from backend.core.directory import Card, Directory, Standing
from backend.core.items import Answer, Appointment, Guest, Side
from backend.core.marks import Marker
from backend.core.seen import Booking, Seen
from backend.core.values import replace
from backend.store import colleagues
from backend.store.colleagues import Brought
from backend.store.database import reading
from backend.sync.pull import Picture

#: how long an invitation may be on its way
_DELIVERY = timedelta(minutes=2)


@dataclass
class People:
    """The people of one run. Cards are asked for once; nobody is ever added by it (scenario 5c)."""

    engine: Engine
    organisation_id: UUID
    mailbox_id: UUID
    directory: Directory
    #: the directory's newest address before somebody was first found to be a stranger; 0 while nobody was
    addresses_seen: int = 0
    _cards: dict[str, Card | None] = field(default_factory=dict)
    _brought: dict[str, Brought | None] = field(default_factory=dict)

    def recognise(self, picture: Picture) -> None:
        """Let the calendar's items of *picture* call everybody as SuperOffice does."""
        seen = picture.seen[Side.CALENDAR]
        met = {item_id: one for item_id, one in seen.items() if _has_others(one)}
        self._learn(address for one in met.values() for address in _addresses(one))
        for item_id, one in met.items():
            assert isinstance(one.item, Appointment)
            meeting = one.item.meeting
            guests = {guest.address: guest for guest in map(self._known, meeting.guests)}
            organiser = self._known(meeting.organiser) if meeting.organiser else None
            known = tuple(guests[address] for address in sorted(guests))
            item = replace(one.item, meeting=replace(meeting, guests=known, organiser=organiser))
            seen[item_id] = replace(one, item=item)

    def _learn(self, addresses: Iterable[str]) -> None:
        unknown = sorted(set(addresses) - self._cards.keys() - {""})
        if unknown:
            before = self.addresses_seen or self.directory.newest()
            found = self.directory.cards(unknown)
            if len(found) < len(unknown):
                self.addresses_seen = before
            self._cards |= {address: found.get(address) for address in unknown}
            self._cards |= {card.address: card for card in found.values()}

    def strangers(self, item: Appointment, marker: Marker) -> frozenset[str]:
        """What stands for those people of a meeting who have no card."""
        meeting = item.meeting
        everybody = [*meeting.guests, *([meeting.organiser] if meeting.organiser else [])]
        return frozenset(
            marker.person(guest)
            for guest in everybody
            if guest.address and not guest.is_user and self._cards.get(guest.address) is None
        )

    def _known(self, guest: Guest) -> Guest:
        card = self._cards.get(guest.address)
        if card is None:
            return guest
        return replace(
            guest,
            address=card.address,
            alias=guest.alias or (guest.address if guest.address != card.address else ""),
            name=guest.name or card.name,
            is_user=card.standing is Standing.USER,
        )

    def declined(self, item: Appointment) -> frozenset[int]:
        """Users of SuperOffice who are invited to a meeting of this mailbox's owner and do not come."""
        if not item.meeting.is_own:
            return frozenset()
        said_no = [guest for guest in item.guests if guest.is_user and guest.answer is Answer.DECLINED]
        return frozenset(card.associate_id for guest in said_no if (card := self._cards.get(guest.address)))

    @cached_property
    def _mailboxes(self) -> Mapping[int, UUID]:
        with reading(self.engine) as connection:
            return colleagues.mailboxes(connection, self.organisation_id)

    @property
    def _own_associate(self) -> int:
        return next((who for who, box in self._mailboxes.items() if box == self.mailbox_id), 0)

    def mailbox_of(self, guest: Guest) -> UUID | None:
        """The synced mailbox of somebody; None for whoever has none here."""
        self._learn([guest.address])
        card = self._cards.get(guest.address)
        return self._mailboxes.get(card.associate_id) if card and card.associate_id else None

    def is_user(self, guest: Guest, associate_id: int) -> bool:
        """Whether somebody is this user of SuperOffice."""
        self._learn([guest.address])
        card = self._cards.get(guest.address)
        return card is not None and card.associate_id == associate_id

    def has_mailbox(self, associate_id: int) -> bool:
        """Whether the mailbox of a user of SuperOffice is synced."""
        return associate_id in self._mailboxes

    def is_carried(self, booking: Booking) -> bool:
        """Whether another mailbox's link keeps a booking equal with its calendar."""
        self.learn_bookings([booking])
        return self._brought[booking.mother] is not None

    def has_declined(self, booking: Booking, span: str) -> bool:
        """Whether the organiser's calendar shows that the mailbox's owner does not come at *span*."""
        brought = self._brought_at(booking, span)
        return brought is not None and self._own_associate in brought.declined

    def was_delivered(self, booking: Booking, span: str, by: datetime) -> bool:
        """Whether another mailbox's calendar has shown a booking at *span* so long that every invitation must have
        arrived by this moment."""
        brought = self._brought_at(booking, span)
        return brought is not None and by - brought.since >= _DELIVERY

    def _brought_at(self, booking: Booking, span: str) -> Brought | None:
        self.learn_bookings([booking])
        brought = self._brought[booking.mother]
        return brought if brought is not None and brought.span == span else None

    def learn_bookings(self, bookings: Iterable[Booking]) -> None:
        """Ask once for many bookings whether others carry them."""
        rows = {booking.mother for booking in bookings} - self._brought.keys()
        if rows:
            with reading(self.engine) as connection:
                found = colleagues.bringing(connection, self.organisation_id, self.mailbox_id, rows)
            self._brought |= {row: found.get(row) for row in rows}


def _has_others(seen: Seen) -> bool:
    if not isinstance(seen.item, Appointment):
        return False
    return bool(seen.item.guests) or seen.item.meeting.organiser is not None


def _addresses(seen: Seen) -> list[str]:
    assert isinstance(seen.item, Appointment)
    organiser = seen.item.meeting.organiser
    return [guest.address for guest in (*seen.item.guests, *([organiser] if organiser else []))]
