"""Every item can be asked why it is as it is (promise 7)."""

from __future__ import annotations

import pytest

from backend.store import mailboxes
from backend.store.database import session
from backend.sync.explain import Explanation, explain_item
from tests.company import Company, at


def _explained(company: Company, item: str) -> Explanation | None:
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company["linda"].address)
    assert mailbox
    return explain_item(company.product, mailbox, item)


def test_a_linked_item_tells_both_sides_and_who_changed_what(company: Company) -> None:
    linda = company["linda"]
    event = linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    appointment = str(linda.in_superoffice.item("Lunch")["AppointmentId"])
    linda.in_outlook.changes(event, subject="Long lunch")
    for item in (event, appointment):
        told = _explained(company, item)
        assert told and told.state == "linked"
        title = next(row for row in told.fields if row.field == "title")
        assert (title.superoffice, title.calendar, title.agreed) == ("Lunch", "Long lunch", "changed in Outlook")
        assert [event.action for event in told.history] == ["created"]


def test_what_the_direction_keeps_from_travelling_says_so(company: Company) -> None:
    linda = company["linda"]
    edited, deleted = linda.in_outlook.adds("Lunch", at(2, 11)), linda.in_outlook.adds("Dinner", at(2, 19))
    company.settles("linda")
    row = str(linda.in_superoffice.item("Dinner")["AppointmentId"])
    with session(company.product.engine) as work, work.begin():
        mailbox = mailboxes.by_address(work, linda.address)
        assert mailbox
        mailbox.preferences = {"direction": "superoffice-to-calendar"}
    linda.in_outlook.changes(edited, subject="Long lunch")
    linda.in_outlook.deletes(deleted)
    company.settles("linda")
    for item in (edited, row):
        told = _explained(company, item)
        assert told and "no changes over from Outlook" in told.sentence
        assert "Direction" in told.remedy


def test_a_skipped_item_tells_its_reason_and_remedy(company: Company) -> None:
    event = company["linda"].in_outlook.adds("Secret", at(2, 11), sensitivity="private")
    company.run("linda")
    told = _explained(company, event)
    assert told and (told.state, told.reason) == ("skipped", "private")
    assert told.sentence and told.remedy


def test_an_item_that_no_run_has_seen_says_so(company: Company) -> None:
    linda = company["linda"]
    for item in (linda.in_outlook.adds("Lunch"), str(linda.in_superoffice.adds("Dinner"))):
        told = _explained(company, item)
        assert told and told.state == "new"
        assert "No run has seen" in told.sentence


@pytest.mark.parametrize("unknown", ["4711", "AAMkAD0000000000", "../me"])
def test_what_nobody_knows_is_unknown(company: Company, unknown: str) -> None:
    assert _explained(company, unknown) is None
