"""SuperOffice restored from a backup: what people have in Outlook is made good, and nothing is believed lost."""

from __future__ import annotations

from typing import Any

from backend.core.items import Side
from tests.company import Company, at
from tests.sync.tenant import is_told_of_the_backup, mailbox

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


def _backed_up(company: Company) -> None:
    company.sandbox.control("POST", "backup")
    # stamps have whole seconds: what comes now is later than the backup
    company.sandbox.advance(60)


def _restored(company: Company) -> None:
    company.sandbox.advance(60)
    company.sandbox.control("POST", "restore")


def _busy_log(company: Company) -> None:
    """Somebody deletes something, as happens in every organisation: the transaction log has a line to lose."""
    company["linda"].in_superoffice.deletes(company["linda"].in_superoffice.adds("Noise", at(20, 9)))


def _mails(company: Company) -> list[dict[str, Any]]:
    return company.sandbox.mail()


def test_a_row_that_the_backup_lacks_is_made_again(company: Company) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(1, 12))
    linda.in_superoffice.adds("Budget", at(2, 9))
    company.settles("linda")
    _backed_up(company)
    linda.in_outlook.adds("Dentist", at(3, 8))
    linda.in_superoffice.adds("Contract", at(3, 10))
    _busy_log(company)
    company.settles("linda")
    _restored(company)
    assert linda.in_superoffice.titles() == ["Budget", "Lunch"]
    report = company.run("linda")
    assert report.deleted == {}
    assert report.created == {SO: 2}
    assert linda.in_superoffice.titles() == ["Budget", "Contract", "Dentist", "Lunch"]
    assert linda.in_outlook.subjects() == ["Budget", "Contract", "Dentist", "Lunch"]
    assert not _mails(company)
    company.settles("linda")
    assert mailbox(company, "linda").restored_at is None


def test_newer_texts_of_the_calendar_are_not_overwritten_by_older_ones(company: Company) -> None:
    linda = company["linda"]
    lunch = linda.in_outlook.adds("Lunch", at(1, 12))
    budget = linda.in_superoffice.adds("Budget", at(2, 9))
    company.settles("linda")
    _backed_up(company)
    linda.in_outlook.changes(lunch, subject="Lunch with Clara")
    linda.in_superoffice.changes(budget, Title="Budget 2027", Description="Budget 2027")
    linda.in_superoffice.moves(budget, at(4, 9))
    _busy_log(company)
    company.settles("linda")
    _restored(company)
    assert linda.in_superoffice.titles() == ["Budget", "Lunch"]
    report = company.run("linda")
    assert report.updated == {SO: 2}
    assert linda.in_superoffice.titles() == ["Budget 2027", "Lunch with Clara"]
    assert linda.in_outlook.subjects() == ["Budget 2027", "Lunch with Clara"]
    assert linda.in_superoffice.item("Budget 2027")["StartDate"] == f"{at(4, 9):%Y-%m-%dT%H:%M:%SZ}"
    company.settles("linda")


def test_what_was_edited_in_superoffice_since_counts(company: Company) -> None:
    linda = company["linda"]
    budget = linda.in_superoffice.adds("Budget", at(2, 9))
    company.settles("linda")
    _backed_up(company)
    linda.in_superoffice.changes(budget, Title="Budget 2027")
    _busy_log(company)
    company.settles("linda")
    _restored(company)
    linda.in_superoffice.changes(budget, Title="Budget for Oslo")
    company.run("linda")
    assert linda.in_outlook.subjects() == ["Budget for Oslo"]
    company.settles("linda")


def test_the_number_of_a_lost_row_that_another_one_got_joins_nothing(company: Company) -> None:
    linda = company["linda"]
    linda.in_superoffice.adds("Budget", at(2, 9))
    company.settles("linda")
    _backed_up(company)
    lost = linda.in_superoffice.adds("Contract", at(3, 10))
    company.settles("linda")
    _restored(company)
    assert linda.in_superoffice.adds("Dinner", at(5, 19)) == lost
    is_told_of_the_backup(company)
    company.run("linda")
    assert linda.in_superoffice.titles() == ["Budget", "Contract", "Dinner"]
    assert linda.in_outlook.subjects() == ["Budget", "Contract", "Dinner"]
    assert linda.in_outlook.item("Dinner")["start"]["dateTime"][:13] == f"{at(5, 19):%Y-%m-%dT%H}"
    assert linda.in_outlook.item("Contract")["start"]["dateTime"][:13] == f"{at(3, 10):%Y-%m-%dT%H}"
    company.settles("linda")


def test_a_lost_number_that_our_own_create_got_tells_of_the_backup(company: Company) -> None:
    """Nobody told, and the log lacks nothing: the first new row has the number of one that is linked."""
    linda = company["linda"]
    linda.in_superoffice.adds("Budget", at(2, 9))
    company.settles("linda")
    _backed_up(company)
    linda.in_superoffice.adds("Contract", at(3, 10))
    company.settles("linda")
    _restored(company)
    linda.in_outlook.adds("Dinner", at(5, 19))
    report = company.run("linda")
    assert report.outcome == "ok", report.as_json()
    company.settles("linda")
    for shown in (linda.in_superoffice.titles(), linda.in_outlook.subjects()):
        assert shown == ["Budget", "Contract", "Dinner"]
    assert mailbox(company, "linda").restored_at is None


