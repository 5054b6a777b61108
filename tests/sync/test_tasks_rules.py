"""What is special about tasks: private ones, completed ones, days that only one side knows, and conversions."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Side
from backend.core.report import Report
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Link
from tests.company import Colleague, Company, at
from tests.tasks import Tasks, day, prefer

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


@pytest.fixture
def linda(company: Company) -> Colleague:
    return company["linda"]


@pytest.fixture
def tasks(company: Company, linda: Colleague) -> Tasks:
    """Linda's, whose tasks are synced."""
    prefer(company.product, linda.address, sync_tasks=True)
    return Tasks.of(company.sandbox, "linda", linda.in_superoffice.associate_id)


def runs(company: Company) -> Report:
    report = company.run("linda")
    assert report.outcome == "ok", report.as_json()
    return report


def settles(company: Company) -> None:
    """Promise 3: a further run writes nothing."""
    company.run("linda")
    report = runs(company)
    assert report.writes == 0, report.as_json()


class TestPrivate:
    """To Do has no privacy (promise 5)."""

    def test_a_private_to_do_stays_in_superoffice_until_everybody_may_see_it(
        self, company: Company, tasks: Tasks
    ) -> None:
        item = tasks.checklist.adds_todo("Plan the surprise", day(3))
        tasks.checklist.hides(item)
        report = runs(company)
        assert (report.writes, report.skipped) == (0, {"private_task": 1})
        assert tasks.to_do.tasks() == []
        tasks.checklist.shows(item)
        runs(company)
        assert tasks.to_do.titles() == ["Plan the surprise"]
        settles(company)

    @pytest.mark.parametrize("born", list(Side))
    def test_a_task_that_turns_private_leaves_to_do(self, company: Company, tasks: Tasks, born: Side) -> None:
        tasks.add(born, "Plan the surprise", day(3))
        settles(company)
        item = tasks.checklist.todo("Plan the surprise")["AppointmentId"]
        tasks.checklist.hides(item)
        assert runs(company).deleted == {CAL: 1}
        assert tasks.to_do.tasks() == []
        assert tasks.checklist.todo("Plan the surprise")["AppointmentId"] == item
        settles(company)
        tasks.checklist.shows(item)
        assert runs(company).created == {CAL: 1}
        assert tasks.to_do.due("Plan the surprise") == str(day(3))
        settles(company)

    def test_what_was_written_in_to_do_meanwhile_is_not_lost(self, company: Company, tasks: Tasks) -> None:
        tasks.add(SO, "Plan the surprise", day(3))
        settles(company)
        tasks.to_do.changes(tasks.to_do.task("Plan the surprise")["id"], title="Plan the party")
        tasks.checklist.hides(tasks.checklist.todo("Plan the surprise")["AppointmentId"])
        runs(company)
        assert tasks.to_do.tasks() == []
        assert tasks.checklist.todo("Plan the party")["Private"] == "PrivateUser"
        settles(company)

    def test_a_private_to_do_touches_no_task_that_looks_like_it(self, company: Company, tasks: Tasks) -> None:
        tasks.checklist.hides(tasks.checklist.adds_todo("Plan the surprise", day(3)))
        mine = tasks.to_do.adds("Plan the surprise", day(3))
        runs(company)
        assert tasks.to_do.task("Plan the surprise")["id"] == mine
        settles(company)


