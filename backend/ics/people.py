"""Organiser and attendees: neutral guests written as calendar addresses, and read (RFC 5545 §3.8.4)."""

from __future__ import annotations

import re
from collections.abc import Collection

from icalendar import vCalAddress, vText

from backend.core.items import Answer, Guest, Meeting, Role
from backend.core.text import one_line
from backend.ics.components import Component, Property

_PARTSTAT = {
    Answer.NONE: "NEEDS-ACTION", Answer.TENTATIVE: "TENTATIVE", Answer.ACCEPTED: "ACCEPTED",
    Answer.DECLINED: "DECLINED",
}  # fmt: skip
_ANSWERS = {name: answer for answer, name in _PARTSTAT.items()}
_ROLE = {Role.REQUIRED: "REQ-PARTICIPANT", Role.OPTIONAL: "OPT-PARTICIPANT", Role.RESOURCE: "NON-PARTICIPANT"}
_ROLES = {name: role for role, name in _ROLE.items()}
_RESOURCES = frozenset({"RESOURCE", "ROOM"})
#: an address that can stand in a mailto: as it is
_ADDRESS = re.compile(r"[^\s<>\"\\,;:@\x00-\x1f\x7f]+@[^\s<>\"\\,;:@\x00-\x1f\x7f]+")


def can_be_named(guest: Guest) -> bool:
    """Whether a guest has an address that a calendar can hold."""
    return _ADDRESS.fullmatch(guest.address) is not None


def address_of(guest: Guest) -> vCalAddress:
    """ORGANIZER: somebody without role and answer."""
    found = vCalAddress(f"mailto:{guest.address}")
    if guest.name:
        found.params["CN"] = vText(guest.name)
    return found


def attendee_of(guest: Guest) -> vCalAddress:
    """ATTENDEE: somebody with role and answer; who has not answered is asked to."""
    found = address_of(guest)
    if guest.role is Role.RESOURCE:
        found.params["CUTYPE"] = vText("RESOURCE")
    found.params["ROLE"] = vText(_ROLE[guest.role])
    found.params["PARTSTAT"] = vText(_PARTSTAT[guest.answer])
    if guest.answer is Answer.NONE:
        found.params["RSVP"] = vText("TRUE")
    return found


def read_guest(said: Property) -> Guest:
    """Somebody with role and answer; an answer that is not known here counts as none yet (RFC 5545 §3.2.12)."""
    is_resource = said.parameters.get("CUTYPE", "").upper() in _RESOURCES
    role = _ROLES.get(said.parameters.get("ROLE", "").upper(), Role.REQUIRED)
    return Guest(
        address=_address(said),
        name=one_line(said.parameters.get("CN", "")),
        role=Role.RESOURCE if is_resource else role,
        answer=_ANSWERS.get(said.parameters.get("PARTSTAT", "").upper(), Answer.NONE),
    )


def read_meeting(event: Component, own: Collection[str]) -> Meeting:
    """The meeting that an event is, seen from the mailbox with the addresses *own*, case-folded."""
    said = event.first("ORGANIZER")
    organiser = None
    if said and (address := _address(said)) not in own:
        name = one_line(said.parameters.get("CN", ""))
        organiser = Guest(address=address, name=name, answer=Answer.ACCEPTED)
    attendees = {guest.address: guest for guest in map(read_guest, reversed(event.all("ATTENDEE")))}
    left_out = {*own, "", organiser.address if organiser else ""}
    mine = [attendees[address] for address in own if address in attendees]
    return Meeting(
        organiser=organiser,
        guests=tuple(attendees[address] for address in sorted(attendees.keys() - left_out)),
        answer=Answer.ACCEPTED if organiser is None else mine[0].answer if mine else Answer.NONE,
        cancelled=event.text("STATUS").upper() == "CANCELLED",
    )


def _address(said: Property) -> str:
    """The address, case-folded; "" for what is none."""
    uri = said.value.strip().casefold()
    address = uri.removeprefix("mailto:") if uri.startswith("mailto:") else said.parameters.get("EMAIL", "")
    address = address.strip().casefold()
    return address if _ADDRESS.fullmatch(address) else ""
