"""Who takes part in an appointment: SuperOffice's participants read as a neutral meeting (§3.4, §3.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from backend.core.directory import Card, Standing
from backend.core.items import Answer, Guest, Meeting, Role
from backend.core.seen import Booking
from backend.core.text import one_line
from backend.superoffice.properties import Unreadable, key, text

if TYPE_CHECKING:
    from backend.superoffice.directory import Cards

#: what SuperOffice calls an answer of somebody who has a row; what is seen is not answered
_INVITATION = {"Accepted": Answer.ACCEPTED, "Declined": Answer.DECLINED}
_EXTERNAL = {
    "TentativelyAccepted": Answer.TENTATIVE,
    "Accepted": Answer.ACCEPTED,
    "Declined": Answer.DECLINED,
}
#: the same of somebody who answers here for himself, where nothing between yes and no is an answer
_STATUS = {**_EXTERNAL, "TentativelyAccepted": Answer.NONE, "NotResponded": Answer.NONE}
#: a row handed over to somebody who may decline it
_ASSIGNMENT = {"Assigning": Answer.NONE, "Seen": Answer.NONE, "Declined": Answer.DECLINED}
_ROLES = {"Optional": Role.OPTIONAL, "Resource": Role.RESOURCE}
_ORGANIZER = "Organizer"
_UNKNOWN = frozenset({"", "Unknown"})


class Entry(Struct, frozen=True):
    """One of the participants, or the owner of the meeting. Ids are 0 where there is none."""

    associate_id: int = 0
    person_id: int = 0
    #: case-folded
    address: str = ""
    name: str = ""
    invitation: str = ""
    external_type: str = ""
    external_status: str = ""

    @property
    def is_from_outside(self) -> bool:
        """Kept with what another calendar tells of him (§3.8)."""
        return bool({self.external_type, self.external_status} - _UNKNOWN)

    @property
    def is_external(self) -> bool:
        """Kept so, or by address: without a row."""
        return self.is_from_outside or not (self.associate_id or self.person_id)


#: who each entry is
People = Mapping[Entry, Card]


def is_child(carrier: Mapping[str, Any]) -> bool:
    """Whether a row is somebody's invitation to a meeting that is another row. Raises Unreadable."""
    return key(carrier, "MotherId") not in (0, carrier.get("AppointmentId"))


def booking(carrier: Mapping[str, Any]) -> Booking | None:
    """The meeting of which a carrier is one row; None for none. Raises Unreadable."""
    mother = key(carrier, "MotherId")
    return Booking(str(mother), key(carrier, "MotherAssociateId")) if mother else None


def entries(carrier: Mapping[str, Any]) -> list[Entry]:
    """Everybody who takes part in a carrier, the meeting's owner last. Raises Unreadable.

    Only rows that belong to no meeting may come without participants: to take those that were not told for none
    would disinvite people.
    """
    listed = carrier.get("Participants")
    mother_id = key(carrier, "MotherId")
    if listed is None and not mother_id:
        return []
    if not isinstance(listed, list):
        raise Unreadable("Participants")
    found = [_entry(value) for value in listed]
    owner = key(carrier, "MotherAssociateId")
    if mother_id and owner and all(entry.associate_id != owner for entry in found):
        found.append(Entry(associate_id=owner, invitation="Accepted"))
    return found


def identified(carriers: Iterable[Mapping[str, Any]], directory: Cards) -> dict[Entry, Card]:
    """Who takes part in *carriers*, in as few requests as there are ways to ask. Raises SideError, ApiError."""
    everybody: set[Entry] = set()
    for carrier in carriers:
        with suppress(Unreadable):
            everybody.update(entries(carrier))
    by_person = directory.of_persons(entry.person_id for entry in everybody)
    by_associate = directory.of_associates(entry.associate_id for entry in everybody if not entry.person_id)
    unknown = {entry.address for entry in everybody if not (entry.person_id or entry.associate_id)}
    by_address = directory.cards(unknown)
    people: dict[Entry, Card] = {}
    for entry in everybody:
        person, associate = by_person.get(entry.person_id), by_associate.get(entry.associate_id)
        if card := person or associate or by_address.get(entry.address):
            people[entry] = card
    return people


