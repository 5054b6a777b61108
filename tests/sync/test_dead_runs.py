"""Runs that die or fail between two writes of one item: the next one finishes what was decided."""

from __future__ import annotations

import contextlib
import json

import pytest
from sqlalchemy import delete, select
from sqlmodel import col

from backend.core.items import Side
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import History, Journal, Link
from backend.sync.preferences import change_personal
from tests.chaos.trouble import Killed, tapped
from tests.company import Company, at

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR

#: a run that writes one item on both sides makes fewer commits than this
COMMITS = 8


def _edit_both(company: Company) -> None:
    """Different fields on each side, so that both are written, and one field on both."""
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    event, appointment = linda.in_outlook.item("Lunch")["id"], linda.in_superoffice.item("Lunch")["AppointmentId"]
    linda.in_outlook.changes(event, location={"displayName": "Oslo"}, subject="Outlook's lunch")
    linda.in_superoffice.changes(appointment, IsFree=True, Title="SuperOffice's lunch")


def _is_in_step(company: Company) -> None:
    linda = company["linda"]
    (event,), (appointment,) = linda.in_outlook.items(), linda.in_superoffice.items()
    assert event["subject"] == appointment["Title"] == "SuperOffice's lunch"
    assert event["location"]["displayName"] == appointment["Location"] == "Oslo"
    assert event["showAs"] == "free"
    assert appointment["IsFree"]
    company.settles("linda")


def _lost_titles(company: Company) -> list[str]:
    query = select(col(History.lost)).where(col(History.action) == "conflict", col(History.field) == "title")
    with company.product.engine.connect() as connection:
        return [json.loads(company.product.vault.unlock(lost)) for lost in connection.scalars(query)]


def _prefer(company: Company, *, free: bool) -> None:
    with session(company.product.engine) as work, work.begin():
        mailbox = mailboxes.by_address(work, company["linda"].address)
        assert mailbox is not None
        change_personal(work, mailbox.id, {"free": free})


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(1, COMMITS))
def test_a_run_that_dies_at_any_commit_is_finished_by_the_next(company: Company, number: int, after: bool) -> None:
    _edit_both(company)
    with tapped(company.product.engine) as tap:
        tap.arm({("commit", number, after): tap.kill})
        with pytest.raises(Killed):
            company.run("linda")
    company.restart()
    company.run("linda")
    _is_in_step(company)
    assert _lost_titles(company) == ["Outlook's lunch"]


def test_what_a_create_finds_already_there_is_met_not_taken_for_its_own(company: Company) -> None:
    linda = company["linda"]
    event = linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    row = linda.in_superoffice.item("Lunch")["AppointmentId"]
    linda.in_superoffice.moves(row, at(3_000, 11))
    with company.product.engine.begin() as connection:
        connection.execute(delete(Link))
    linda.in_outlook.changes(event, location={"displayName": "Oslo"}, subject="Outlook's lunch")
    company.settles("linda")
    (shown,), (row,) = linda.in_outlook.items(), linda.in_superoffice.items()
    assert shown["location"]["displayName"] == row["Location"] == "Oslo"
    assert shown["subject"] == row["Title"] == "Lunch"
    assert shown["start"]["dateTime"][:16] == row["StartDate"][:16]
    assert _lost_titles(company) == ["Outlook's lunch"]


@pytest.mark.parametrize(("system", "method"), [("superoffice", "PATCH"), ("graph", "POST")])
@pytest.mark.parametrize("kind", ["500", "reset_before", "reset_after"])
def test_a_write_in_doubt_is_made_good_although_the_other_side_took_its_own(
    company: Company, system: str, method: str, kind: str
) -> None:
    _edit_both(company)
    company.sandbox.faults.add(system, kind, count=1, method=method)
    company.run("linda")
    company.sandbox.faults.clear()
    company.run("linda")
    _is_in_step(company)


def test_an_item_that_changes_all_the_time_is_told_and_done_later(company: Company) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    linda.in_outlook.changes(linda.in_outlook.item("Lunch")["id"], subject="Long lunch")
    company.sandbox.faults.add("superoffice", "412", rate=1.0, method="PATCH")
    report = company.run("linda")
    assert report.outcome == "partial"
    assert report.skipped == {"parked": 1}
    company.sandbox.faults.clear()
    assert company.run("linda").updated == {SO: 1}
    company.settles("linda")


@pytest.mark.parametrize("number", range(3, COMMITS))
def test_12_lost_links_are_all_found_again_although_the_first_run_dies(company: Company, number: int) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Outlook", at(1, 9))
    linda.in_superoffice.adds("SuperOffice", at(1, 13))
    company.settles("linda")
    with company.product.engine.begin() as connection:
        connection.execute(delete(Link))
    linda.in_superoffice.changes(linda.in_superoffice.item("SuperOffice")["AppointmentId"], Location="Oslo")
    with tapped(company.product.engine) as tap:
        tap.arm({("commit", number, True): tap.kill})
        with contextlib.suppress(Killed):
            company.run("linda")
    company.restart()
    assert not company.run("linda").created
    company.settles("linda")


@pytest.mark.parametrize("is_first", [True, False], ids=["the first", "a later"])
def test_what_a_dead_run_kept_back_is_synced_once_its_preference_is_taken_back(
    company: Company, is_first: bool
) -> None:
    if not is_first:
        company.settles("linda")
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11), showAs="free")
    linda.in_superoffice.adds("Visit", at(1, 13))
    _prefer(company, free=False)
    with tapped(company.product.engine) as tap:
        tap.arm({("write", 1, False): tap.kill})
        with pytest.raises(Killed):
            company.run("linda")
    company.restart()
    _prefer(company, free=True)
    company.run("linda")
    assert sorted(linda.in_superoffice.titles()) == sorted(linda.in_outlook.subjects()) == ["Lunch", "Visit"]
    company.settles("linda")


def test_a_series_that_was_made_whole_leaves_nothing_to_be_looked_up(company: Company) -> None:
    linda, days = company["linda"], {"Pattern": "Daily", "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 1}}
    limits = {"StartDate": f"{at(1):%Y-%m-%dT00:00:00Z}", "RecurrenceEndType": "Counter", "RecurrenceCounter": 3}
    linda.in_superoffice.adds("Course", at(1, 8), Recurrence={"IsRecurrence": True, **days, **limits})
    assert company.run("linda").created == {CAL: 3}
    with company.product.engine.connect() as connection:
        assert not connection.scalars(select(col(Journal.key)).where(col(Journal.outcome) == "")).all()


def test_a_write_that_was_turned_away_is_made_good_beside_an_edit_of_the_same_item(company: Company) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    linda.in_outlook.changes(linda.in_outlook.item("Lunch")["id"], location={"displayName": "Oslo"})
    company.sandbox.faults.add("superoffice", "403", count=1, method="PATCH")
    assert company.run("linda").outcome == "partial"
    linda.in_superoffice.changes(linda.in_superoffice.item("Lunch")["AppointmentId"], Title="Long lunch")
    company.run("linda")
    assert linda.in_outlook.item("Long lunch")["location"]["displayName"] == "Oslo"
    assert linda.in_superoffice.item("Long lunch")["Location"] == "Oslo"
    company.settles("linda")