class TestCompleted:
    """SuperOffice lets nobody change what is completed (contracts/superoffice.md §3.3)."""

    def test_an_edit_waits_until_it_is_open_again(self, company: Company, tasks: Tasks) -> None:
        tasks.add(SO, "Write the offer", day(3))
        settles(company)
        item = tasks.checklist.todo("Write the offer")["AppointmentId"]
        tasks.checklist.completes(item)
        runs(company)
        tasks.to_do.changes(tasks.to_do.task("Write the offer")["id"], title="Send the offer")
        report = company.run("linda")
        assert report.skipped == {"completed": 1}
        assert tasks.checklist.todos()[0]["Title"] == "Write the offer"
        tasks.checklist.reopens(item)
        runs(company)
        assert tasks.checklist.todo("Send the offer")["Completed"] == "NotStarted"
        assert tasks.to_do.task("Send the offer")["status"] == "notStarted"
        settles(company)

    def test_an_edit_goes_along_with_opening_it_again(self, company: Company, tasks: Tasks) -> None:
        tasks.add(CAL, "Write the offer", day(3))
        settles(company)
        task = tasks.to_do.task("Write the offer")["id"]
        tasks.to_do.changes(task, status="completed")
        settles(company)
        assert tasks.checklist.todo("Write the offer")["Completed"] == "Completed"
        tasks.to_do.changes(task, status="notStarted", title="Send the offer")
        runs(company)
        assert tasks.checklist.todo("Send the offer")["Completed"] == "NotStarted"
        settles(company)

    def test_who_tidies_up_his_list_takes_nothing_out_of_superoffice(self, company: Company, tasks: Tasks) -> None:
        tasks.add(SO, "Write the offer", day(3))
        settles(company)
        tasks.checklist.completes(tasks.checklist.todo("Write the offer")["AppointmentId"])
        runs(company)
        tasks.to_do.deletes(tasks.to_do.task("Write the offer")["id"])
        assert runs(company).skipped == {"completed": 1}
        assert tasks.checklist.todo("Write the offer")["Completed"] == "Completed"
        settles(company)

    def test_what_was_done_long_ago_stays_where_it_is(self, company: Company, tasks: Tasks) -> None:
        old: dict[str, Any] = {"dueDateTime": {"dateTime": "2020-01-02T00:00:00", "timeZone": "UTC"}}
        tasks.to_do.adds("Old and open", **old)
        tasks.to_do.adds(
            "Old and done",
            status="completed",
            completedDateTime={"dateTime": "2020-01-02T00:00:00", "timeZone": "UTC"},
            **old,
        )
        runs(company)
        assert "Old and open" in tasks.checklist.titles()
        done_today = (
            tasks.to_do.task("Old and done").get("completedDateTime", {}).get("dateTime", "")[:4] != "2020"
        )
        assert ("Old and done" in tasks.checklist.titles()) is done_today
        settles(company)


class TestWithoutADay:
    """SuperOffice always shows a deadline."""

    def test_the_day_that_superoffice_shows_never_comes_back(self, company: Company, tasks: Tasks) -> None:
        tasks.to_do.adds("Think")
        runs(company)
        item = tasks.checklist.todo("Think")
        assert item["EndDate"]
        tasks.checklist.changes(item["AppointmentId"], Title="Think hard")
        settles(company)
        assert tasks.to_do.due("Think hard") == ""
        tasks.checklist.due_on(item["AppointmentId"], day(4))
        runs(company)
        assert tasks.to_do.due("Think hard") == str(day(4))
        settles(company)

    def test_a_day_that_is_taken_away_in_to_do_stays_in_superoffice(self, company: Company, tasks: Tasks) -> None:
        tasks.add(SO, "Think", day(4))
        settles(company)
        tasks.to_do.moves(tasks.to_do.task("Think")["id"], None)
        runs(company)
        assert tasks.checklist.todo("Think")["EndDate"].startswith(str(day(4)))
        assert tasks.to_do.due("Think") == ""
        settles(company)

    def test_links_that_are_lost_bring_no_day(self, company: Company, tasks: Tasks) -> None:
        tasks.to_do.adds("Think")
        settles(company)
        _lose_links(company)
        settles(company)
        assert len(tasks.checklist.todos()) == 1
        assert tasks.to_do.due("Think") == ""


