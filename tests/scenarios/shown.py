"""What a person sees of a meeting in one system, in words that fit both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tests.scenarios.cast import Person

Json = dict[str, Any]

#: not answered or tentative, accepted, declined (spec/scenarios.md), and what a copy in Outlook does not tell
T: Final = "T"
A: Final = "A"
D: Final = "D"
UNTOLD: Final = "?"

_HOME = ZoneInfo("Europe/Oslo")
_RESPONSES = {"organizer": A, "accepted": A, "declined": D}
_EXTERNAL = {"Accepted": A, "Declined": D, "TentativelyAccepted": T, "NotResponded": T}
_INVITATION = {"Accepted": A, "Declined": D}


@dataclass(frozen=True)
class Shown:
    """One item of a calendar or diary."""

    title: str
    text: str
    place: str
    #: aware, UTC; of whole days midnight without a zone's shift
    start: datetime
    end: datetime
    all_day: bool
    private: bool
    #: minutes before, None for none
    alarm: int | None
    busy: bool
    #: the own answer of the person who looks
    own: str
    #: everybody's answer by short name or address, the one who looks and the organiser included; empty when alone
    participants: Mapping[str, str]
    #: short name or address of who invited; "" for a meeting with nobody else
    organiser: str
    #: as the system tells it
    wire: Json = field(repr=False, compare=False, hash=False)

    def answer_of(self, person: Person | str) -> str:
        """The answer that is shown for somebody. AssertionError when he is no participant."""
        name = person if isinstance(person, str) else person.key
        assert name in self.participants, f"{self.title}: {name} is not among {dict(self.participants)}"
        return self.participants[name]


class Names:
    """Short names for every address, associate and person of the cast."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_address: dict[str, str] = {}
        self._by_associate: dict[int, str] = {}
        self._by_card: dict[int, str] = {}
        for person in people:
            self._by_address |= {address.lower(): person.key for address in person.addresses}
            if person.associate_id:
                self._by_associate[person.associate_id] = person.key
            if person.person_id:
                self._by_card[person.person_id] = person.key

    def of_address(self, address: str) -> str:
        """The short name, or the address itself."""
        return self._by_address.get(address.lower(), address.lower())

    def of_participant(self, info: Json) -> str:
        """The short name of a ParticipantInfo; what it says by itself for a stranger."""
        if name := self._by_associate.get(info["AssociateId"]):
            return name
        if info["EmailAddress"]:
            return self.of_address(info["EmailAddress"])
        return self._by_card.get(info["PersonId"]) or info["Description"] or f"person {info['PersonId']}"


def of_event(event: Json, person: Person, names: Names) -> Shown:
    """A Graph event, read with Prefer: outlook.timezone="UTC", as *person* sees it."""
    own = _RESPONSES.get(event["responseStatus"]["response"], T)
    participants: dict[str, str] = {}
    organiser = names.of_address(event["organizer"]["emailAddress"]["address"])
    if event["attendees"]:
        for attendee in event["attendees"]:
            said = attendee["status"]["response"]
            silent = T if event["isOrganizer"] else UNTOLD
            name = names.of_address(attendee["emailAddress"]["address"])
            participants[name] = _RESPONSES.get(said, T if said == "tentativelyAccepted" else silent)
        participants |= {person.key: own, organiser: A}
    return Shown(
        title=event["subject"],
        text=event["body"]["content"],
        place=event["location"]["displayName"],
        start=_moment(event["start"]["dateTime"]),
        end=_moment(event["end"]["dateTime"]),
        all_day=event["isAllDay"],
        private=event["sensitivity"] != "normal",
        alarm=event["reminderMinutesBeforeStart"] if event["isReminderOn"] else None,
        busy=event["showAs"] != "free",
        own=own,
        participants=participants,
        organiser=organiser if event["attendees"] else "",
        wire=event,
    )


def of_appointment(entity: Json, person: Person, names: Names) -> Shown:
    """An AppointmentEntity, read in UTC, as *person* sees it."""
    listed = entity["Participants"]
    # an appointment with oneself alone is no meeting
    alone = [names.of_participant(info) for info in listed] in ([], [person.key])
    start, end = _moment(entity["StartDate"]), _moment(entity["EndDate"])
    if entity["IsAlldayEvent"]:
        start, end = _midnight(entity["StartDate"]), _midnight(entity["EndDate"]) + timedelta(days=1)
    return Shown(
        title=entity["Title"],
        text=entity["Agenda"],
        place=unescape(entity["Location"]),
        start=start,
        end=end,
        all_day=entity["IsAlldayEvent"],
        private=entity["Private"] != "Public",
        alarm=_minutes(entity["AlarmLeadTime"]) if entity["HasAlarm"] else None,
        busy=not entity["IsFree"],
        own=_own(entity),
        participants={} if alone else {names.of_participant(info): _answer(info) for info in listed},
        organiser="" if alone else _organiser(entity, names),
        wire=entity,
    )


def _own(entity: Json) -> str:
    """What the row itself says: an open assignment, an invitation, or neither."""
    match entity["AssignmentStatus"]:
        case "Assigning" | "Seen":
            return T
        case "Declined":
            return D
    return _INVITATION.get(entity["InvitationStatus"], T)


def _answer(info: Json) -> str:
    if info["ExternallyOwnedStatus"] != "Unknown":
        return _EXTERNAL[info["ExternallyOwnedStatus"]]
    return _INVITATION.get(info["InvitationStatus"], T)


def _organiser(entity: Json, names: Names) -> str:
    """Who is marked as organiser, else whose booking it is."""
    marked = [info for info in entity["Participants"] if info["ExternallyOwnedType"] == "Organizer"]
    if marked:
        return names.of_participant(marked[0])
    owner = entity["MotherAssociate"] or entity["Associate"]
    return names.of_participant(
        {"AssociateId": owner["AssociateId"], "PersonId": 0, "EmailAddress": "", "Description": owner["FullName"]}
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text[:19]}+00:00")


def _midnight(text: str) -> datetime:
    """Midnight of the day at home on which a moment lies: whole days may begin at 00:00 there."""
    return datetime.combine(_moment(text).astimezone(_HOME), time(), UTC)


def _minutes(span: str) -> int:
    """Minutes of "1.02:30:00"."""
    days, _, clock = span.rpartition(".")
    hours, minutes, _ = clock.split(":")
    return int(days or 0) * 1440 + int(hours) * 60 + int(minutes)
