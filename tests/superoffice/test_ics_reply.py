"""Replies of attendees, as mails bring them, handed to SuperOffice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backend.core.items import Answer, Guest
from backend.ics.replying import reply
from backend.superoffice.client import Client
from backend.superoffice.ics_reply import apply_reply
from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import SuperOffice, settings_for

LINDA, JULIE = 5, 6
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def client(sandbox: SandboxClient) -> Client:
    superoffice = SuperOffice(settings_for(sandbox))
    return superoffice.user(superoffice.signed_in("linda"))


@pytest.fixture
def meeting(sandbox: SandboxClient) -> tuple[Diary, int]:
    """A meeting of Linda with Julie and with Xavier, whom SuperOffice does not know."""
    linda = diary_of(sandbox, "linda")
    outside = {"EmailAddress": "xavier@xylo.example", "ExternallyOwnedType": "Required"}
    people = [{"AssociateId": LINDA}, {"AssociateId": JULIE}, outside]
    entity = {"Title": "Offer", "Participants": people}
    mother = linda.agent("CreateAppointmentForUID", {"AppointmentEntity": entity, "UID": "uid-1"})
    return linda, int(mother["AppointmentId"])


def said(address: str, answer: Answer, uid: str = "uid-1") -> bytes:
    return reply(uid, Guest(address=address, answer=answer), NOW)


@pytest.mark.parametrize(
    ("answer", "status"),
    [(Answer.TENTATIVE, "TentativelyAccepted"), (Answer.ACCEPTED, "Accepted"), (Answer.DECLINED, "Declined")],
)
def test_an_answer_from_outside(
    client: Client, meeting: tuple[Diary, int], answer: Answer, status: str
) -> None:  # fmt: skip
    diary, mother = meeting
    address = "xavier@xylo.example"
    assert apply_reply(client, address, said(address, answer)) is True
    assert apply_reply(client, address, said(address, answer)) is True
    assert diary.get(mother)["Participants"][-1]["ExternallyOwnedStatus"] == status


def test_an_answer_of_a_user(client: Client, meeting: tuple[Diary, int]) -> None:
    diary, mother = meeting
    assert apply_reply(client, "julie@nordlys.example", said("julie@nordlys.example", Answer.DECLINED)) is True
    assert [row["InvitationStatus"] for row in diary.rows(mother)] == ["Accepted", "Declined"]


@pytest.mark.parametrize(
    "ics",
    [
        b"junk",
        said("xavier@xylo.example", Answer.ACCEPTED, uid="uid-2"),
        said("anna@xylo.example", Answer.ACCEPTED),
    ],
)
def test_what_fits_no_meeting(client: Client, meeting: tuple[Diary, int], ics: bytes) -> None:
    diary, mother = meeting
    before = diary.get(mother)
    assert apply_reply(client, "xavier@xylo.example", ics) is False
    assert diary.get(mother) == before