def read(carrier: Mapping[str, Any], people: People) -> Meeting:
    """The meeting as the owner of the carrier's diary sees it. Raises Unreadable."""
    me, mother_owner = key(carrier, "AssociateId"), key(carrier, "MotherAssociateId")
    child = is_child(carrier)
    everybody = entries(carrier)
    organiser = _organiser(everybody, mother_owner if child else 0)
    inviting = None if organiser is None else _guest(organiser, people, mother_owner)
    if organiser is not None and _card(organiser, people).associate_id == me:
        inviting = None
    mine = [entry for entry in everybody if entry is not organiser and _card(entry, people).associate_id == me]
    guests = [
        _guest(entry, people, mother_owner) for entry in everybody if entry is not organiser and entry not in mine
    ]
    return Meeting(
        organiser=inviting,
        guests=_distinct([guest for guest in guests if not (inviting and _same(guest, inviting))]),
        answer=_own_answer(carrier, mine if inviting else (), child=child),
        cancelled=text(carrier, "InvitationStatus") == "Cancelled",
    )


def _entry(value: object) -> Entry:
    if not isinstance(value, dict):
        raise Unreadable("Participants")
    return Entry(
        associate_id=key(value, "AssociateId"),
        person_id=key(value, "PersonId"),
        address=text(value, "EmailAddress").strip().casefold(),
        name=one_line(text(value, "Description")),
        invitation=text(value, "InvitationStatus"),
        external_type=text(value, "ExternallyOwnedType"),
        external_status=text(value, "ExternallyOwnedStatus"),
    )


def _organiser(everybody: Sequence[Entry], mother_owner: int) -> Entry | None:
    """Who invited: somebody outside, else on an invitation the meeting's owner; None where it is the row's own."""
    for entry in everybody:
        if entry.external_type == _ORGANIZER:
            return entry
    return next((entry for entry in everybody if mother_owner and entry.associate_id == mother_owner), None)


def _guest(entry: Entry, people: People, mother_owner: int) -> Guest:
    card = _card(entry, people)
    has_row = not entry.is_external or (mother_owner != 0 and card.associate_id == mother_owner)
    is_user = has_row and card.associate_id != 0
    is_resource = is_user and not card.person_id
    return Guest(
        address=card.address or entry.address,
        name=card.name or entry.name,
        role=Role.RESOURCE if is_resource else _ROLES.get(entry.external_type, Role.REQUIRED),
        answer=_answer(entry, is_user=is_user),
        is_user=is_user,
        company=card.company,
    )


def _answer(entry: Entry, *, is_user: bool) -> Answer:
    """What somebody answered. For people who are no users SuperOffice accepts by itself (§3.4)."""
    if entry.is_from_outside:
        return _EXTERNAL.get(entry.external_status, Answer.NONE)
    return _INVITATION.get(entry.invitation, Answer.NONE) if is_user else Answer.ACCEPTED


def _own_answer(carrier: Mapping[str, Any], mine: Sequence[Entry], *, child: bool) -> Answer:
    """What the owner of the row said; *mine* are his entries among the participants, where somebody else invites.

    SuperOffice accepts for whoever owns a row. Where he was never asked, because nobody may hand rows over, only
    his entry tells.
    """
    assigned = _ASSIGNMENT.get(text(carrier, "AssignmentStatus"))
    if assigned is not None:
        return assigned
    if child or carrier.get("Type") == "BookingForDiary":
        return _INVITATION.get(text(carrier, "InvitationStatus"), Answer.NONE)
    told = next((entry.external_status for entry in mine if entry.external_status in _STATUS), "Accepted")
    return Answer.ACCEPTED if key(carrier, "AssignedBy") else _STATUS[told]


def _card(entry: Entry, people: People) -> Card:
    """Who it is; without a card what the entry itself tells."""
    found = people.get(entry)
    if found is not None:
        return found
    return Card(entry.address, entry.name, Standing.PERSON, entry.associate_id, entry.person_id)


def _same(one: Guest, other: Guest) -> bool:
    return bool(one.address) and one.address == other.address


def _distinct(guests: Sequence[Guest]) -> tuple[Guest, ...]:
    """By address, each once; of two entries of one person the one with a row counts."""
    ordered = sorted(guests, key=lambda guest: (guest.address, not guest.is_user, guest.name))
    return tuple(guest for place, guest in enumerate(ordered) if not (place and _same(guest, ordered[place - 1])))