class TestFirstMeeting:
    """Both sides had tasks before."""

    def test_what_looks_alike_is_one_each_used_once(self, company: Company, tasks: Tasks) -> None:
        for side in Side:
            for _ in range(2):
                tasks.add(side, "Call Ola", day(3))
        tasks.add(SO, "Call Kari", day(3))
        tasks.add(CAL, "Call Kari", day(4))
        assert runs(company).created == {SO: 1, CAL: 1}
        assert tasks.to_do.titles() == ["Call Kari"] * 2 + ["Call Ola"] * 2
        assert tasks.checklist.titles() == tasks.to_do.titles()
        settles(company)

    def test_12_links_that_are_lost_make_no_duplicates(self, company: Company, tasks: Tasks) -> None:
        for side in Side:
            tasks.add(side, f"Born in {side}", day(3))
        settles(company)
        _lose_links(company)
        tasks.to_do.changes(tasks.to_do.task("Born in calendar")["id"], title="Renamed meanwhile")
        settles(company)
        assert len(tasks.checklist.todos()) == len(tasks.to_do.tasks()) == 2


class TestConversion:
    """One row of SuperOffice is a to-do today and an entry of the diary tomorrow."""

    @pytest.mark.parametrize("born", list(Side))
    def test_a_to_do_that_gets_a_time_becomes_an_event_and_back(
        self, company: Company, linda: Colleague, tasks: Tasks, born: Side
    ) -> None:
        tasks.add(born, "Write the offer", day(3))
        settles(company)
        item = tasks.checklist.todo("Write the offer")["AppointmentId"]
        tasks.checklist.puts_into_the_diary(item, at(3, 10))
        runs(company)
        assert (tasks.to_do.tasks(), linda.in_outlook.subjects()) == ([], ["Write the offer"])
        settles(company)
        tasks.checklist.takes_out_of_the_diary(item)
        runs(company)
        assert (tasks.to_do.titles(), linda.in_outlook.items()) == (["Write the offer"], [])
        assert [one["AppointmentId"] for one in tasks.checklist.items()] == [item]
        settles(company)

    def test_an_appointment_of_outlook_that_becomes_a_to_do(
        self, company: Company, linda: Colleague, tasks: Tasks
    ) -> None:
        linda.in_outlook.adds("Dentist", at(2, 14))
        settles(company)
        tasks.checklist.takes_out_of_the_diary(linda.in_superoffice.item("Dentist")["AppointmentId"])
        runs(company)
        assert (tasks.to_do.titles(), linda.in_outlook.items()) == (["Dentist"], [])
        settles(company)

    def test_its_event_goes_also_while_tasks_are_not_synced(
        self, company: Company, linda: Colleague, tasks: Tasks
    ) -> None:
        prefer(company.product, linda.address, sync_tasks=False)
        item = linda.in_superoffice.adds("Dentist", at(2, 14))
        settles(company)
        tasks.checklist.takes_out_of_the_diary(item)
        assert runs(company).deleted == {CAL: 1}
        assert (tasks.to_do.tasks(), linda.in_outlook.items()) == ([], [])
        settles(company)

    def test_an_event_that_was_edited_meanwhile_is_not_lost(
        self, company: Company, linda: Colleague, tasks: Tasks
    ) -> None:
        item = linda.in_superoffice.adds("Dentist", at(2, 14))
        settles(company)
        linda.in_outlook.changes(linda.in_outlook.item("Dentist")["id"], subject="Dentist in town")
        tasks.checklist.takes_out_of_the_diary(item)
        runs(company)
        assert linda.in_outlook.subjects() == ["Dentist in town"]
        assert tasks.to_do.titles() == ["Dentist"]
        settles(company)

    def test_many_at_once_wait_for_a_person(self, company: Company, linda: Colleague, tasks: Tasks) -> None:
        items = [linda.in_superoffice.adds(f"Entry {number}", at(2, number)) for number in range(11)]
        settles(company)
        for item in items:
            tasks.checklist.takes_out_of_the_diary(item)
        assert company.run("linda").outcome == "held"
        assert len(linda.in_outlook.items()) == len(items)


def _lose_links(company: Company) -> None:
    """Linda's tasks are known to nobody any more."""
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company["linda"].address)
        assert mailbox is not None
        work.query(Link).filter_by(mailbox_id=mailbox.id, kind="task").delete()
        work.commit()
