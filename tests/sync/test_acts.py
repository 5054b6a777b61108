"""Acts on items while runs go on, on one of a series, and on tasks."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from backend.core.decisions import Link
from backend.core.items import Chosen, Side
from backend.core.sides import Unavailable
from backend.store import links, mailboxes
from backend.store.database import session
from backend.store.tables import Link as Row
from backend.store.tables import Mailbox
from backend.superoffice.adding import NewPerson
from backend.sync import acts, adding
from backend.sync.acts import CannotAct, Opened
from backend.sync.lookup import link_of
from tests.company import Company, at
from tests.tasks import Tasks, day, prefer

NEW = NewPerson(first_name="Kari", last_name="Nordmann", address="kari@elsewhere.example")


def mailbox_of(company: Company, key: str = "linda") -> Mailbox:
    with session(company.product.engine) as work:
        found = mailboxes.by_address(work, company[key].address)
    assert found
    return found


def opened(company: Company, item: object) -> Opened:
    found = acts.opened(company.product, mailbox_of(company), str(item))
    assert found
    return found


def link(company: Company, item: object) -> Link:
    found = link_of(company.product, mailbox_of(company), str(item))
    assert found
    return found


def test_an_act_counts_although_a_run_that_was_under_way_ends_after_it(company: Company) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    row = linda.in_superoffice.item("Lunch")["AppointmentId"]
    as_the_run_knows_it = link(company, row)
    acts.unlink(opened(company, row))
    with company.product.engine.begin() as connection:
        links.save(connection, [as_the_run_knows_it], datetime.now(UTC))
    assert link(company, row).state == "linked"
    company.run("linda")
    assert link(company, row).reason == "unlinked"
    linda.in_superoffice.changes(row, Title="Another lunch")
    company.settles("linda")
    assert link(company, row).reason == "unlinked"
    assert linda.in_outlook.subjects() == ["Lunch"]


def test_an_item_that_a_run_may_be_at_is_left_to_it(company: Company) -> None:
    linda = company["linda"]
    row = linda.in_superoffice.adds("Lunch", at(2, 11))
    found = opened(company, row)
    with session(company.product.engine) as work:
        held = mailboxes.take(work, found.mailbox.id, "a run", 60)
        work.commit()
    assert held
    for act in (acts.include, acts.unlink):
        with pytest.raises(CannotAct, match="busy"):
            act(found)
    assert link_of(company.product, found.mailbox, str(row)) is None
    with session(company.product.engine) as work:
        mailboxes.give_back(work, found.mailbox.id, held.fence, 0, datetime.now(UTC))
        work.commit()
    acts.include(found)
    company.settles("linda")
    assert linda.in_outlook.subjects() == ["Lunch"]


def test_one_of_a_series_that_is_out_of_the_sync_is_not_taken_along(company: Company) -> None:
    linda = company["linda"]
    limits = {"type": "numbered", "startDate": f"{at(2):%Y-%m-%d}", "numberOfOccurrences": 4}
    recurrence = {"pattern": {"type": "daily", "interval": 1}, "range": limits}
    master = linda.in_outlook.adds("Course", at(2, 9), recurrence=recurrence)
    company.settles("linda")
    rows = sorted(linda.in_superoffice.items(), key=lambda row: str(row["StartDate"]))
    second = rows[1]["AppointmentId"]
    acts.unlink(opened(company, second))
    company.settles("linda")
    linda.in_outlook.changes(master, subject="Training")
    company.settles("linda")
    titles = {row["AppointmentId"]: row["Title"] for row in linda.in_superoffice.items()}
    assert titles.pop(second) == "Course"
    assert set(titles.values()) == {"Training"}
    assert len(titles) == 3
    for row in titles:
        linda.in_superoffice.changes(row, Location="Room 2")
    company.settles("linda")
    answer = linda.in_outlook.http.get(f"/me/events/{link(company, second).ids[Side.CALENDAR]}")
    assert answer.json()["location"]["displayName"] == ""
    acts.include(opened(company, second))
    company.settles("linda")
    assert linda.in_superoffice.titles() == ["Training"] * 4


def test_a_task_is_taken_out_and_brought_back(company: Company) -> None:
    linda = company["linda"]
    prefer(company.product, linda.address, sync_tasks=True)
    tasks = Tasks.of(company.sandbox, "linda", linda.in_superoffice.associate_id)
    todo = tasks.checklist.adds_todo("Call Ola", day(2))
    company.settles("linda")
    acts.unlink(opened(company, todo))
    tasks.checklist.changes(todo, Title="Call Kari")
    company.settles("linda")
    assert tasks.to_do.titles() == ["Call Ola"]
    with pytest.raises(CannotAct, match="not_in_superoffice"):
        acts.concern(opened(company, todo), Chosen(project_id=1))
    acts.include(opened(company, todo))
    company.settles("linda")
    assert tasks.to_do.titles() == ["Call Kari"]


def test_a_choice_of_an_act_is_written_once(company: Company) -> None:
    linda = company["linda"]
    row = linda.in_superoffice.adds("Lunch", at(2, 11))
    company.settles("linda")
    before = linda.in_superoffice.item("Lunch")
    acts.concern(opened(company, row), Chosen(project_id=1))
    changed = linda.in_superoffice.item("Lunch")
    assert changed["Project"]["ProjectId"] == 1
    acts.concern(opened(company, row), Chosen(project_id=1))
    assert linda.in_superoffice.item("Lunch") == changed
    assert changed["Title"] == before["Title"]


def test_a_choice_for_somebody_elses_booking_is_refused(company: Company) -> None:
    """Only the owner of a booking decides about it (contracts/superoffice.md §3.4)."""
    julie, linda = company["julie"], company["linda"]
    people = [
        {"AssociateId": julie.in_superoffice.associate_id},
        {"AssociateId": linda.in_superoffice.associate_id},
    ]
    julie.in_superoffice.adds("Review", at(2, 11), Participants=people)
    company.runs()
    (row,) = linda.in_superoffice.items()
    with pytest.raises(CannotAct, match="cannot_concern"):
        acts.concern(opened(company, row["AppointmentId"]), Chosen(project_id=1))
    assert linda.in_superoffice.items() == [row]


def test_two_clicks_at_once_add_one_person(company: Company) -> None:
    mailbox = mailbox_of(company)
    made: list[int] = []
    refused: list[int] = []

    def click() -> None:
        try:
            made.append(adding.add(company.product, mailbox, NEW))
        except adding.Exists as error:
            refused.append(error.person_id)

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(made) == 1
    assert refused == made * 3


def test_an_answer_that_was_lost_is_found_by_the_second_try(company: Company) -> None:
    mailbox = mailbox_of(company)
    company.sandbox.faults.add("superoffice", "reset_after", count=1, path="v1/Person", method="POST")
    with pytest.raises(Unavailable):
        adding.add(company.product, mailbox, NEW)
    with pytest.raises(adding.Exists):
        adding.add(company.product, mailbox, NEW)


def test_an_act_survives_a_run_that_superoffice_ends(company: Company) -> None:
    linda = company["linda"]
    with session(company.product.engine) as work:
        for mailbox in work.scalars(select(Mailbox).where(col(Mailbox.address) == linda.address)):
            mailbox.preferences = {**mailbox.preferences, "free": False}
        work.commit()
    event = linda.in_outlook.adds("Lunch", at(2, 11), showAs="free")
    company.run("linda")
    known = _calendar_id(company, event)
    acts.include(opened(company, known))
    company.sandbox.faults.add("superoffice", "reset_after", count=1, path="CreateAppointmentForUID")
    company.run("linda")
    company.sandbox.faults.clear()
    company.run("linda")
    company.settles("linda")
    assert linda.in_superoffice.titles() == ["Lunch"]
    assert link(company, known).wish.included


def test_lost_links_are_found_again_although_a_new_item_is_taken_out_before_that(company: Company) -> None:
    linda = company["linda"]
    row = linda.in_superoffice.adds("Visit", at(1, 13))
    company.settles("linda")
    with company.product.engine.begin() as connection:
        connection.execute(delete(Row))
    acts.unlink(opened(company, linda.in_superoffice.adds("Lunch", at(2, 11))))
    linda.in_superoffice.changes(row, Location="Oslo")
    company.run("linda")
    assert linda.in_outlook.subjects() == ["Visit"]
    assert linda.in_outlook.item("Visit")["location"]["displayName"] == "Oslo"
    company.settles("linda")


def _calendar_id(company: Company, event: str) -> str:
    known: Any = link(company, event).ids[Side.CALENDAR]
    return str(known)
