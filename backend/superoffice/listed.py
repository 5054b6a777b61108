"""Who takes part in a row, as the calendar lists it at the end of its text (core.listing_of_people)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.core.directory import Card
from backend.core.items import Concerns, Meeting
from backend.core.listing_of_people import Listed, lines_of


def lines(meeting: Meeting, concerns: Concerns | None, cards: Mapping[int, Card]) -> tuple[str, ...]:
    """A line for everybody but the owner. The person whom a row concerns is among them where nobody is invited by
    mail: guests need not read about whom they meet. *cards*: by person."""
    everybody = [*([meeting.organiser] if meeting.organiser else []), *meeting.guests]
    people = [Listed(guest.name, guest.company, guest.address) for guest in everybody]
    if concerns and concerns.person and not any(guest.address for guest in everybody):
        card = cards.get(concerns.person_id)
        people.insert(0, Listed(concerns.person, concerns.company, card.address if card else ""))
    return lines_of(people)


def persons(concerned: Iterable[Concerns]) -> set[int]:
    """The persons whose cards `lines` asks for."""
    return {concerns.person_id for concerns in concerned} - {0}
