"""A neutral meeting written as SuperOffice's participants (contracts/superoffice.md §3.4, §3.8).

Users are plain participants, who get rows of their own. Everybody else is an entry with an answer from outside,
because SuperOffice would accept for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.core.directory import Card, Standing
from backend.core.items import Answer, Guest, Meeting, Role
from backend.superoffice import meetings, wire
from backend.superoffice.client import ApiError
from backend.superoffice.directory import Cards
from backend.superoffice.meetings import Entry
from backend.superoffice.payload import Properties
from backend.superoffice.properties import Unreadable
from backend.superoffice.rows import Entity

_ROLES = {Role.REQUIRED: "Required", Role.OPTIONAL: "Optional", Role.RESOURCE: "Resource"}
_STATUS = {
    Answer.NONE: "NotResponded",
    Answer.TENTATIVE: "TentativelyAccepted",
    Answer.ACCEPTED: "Accepted",
    Answer.DECLINED: "Declined",
}
#: what is written again of a participant who stays as he is
_KEPT = (
    "AssociateId", "PersonId", "ContactId", "EmailId", "EmailAddress", "Description", "ExternallyOwnedType",
    "ExternallyOwnedStatus",
)  # fmt: skip
#: what tells one participant from another, the surest first
_NAMING = ("AssociateId", "PersonId", "EmailAddress")


def has_others(meeting: Meeting) -> bool:
    """Whether anybody takes part whom SuperOffice could be told; guests without address cannot be named."""
    return meeting.organiser is not None or any(guest.address for guest in meeting.guests)


@dataclass(frozen=True, slots=True)
class _Present:
    """Somebody who takes part now: as read, who it is, and as one writes him again."""

    entry: Entry
    card: Card
    raw: Properties

    @property
    def address(self) -> str:
        """By which he is known; "" for none."""
        return self.card.address or self.entry.address

    @property
    def has_row(self) -> bool:
        """A user with a row of the booking."""
        return bool(self.card.associate_id) and not self.entry.is_external


class Participants:
    """Lists of participants as the owner of one diary would write them."""

    def __init__(self, directory: Cards, associate_id: int) -> None:
        self._directory = directory
        self._associate_id = associate_id

    def me(self) -> Properties:
        """The owner of the diary as a participant with a row."""
        return _user(self._own_card())

    def new(self, meeting: Meeting) -> Properties:
        """What makes a new row of the owner's diary this meeting."""
        if not has_others(meeting):
            return {"Participants": []}
        me, cards = self._own_card(), self._cards(meeting)
        values: Properties = {"Participants": _distinct([_owner(meeting, me), *_invited(meeting, me, cards)])}
        values |= _customer(meeting, cards)
        return values if meeting.is_own else values | {"OwnedExternally": "Outlook"}

    def rewritten(self, meeting: Meeting, entity: Entity) -> list[Properties]:
        """The participants of a row that is there, the owner's own or that of a colleague's booking.

        Users keep their ids, and those whom no address names stay.
        """
        me, cards = self._own_card(), self._cards(meeting)
        present = self._present(entity)
        host = wire.flat(entity)["AssociateId"]
        first = [_owner(meeting, me)]
        if host != me.associate_id:
            hosts = [one.raw for one in present if one.card.associate_id == host]
            first = [*(hosts or [{"AssociateId": host, "SendEmail": False}]), _user(me)]
        users = {one.address: one.raw for one in present if one.has_row}
        nameless = [one.raw for one in present if not one.address]
        return _distinct([*first, *_invited(meeting, me, cards, users), *nameless])

    def customer(self, meeting: Meeting, entity: Entity) -> Properties:
        """Company and person of a row that has none: what was chosen by hand stays (spec/mapping.md)."""
        chosen = any(isinstance(entity.get(name), dict) for name in ("Contact", "Person"))
        return {} if chosen else _customer(meeting, self._cards(meeting))

    def answered(self, meeting: Meeting, entity: Entity, *, others: bool) -> list[Properties]:
        """The participants of a row that is there with the own answer and, with *others*, those of the guests."""
        me = self._own_card()
        told = {guest.address: guest for guest in meeting.guests if guest.address} if others else {}
        is_mine = wire.flat(entity)["AssociateId"] == me.associate_id
        listed = [_owner(meeting, me)] if is_mine else []
        for one in self._present(entity):
            guest = None if one.has_row or one.card.associate_id == me.associate_id else told.get(one.address)
            listed.append(one.raw | _external(guest, one.card) if guest else one.raw)
        return _distinct(listed)

    def with_me(self, entity: Entity) -> list[Properties]:
        """The participants of a row, and the owner of the diary with a row of his own."""
        me = self._own_card()
        others = [one.raw for one in self._present(entity) if one.card.associate_id != me.associate_id]
        return _distinct([*others, _user(me)])

    def _own_card(self) -> Card:
        unknown = Card("", "", Standing.USER, self._associate_id)
        return self._directory.of_associates([self._associate_id]).get(self._associate_id, unknown)

    def _cards(self, meeting: Meeting) -> Mapping[str, Card]:
        everybody = [*meeting.guests, *([meeting.organiser] if meeting.organiser else [])]
        return self._directory.cards({guest.address for guest in everybody if guest.address})

    def _present(self, entity: Entity) -> list[_Present]:
        """Who takes part now. Raises ApiError 502 where that was not told."""
        listed = entity.get("Participants")
        if not isinstance(listed, list):
            raise ApiError(502, "MalformedAnswer")
        entries = [_entry(raw) for raw in listed]
        people = meetings.identified([{"Participants": listed}], self._directory)
        return [
            _Present(entry, people.get(entry) or _unknown(entry), _again(raw))
            for entry, raw in zip(entries, listed, strict=True)
        ]