def test_a_meeting_that_comes_back_with_the_backup_invites_nobody(company: Company) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(1, 12))
    event = linda.in_outlook.adds(
        "Offer", at(2, 9), attendees=[{"emailAddress": {"address": "clara@havbris.example"}, "type": "required"}]
    )
    company.settles("linda")
    _backed_up(company)
    linda.in_outlook.deletes(event)
    _busy_log(company)
    company.settles("linda")
    assert linda.in_superoffice.titles() == ["Lunch"]
    mails = len(_mails(company))
    _restored(company)
    assert linda.in_superoffice.titles() == ["Lunch", "Offer"]
    company.run("linda")
    company.settles("linda")
    assert len(_mails(company)) == mails


def test_an_invitation_of_superoffice_that_comes_back_is_not_sent_again(company: Company) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(1, 12))
    company.settles()
    row = linda.in_superoffice.adds("Offer", at(2, 9), Participants=[{"AssociateId": 5}, {"AssociateId": 6}])
    company.runs()
    company.settles()
    assert _mails(company)
    _backed_up(company)
    linda.in_outlook.deletes(linda.in_outlook.item("Offer")["id"])
    _busy_log(company)
    company.runs()
    company.settles()
    assert linda.in_superoffice.titles() == ["Lunch"]
    mails = len(_mails(company))
    _restored(company)
    assert linda.in_superoffice.item("Offer")["AppointmentId"] == row
    report = company.run("linda")
    company.settles()
    assert report.skipped == {"invitations": 1}
    assert len(_mails(company)) == mails


def test_a_meeting_with_guests_that_the_backup_lacks_mails_nobody(company: Company) -> None:
    linda, julie = company["linda"], company["julie"]
    company.settles()
    _backed_up(company)
    linda.in_outlook.adds(
        "Offer", at(2, 9),
        attendees=[
            {"emailAddress": {"address": address}, "type": "required"}
            for address in ("clara@havbris.example", julie.address)
        ],
    )  # fmt: skip
    _busy_log(company)
    company.runs()
    company.settles()
    assert julie.in_superoffice.titles() == ["Offer"]
    mails = len(_mails(company))
    _restored(company)
    assert julie.in_superoffice.titles() == []
    for _ in range(2):
        company.runs()
    company.settles()
    assert linda.in_superoffice.titles() == ["Offer"]
    assert julie.in_superoffice.titles() == ["Offer"]
    assert linda.in_outlook.subjects() == julie.in_outlook.subjects() == ["Offer"]
    assert len(_mails(company)) == mails


def test_a_series_that_the_backup_lacks_is_made_again(company: Company) -> None:
    linda = company["linda"]
    company.settles("linda")
    _backed_up(company)
    linda.in_outlook.adds(
        "Standup", at(1, 9), hours=0.5,
        recurrence={
            "pattern": {"type": "daily", "interval": 1},
            "range": {
                "type": "numbered", "startDate": f"{at(1):%Y-%m-%d}", "numberOfOccurrences": 5,
                "recurrenceTimeZone": "UTC",
            },
        },
    )  # fmt: skip
    _busy_log(company)
    company.settles("linda")
    assert linda.in_superoffice.titles() == ["Standup"] * 5
    _restored(company)
    assert linda.in_superoffice.titles() == []
    company.run("linda")
    assert linda.in_superoffice.titles() == ["Standup"] * 5
    assert linda.in_outlook.subjects() == ["Standup"]
    company.settles("linda")


def test_a_run_that_ends_in_the_middle_is_as_careful_the_next_time(company: Company) -> None:
    linda = company["linda"]
    company.settles("linda")
    _backed_up(company)
    for number in range(3):
        linda.in_outlook.adds(f"Visit {number}", at(number + 1, 8))
    _busy_log(company)
    company.settles("linda")
    _restored(company)
    company.sandbox.faults.add("superoffice", "500", rate=1, path="CreateAppointmentForUID")
    company.run("linda")
    company.sandbox.faults.clear()
    for _ in range(2):
        company.run("linda")
    assert linda.in_outlook.subjects() == [f"Visit {number}" for number in range(3)]
    assert linda.in_superoffice.titles() == [f"Visit {number}" for number in range(3)]
    company.settles("linda")


def test_the_colleague_who_was_not_running_is_compared_later(company: Company) -> None:
    linda, julie = company["linda"], company["julie"]
    company.settles()
    _backed_up(company)
    linda.in_outlook.adds("Lunch", at(1, 12))
    julie.in_outlook.adds("Dentist", at(1, 8))
    _busy_log(company)
    company.settles()
    _restored(company)
    company.run("linda")
    assert mailbox(company, "julie").restored_at is not None
    company.run("julie")
    assert julie.in_superoffice.titles() == ["Dentist"]
    assert julie.in_outlook.subjects() == ["Dentist"]
    company.settles()
