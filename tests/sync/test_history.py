"""What lost a conflict is kept, shown, and put back with one act (scenario 14)."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Side
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync.history import CannotUndo, history_of, undo
from tests.company import Company, at


def _mailbox(company: Company) -> Mailbox:
    with session(company.product.engine) as work:
        found = mailboxes.by_address(work, company["linda"].address)
    assert found
    return found


def _conflict(company: Company, outlook: dict[str, Any], superoffice: dict[str, Any]) -> str:
    """Both sides write the same field between two runs; returns the event's id."""
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    event = str(linda.in_outlook.item("Lunch")["id"])
    linda.in_superoffice.changes(linda.in_superoffice.item("Lunch")["AppointmentId"], **superoffice)
    linda.in_outlook.changes(event, **outlook)
    assert company.run("linda").conflicts == 1
    return event


def test_14_a_value_that_lost_is_put_back_on_both_sides(company: Company) -> None:
    linda = company["linda"]
    event = _conflict(company, {"subject": "Outlook's lunch"}, {"Title": "SuperOffice's lunch"})
    mailbox = _mailbox(company)
    (kept,) = [entry for entry in history_of(company.product, mailbox, event) if entry.can_undo]
    assert (kept.action, kept.field, kept.side) == ("conflict", "title", Side.CALENDAR)
    undo(company.product, mailbox, kept.id)
    company.run("linda")
    assert linda.in_outlook.subjects() == linda.in_superoffice.titles() == ["Outlook's lunch"]
    company.settles("linda")


def test_14_a_time_that_lost_is_put_back_on_both_sides(company: Company) -> None:
    """The event was born in Outlook, which therefore decides its time; SuperOffice's is kept."""
    linda = company["linda"]
    times = {"StartDate": f"{at(5, 15):%Y-%m-%dT%H:%M:%SZ}", "EndDate": f"{at(5, 16):%Y-%m-%dT%H:%M:%SZ}"}
    moved = {"dateTime": f"{at(4, 9):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    ended = {"dateTime": f"{at(4, 10):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    event = _conflict(company, {"start": moved, "end": ended}, times)
    assert linda.in_superoffice.item("Lunch")["StartDate"] == f"{at(4, 9):%Y-%m-%dT%H:%M:%SZ}"
    (kept,) = [entry for entry in history_of(company.product, _mailbox(company), event) if entry.can_undo]
    undo(company.product, _mailbox(company), kept.id)
    company.run("linda")
    assert linda.in_outlook.item("Lunch")["start"]["dateTime"][:19] == f"{at(5, 15):%Y-%m-%dT%H:%M:%S}"
    company.settles("linda")


def test_an_entry_without_a_kept_value_cannot_be_undone(company: Company) -> None:
    event = company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company.run("linda")
    (created,) = history_of(company.product, _mailbox(company), event)
    with pytest.raises(CannotUndo):
        undo(company.product, _mailbox(company), created.id)


def test_participants_of_an_own_meeting_are_put_back_on_both_sides(company: Company) -> None:
    """Both sides had the meeting before the first run, with other guests; Outlook's counted."""
    linda = company["linda"]
    clara, xaver = "clara@havbris.example", "xaver@fjellnett.example"
    event = linda.in_outlook.adds("Review", at(3, 9), attendees=[{"emailAddress": {"address": clara}}])
    people = [{"AssociateId": linda.in_superoffice.associate_id}, {"EmailAddress": xaver, "Description": "Xaver"}]
    linda.in_superoffice.adds("Review", at(3, 9), Participants=people)
    company.settles("linda")
    mailbox = _mailbox(company)
    (kept,) = [
        one for one in history_of(company.product, mailbox, event) if one.field == "guests" and one.can_undo
    ]
    mails = len(company.sandbox.mail())
    undo(company.product, mailbox, kept.id)
    company.run("linda")
    invited = [one["emailAddress"]["address"] for one in linda.in_outlook.item("Review")["attendees"]]
    assert invited == [xaver]
    sent = [(mail["to"], mail["method"]) for mail in company.sandbox.mail()[mails:]]
    assert sorted(sent) == [(clara, "CANCEL"), (xaver, "REQUEST")]
    company.settles("linda")