def told_answer(entity: Entity, associate_id: int) -> Answer | None:
    """The answer that a row tells of its owner among those from outside; None where it tells none."""
    listed = entity.get("Participants")
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and entry.get("AssociateId") == associate_id:
            status = entry.get("ExternallyOwnedStatus")
            return next((answer for answer, name in _STATUS.items() if name == status), None)
    return None


def _entry(raw: object) -> Entry:
    try:
        (entry,) = meetings.entries({"Participants": [raw]})
    except Unreadable as error:
        raise ApiError(502, "MalformedAnswer") from error
    return entry


def _unknown(entry: Entry) -> Card:
    """What an entry itself tells of somebody without a card."""
    return Card(entry.address, entry.name, Standing.PERSON, entry.associate_id, entry.person_id)


def _again(raw: Mapping[str, Any]) -> Properties:
    """A participant as one writes him again."""
    return {name: raw[name] for name in _KEPT if raw.get(name)} | {"SendEmail": False}


def _owner(meeting: Meeting, me: Card) -> Properties:
    """The owner of the diary in his own row: who was invited answers as those from outside do."""
    if meeting.is_own:
        return _user(me)
    return _user(me) | {
        "EmailAddress": me.address,
        "ExternallyOwnedType": _ROLES[Role.REQUIRED],
        "ExternallyOwnedStatus": _STATUS[meeting.answer],
    }


def _invited(
    meeting: Meeting, me: Card, cards: Mapping[str, Card], users: Mapping[str, Properties] | None = None
) -> list[Properties]:
    """The organiser and the guests; *users* are those who have a row already, by address."""
    listed: list[Properties] = []
    if meeting.organiser:
        organiser = _external(meeting.organiser, cards.get(meeting.organiser.address))
        listed.append(organiser | {"ExternallyOwnedType": "Organizer", "ExternallyOwnedStatus": "Accepted"})
    for guest in meeting.guests:
        card = cards.get(guest.address)
        if not guest.address or (card and card.associate_id == me.associate_id):
            continue
        if users and guest.address in users:
            listed.append(users[guest.address])
        elif card and card.standing is Standing.USER:
            listed.append(_user(card))
        else:
            listed.append(_external(guest, card))
    return listed


def _user(card: Card) -> Properties:
    return _ids(card) | {"SendEmail": False}


def _external(guest: Guest, card: Card | None) -> Properties:
    return (_ids(card) if card else {}) | {
        "EmailAddress": guest.address,
        "Description": guest.name or (card.name if card else ""),
        "ExternallyOwnedType": _ROLES[guest.role],
        "ExternallyOwnedStatus": _STATUS[guest.answer],
        "SendEmail": False,
    }


def _ids(card: Card) -> Properties:
    ids = {"AssociateId": card.associate_id, "PersonId": card.person_id, "ContactId": card.contact_id}
    return {name: number for name, number in ids.items() if number}


def _distinct(listed: Sequence[Properties]) -> list[Properties]:
    """Each person once, the first time; ids that are spelled twice would be two invitations."""
    found: dict[tuple[str, Any], Properties] = {}
    for one in listed:
        named = next((name for name in _NAMING if one.get(name)), "Description")
        found.setdefault((named, one.get(named)), one)
    return list(found.values())


def _customer(meeting: Meeting, cards: Mapping[str, Card]) -> Properties:
    """Company and person of a meeting: the organiser's card, else the first guest's; never a colleague's."""
    invited = [*([meeting.organiser] if meeting.organiser else []), *meeting.guests]
    known = [card for guest in invited if (card := cards.get(guest.address))]
    card = next((card for card in known if card.standing is Standing.PERSON), None)
    if card is None:
        return {}
    values: Properties = {"Person": {"PersonId": card.person_id}} if card.person_id else {}
    return values | ({"Contact": {"ContactId": card.contact_id}} if card.contact_id else {})
