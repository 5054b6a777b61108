"""Participants of an appointment: as clients write, rows hold and answers show them (contract §3.4)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from backend.sandbox.superoffice.carriers import first_email, person_name
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.enums import (
    EXTERNAL_STATUS,
    EXTERNAL_TYPE,
    INVITATION_OF_EXTERNAL,
    INVITATION_STATUS,
    STATUS_DELETED,
    invitation_status,
)
from backend.sandbox.superoffice.routing import bad_request

#: `associate.type` of a room or a piece of equipment
RESOURCE = 1


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant as asked for; ids are 0 where there is none."""

    associate_id: int = 0
    person_id: int = 0
    contact_id: int = 0
    email_id: int = 0
    send_email: bool = False
    address: str = ""
    description: str = ""
    external_type: int = 0
    external_status: int = 0

    @property
    def is_external(self) -> bool:
        """Kept by address or with an answer from outside, without a row of its own (contract §3.4, §3.8)."""
        outside = self.external_type or self.external_status
        return bool(outside) or not (self.associate_id or self.person_id)

    @property
    def identity(self) -> tuple[int, int]:
        """What makes two the same: the associate, else the person."""
        return (self.associate_id, 0) if self.associate_id else (0, self.person_id)


def read_participants(db: Database, body: Fields) -> list[Participant] | None:
    """The participants sent; None when the property is absent or null. Raises SuperOfficeError 400."""
    if body.get("Participants") is None:
        return None
    return [read_participant(db, item) for item in body.items("Participants")]


def read_participant(db: Database, item: Fields) -> Participant:
    """One participant with its ids completed from each other. Raises SuperOfficeError 400 when they disagree."""
    associate_id, person_id = item.number("AssociateId"), item.number("PersonId")
    if associate_id:
        associate = db.table("associate").get(associate_id)
        if associate is None:
            raise bad_request(f"{item.where('AssociateId')}: there is no associate {associate_id}")
        own = associate.get("person_id") or 0
        if person_id and own and person_id != own:
            raise bad_request(f"{item.where('PersonId')}: associate {associate_id} is not person {person_id}")
        person_id = person_id or own
    elif person_id:
        users = db.table("associate").where("person_id", person_id)
        associate_id = next((user["associate_id"] for user in users if not user.get("deleted")), 0)
    person = db.table("person").get(person_id) if person_id else None
    if person_id and person is None:
        raise bad_request(f"{item.where('PersonId')}: there is no person {person_id}")
    contact_id = item.number("ContactId") or (person.get("contact_id") or 0 if person else 0)
    return Participant(
        associate_id, person_id, contact_id, item.number("EmailId"), item.flag("SendEmail"),
        item.text("EmailAddress"), item.text("Description"),
        item.enum("ExternallyOwnedType", EXTERNAL_TYPE), item.enum("ExternallyOwnedStatus", EXTERNAL_STATUS),
    )  # fmt: skip


def dump_externals(participants: list[Participant]) -> str:
    """Participants without rows as the JSON of column external_participants; empty for none."""
    kept = [asdict(participant) for participant in participants]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def externals_of(row: Row) -> list[Participant]:
    """Participants without rows of a booking or a single appointment."""
    return [Participant(**item) for item in json.loads(row["external_participants"] or "[]")]


def is_resource(db: Database, associate_id: int) -> bool:
    """Whether an associate is a room or equipment."""
    associate = db.table("associate").get(associate_id) or {}
    return associate.get("type") == RESOURCE


def person_of_row(db: Database, row: Row) -> int:
    """The person whose row it is."""
    associate = db.table("associate").get(row["associate_id"])
    return row["invitedPersonId"] or (associate.get("person_id") or 0 if associate else 0)


def booking_rows(db: Database, row: Row) -> list[Row]:
    """The rows of the booking that *row* belongs to, the master first; *row* alone when it is none."""
    if not row["mother_id"]:
        return [row]
    table = db.table("appointment")
    rows = table.where("mother_id", row["mother_id"])
    return sorted(rows, key=lambda other: (other["appointment_id"] != row["mother_id"], other["appointment_id"]))


def show_participants(db: Database, row: Row) -> list[dict[str, Any]]:
    """The ParticipantInfo list: one object a row, then those without rows."""
    externals = externals_of(row)
    outside = {participant.identity for participant in externals}
    shown = []
    for other in booking_rows(db, row):
        person_id = person_of_row(db, other)
        identity = (other["associate_id"], 0) if other["associate_id"] else (0, person_id)
        cancelled = other["status"] == STATUS_DELETED and other["appointment_id"] != row["appointment_id"]
        if cancelled or identity in outside:
            continue
        person = db.table("person").get(person_id) or {}
        shown.append(
            info(
                Participant(other["associate_id"], person_id, person.get("contact_id") or 0, other["emailId"],
                            bool(other["SendEmail"])),
                invitation_status(other["status"]),
            )
        )  # fmt: skip
    return shown + [info(other, INVITATION_OF_EXTERNAL[other.external_status]) for other in externals]


def info(participant: Participant, status: int) -> dict[str, Any]:
    """One ParticipantInfo."""
    return {
        "AssociateId": participant.associate_id,
        "PersonId": participant.person_id,
        "ContactId": participant.contact_id,
        "EmailId": participant.email_id,
        "SendEmail": participant.send_email,
        "InvitationStatus": INVITATION_STATUS[status],
        "EmailAddress": participant.address,
        "Description": participant.description,
        "ExternallyOwnedType": EXTERNAL_TYPE[participant.external_type],
        "ExternallyOwnedStatus": EXTERNAL_STATUS[participant.external_status],
    }


def address_of(db: Database, participant: Participant) -> tuple[str, str]:
    """Mail address (empty when unknown) and name of a participant."""
    person = db.table("person").get(participant.person_id)
    email = first_email(db, participant.person_id) if person else None
    address = participant.address or (email["email_address"] if email else "")
    return address, person_name(person) if person else participant.description
