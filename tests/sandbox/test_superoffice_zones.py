"""SO-TimeZone: one stored time in many spellings (contract §2.7)."""

from __future__ import annotations

import pytest

from tests.sandbox.superoffice_diary import diary_of
from tests.sandbox_client import SandboxClient

#: 18:00 in Oslo in summer
START = "2026-07-01T16:00:00Z"


@pytest.mark.parametrize(
    ("header", "start", "created_suffix", "answered"),
    [
        (None, "2026-07-01T18:00:00", "", "NO"),
        ("UTC, includeTZOffset", "2026-07-01T16:00:00Z", "Z", "UTC, includeTZOffset"),
        ("UTC,includeTZOffset", "2026-07-01T16:00:00Z", "Z", "UTC, includeTZOffset"),
        ("NO, includeTZOffset", "2026-07-01T18:00:00+02:00", "Z", "NO, includeTZOffset"),
        ("261", "2026-07-01T18:00:00", "", "NO"),
        ("US-NY", "2026-07-01T12:00:00", "", "US-NY"),
        ("us-ny, includetzoffset", "2026-07-01T12:00:00-04:00", "Z", "US-NY, includeTZOffset"),
        ("", "2026-07-01T18:00:00", "", "NO"),
        ("includeTZOffset", "2026-07-01T18:00:00+02:00", "Z", "NO, includeTZOffset"),
        ("includeTZOffset,includeTZOffset", "2026-07-01T18:00:00+02:00", "Z", "NO, includeTZOffset"),
    ],
)
def test_reading(
    sandbox: SandboxClient, header: str | None, start: str, created_suffix: str, answered: str
) -> None:
    saved = diary_of(sandbox, "linda").create(StartDate=START, EndDate="2026-07-01T17:00:00Z")
    diary = diary_of(sandbox, "linda", header)
    answer = diary.call("GET", f"Appointment/{saved['AppointmentId']}")
    read = answer.json()
    assert (read["StartDate"], read["ActiveDate"]) == (start, start)
    assert read["CreatedDate"][19:] == created_suffix
    assert answer.headers["SO-TIMEZONE"] == answered
    flat = diary.agent("GetAppointmentList", [saved["AppointmentId"]])[0]
    assert flat["StartDate"] == start


@pytest.mark.parametrize(
    ("header", "sent"),
    [
        (None, "2026-07-01T18:00:00"),
        (None, "2026-07-01T16:00:00.000Z"),
        ("NO", "2026-07-01T18:00:00.0000000"),
        ("US-NY", "2026-07-01T12:00:00"),
        ("US-NY", "2026-07-01T18:00:00+02:00"),
        ("UTC", "2026-07-01T16:00:00"),
    ],
)
def test_writing(sandbox: SandboxClient, header: str | None, sent: str) -> None:
    saved = diary_of(sandbox, "linda", header).create(StartDate=sent, EndDate="2026-07-01T23:00:00Z")
    assert diary_of(sandbox, "linda").get(saved["AppointmentId"])["StartDate"] == START


def test_unset_dates_are_year_one_in_every_zone(sandbox: SandboxClient) -> None:
    saved = diary_of(sandbox, "linda").create()
    for header in (None, "NO, includeTZOffset", "US-NY"):
        read = diary_of(sandbox, "linda", header).get(saved["AppointmentId"])
        assert (read["UpdatedDate"][:10], read["PublishEventDate"][:10]) == ("0001-01-01", "0001-01-01")


def test_unknown_zone_is_named(sandbox: SandboxClient) -> None:
    answer = diary_of(sandbox, "linda", "Mars").call("GET", "Appointment/default")
    assert (answer.status_code, "Mars" in answer.json()["Message"]) == (400, True)


def test_preferred_zone_is_described(sandbox: SandboxClient) -> None:
    linda = diary_of(sandbox, "linda")
    saved = linda.create(PreferredTZLocation=460)
    assert saved["PreferredTZLocationData"]["TZLocationCode"] == "US-NY"
    assert linda.call("POST", "Appointment", {"PreferredTZLocation": 99999}).status_code == 400
