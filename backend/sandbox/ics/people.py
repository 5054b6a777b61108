"""Organiser and attendees of an event, and what the mailbox's owner has answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from backend.sandbox.ics.component import Properties, parameter

_ANSWERS = {
    "ACCEPTED": "accepted", "TENTATIVE": "tentativelyAccepted", "DECLINED": "declined", "NEEDS-ACTION": "none",
    "DELEGATED": "none", "COMPLETED": "accepted", "IN-PROCESS": "accepted",
}  # fmt: skip
_OPTIONAL = frozenset({"OPT-PARTICIPANT", "NON-PARTICIPANT"})
_THINGS = frozenset({"RESOURCE", "ROOM"})
#: Exchange takes no more (contracts/graph.md §1.1)
MOST = 500


@dataclass(slots=True)
class People:
    """Graph's properties about people, and addresses that are none."""

    wire: dict[str, Any]
    unusable: list[str]


def people(properties: Properties, own: Collection[str]) -> People:
    """Who takes part. *own* are the addresses of the mailbox's owner, in lower case."""
    unusable: list[str] = []
    wire: dict[str, Any] = {}
    answer = "notResponded"
    asked: list[str] = []
    attendees: dict[str, dict[str, Any]] = {}
    for value in properties.all("ATTENDEE"):
        address = _address(value)
        if not _is_address(address):
            unusable.append(str(value))
            continue
        said = _ANSWERS.get(parameter(value, "PARTSTAT").upper(), "none")
        asked += [parameter(value, "RSVP").upper()]
        if address.lower() in own:
            answer = "notResponded" if said == "none" else said
        attendees[address.lower()] = {
            "type": _kind(value), "emailAddress": _person(value, address), "status": {"response": said},
        }  # fmt: skip
    organiser = properties.first("ORGANIZER")
    address = _address(organiser) if organiser is not None else ""
    if organiser is not None and not _is_address(address):
        unusable.append(str(organiser))
    elif organiser is not None and address.lower() not in own:
        wire |= {
            "organizer": {"emailAddress": _person(organiser, address)},
            "responseStatus": {"response": answer},
        }
    # Exchange does not list the organiser among the attendees
    attendees.pop(address.lower(), None)
    if "organizer" not in wire:
        attendees = {key: each for key, each in attendees.items() if key not in own}
    if attendees:
        wire["attendees"] = list(attendees.values())[:MOST]
        wire["responseRequested"] = "TRUE" in asked or "FALSE" not in asked
    return People(wire, unusable)


def _kind(value: Any) -> str:
    if parameter(value, "CUTYPE").upper() in _THINGS:
        return "resource"
    return "optional" if parameter(value, "ROLE").upper() in _OPTIONAL else "required"


def _person(value: Any, address: str) -> dict[str, str]:
    return {"name": parameter(value, "CN") or address, "address": address}


def _address(value: Any) -> str:
    text = str(value).strip()
    return text[7:].strip() if text.lower().startswith("mailto:") else parameter(value, "EMAIL") or text


def _is_address(text: str) -> bool:
    return "@" in text and not any(character.isspace() for character in text)
