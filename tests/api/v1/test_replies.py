"""Answers to invitations that SuperOffice mailed itself, handed in as they came by mail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backend.core.items import Answer, Guest
from backend.ics.replying import reply
from tests.api.v1.conftest import Pane
from tests.company import Company, at
from tests.sandbox.superoffice_diary import Diary, diary_of

XAVIER = "xavier@xylo.example"


@pytest.fixture
def diary(company: Company) -> Diary:
    """Linda's diary; SuperOffice has invited Xavier, whom it has no card of, to an offer."""
    diary = diary_of(company.sandbox, "linda")
    people = [{"AssociateId": 5}, {"EmailAddress": XAVIER, "ExternallyOwnedType": "Required"}]
    entity = {
        "Title": "Offer", "StartDate": f"{at(1):%Y-%m-%dT%H:%M:%S}", "EndDate": f"{at(1, 10):%Y-%m-%dT%H:%M:%S}",
        "Participants": people,
    }  # fmt: skip
    diary.agent("CreateAppointmentForUID", {"AppointmentEntity": entity, "UID": "uid-1"})
    return diary


def answered(address: str = XAVIER, uid: str = "uid-1") -> dict[str, str]:
    said = reply(uid, Guest(address=address, answer=Answer.DECLINED), datetime(2026, 11, 21, tzinfo=UTC))
    return {"calendar": said.decode()}


CANCELLED = {"calendar": answered()["calendar"].replace("METHOD:REPLY", "METHOD:CANCEL")}


def status_of_xavier(diary: Diary, company: Company) -> str:
    (row,) = company["linda"].in_superoffice.items()
    return str(diary.get(row["AppointmentId"])["Participants"][-1]["ExternallyOwnedStatus"])


def test_an_answer_that_came_by_mail_is_noted(linda: Pane, diary: Diary, company: Company) -> None:
    for _ in range(2):
        told = linda.post("/replies", answered())
        assert (told.status_code, told.get_json()) == (200, {"address": XAVIER, "answer": "declined"})
    assert status_of_xavier(diary, company) == "Declined"


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"calendar": "Dear Linda,\r\nno."}, 400, "no_reply", "calendar"),
        (CANCELLED, 400, "no_reply", "calendar"),
        ({"calendar": "x" * 12_001}, 400, "malformed", "calendar"),
        ({}, 400, "malformed", "calendar"),
        (answered(uid="uid-2"), 404, "answers_nothing", None),
        (answered(address="nobody@xylo.example"), 404, "answers_nothing", None),
    ],
)  # fmt: skip
def test_what_answers_nothing_is_told(
    linda: Pane, diary: Diary, company: Company, body: dict[str, str], status: int, code: str, field: Any
) -> None:  # fmt: skip
    before = status_of_xavier(diary, company)
    told = linda.post("/replies", body)
    assert (told.status_code, told.get_json()["code"], told.get_json().get("field")) == (status, code, field)
    assert status_of_xavier(diary, company) == before
