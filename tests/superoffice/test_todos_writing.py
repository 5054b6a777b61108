"""Making, changing and deleting to-dos through the gateway, and what SuperOffice has afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backend.core.items import Importance, Task
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.core.writes import Create, Delete, Done, Lookup, Refused, Stale, Unsure
from tests.sandbox_client import SandboxClient
from tests.superoffice.checklist import REPORT, Checklist, ChecklistOf, checklists, done, task, update
from tests.superoffice.conftest import SuperOffice

OSLO = ZoneInfo("Europe/Oslo")
BARE = Task(title="Call Ola", due=date(2026, 12, 2))


@pytest.fixture
def checklist_of(sandbox: SandboxClient, superoffice: SuperOffice) -> ChecklistOf:
    """Opens the to-dos of people."""
    return checklists(sandbox, superoffice)


@pytest.fixture
def linda(checklist_of: ChecklistOf) -> Checklist:
    """Linda's to-dos."""
    return checklist_of("linda")


# -- writing


@pytest.mark.parametrize(
    "item",
    [
        REPORT,
        replace(REPORT, private=True, completed=True),
        replace(REPORT, start=None, reminder=None, body=""),
        replace(REPORT, reminder=datetime(2026, 12, 2, 21, 45, tzinfo=UTC)),
        replace(REPORT, due=date(2026, 10, 25), start=date(2026, 3, 29), reminder=None),
    ],
    ids=["full", "private and done", "bare", "reminded late in the day", "days on which clocks change"],
)
def test_what_is_created_reads_back_equal(linda: Checklist, item: Task) -> None:
    made = linda.make(item)
    assert made.item == item
    assert linda.now(made.id) == replace(made, version=linda.now(made.id).version, item=item)


def test_a_new_to_do_is_one_in_the_owners_checklist(linda: Checklist, sandbox: SandboxClient) -> None:
    entity = linda.entity(linda.make().id)
    assert (entity["Type"], entity["MotherId"], entity["Completed"]) == ("inChecklist", 0, "NotStarted")
    assert entity["Associate"]["AssociateId"] == linda.associate_id
    assert entity["Task"]["TaskListItemId"] == 5
    assert sandbox.mail() == []


def test_the_incoming_type_is_that_of_new_ones(checklist_of: ChecklistOf) -> None:
    linda = checklist_of("linda", incoming_type=6)
    assert linda.entity(linda.make().id)["Task"]["TaskListItemId"] == 6


def test_a_to_do_without_a_deadline_is_due_today(linda: Checklist) -> None:
    before = datetime.now(OSLO).date()
    due = task(linda.make(Task(title="Sometime"))).due
    assert due in {before, datetime.now(OSLO).date()}


def test_without_a_deadline_it_is_due_when_it_reminds(linda: Checklist) -> None:
    reminder = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=9)
    made = task(linda.make(Task(title="Sometime", reminder=reminder)))
    assert (made.due, made.reminder) == (reminder.astimezone(OSLO).date(), reminder)


@pytest.mark.parametrize(
    ("reminder", "shown"),
    [
        (datetime(2026, 12, 5, 9, tzinfo=UTC), "the deadline"),
        (datetime(2026, 1, 1, 9, tzinfo=UTC), "65535 minutes before"),
    ],
    ids=["behind the deadline", "too far ahead"],
)
def test_a_reminder_that_cannot_be_held_rings_as_near_to_it_as_it_can(
    linda: Checklist, reminder: datetime, shown: str
) -> None:
    made = linda.make(replace(BARE, reminder=reminder))
    deadline = datetime.fromisoformat(linda.entity(made.id)["EndDate"])
    lead = timedelta(minutes=65_535) if shown == "65535 minutes before" else timedelta()
    assert task(made).reminder == deadline - lead


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Other"},
        {"body": "<p>new</p><p>text</p>"},
        {"due": date(2026, 12, 24)},
        {"due": date(2026, 12, 24), "start": date(2026, 12, 20), "reminder": None},
        {"start": None},
        {"start": date(2026, 11, 2)},
        {"completed": True},
        {"completed": True, "title": "Other"},
        {"importance": Importance.LOW},
        {"private": True},
        {"reminder": None},
        {"reminder": datetime(2026, 12, 1, 23, 45, tzinfo=UTC)},
        {"reminder": datetime(2026, 12, 2, 22, 45, tzinfo=UTC)},
    ],
    ids=str,
)
def test_an_update_changes_its_field_and_no_other(linda: Checklist, values: dict[str, Any]) -> None:
    made = linda.make()
    changed = done(linda.write(update(made, **values)))
    assert changed.item == replace(REPORT, **values)
    assert linda.now(made.id).item == changed.item


def test_another_day_keeps_the_clock_of_the_deadline(linda: Checklist) -> None:
    item = linda.enter(StartDate="2026-06-30T08:00:00Z", EndDate="2026-07-02T14:15:00Z")
    linda.write(update(linda.now(item), due=date(2026, 12, 24)))
    assert linda.entity(item)["EndDate"] == "2026-12-24T15:15:00Z"


def test_an_earlier_day_draws_a_default_start_with_it(linda: Checklist) -> None:
    item = linda.enter(StartDate="2026-12-01T08:20:00Z")
    assert task(done(linda.write(update(linda.now(item), due=date(2026, 11, 20))))).due == date(2026, 11, 20)


def test_a_deadline_that_is_taken_away_stays(linda: Checklist) -> None:
    made = linda.make()
    assert task(done(linda.write(update(made, due=None)))).due == REPORT.due


def test_images_in_an_agenda_survive_an_edit_of_the_text(linda: Checklist) -> None:
    item = linda.enter(Agenda='<p>old</p><img src="cid:1">')
    linda.write(update(linda.now(item), body="new"))
    assert linda.entity(item)["Agenda"] == 'new<img src="cid:1">'


def test_fields_that_superoffice_lacks_write_nothing(linda: Checklist) -> None:
    made = linda.make()
    assert linda.write(update(made, categories=("Red",))) == Done(made)


def test_what_the_person_wrote_meanwhile_is_not_overwritten(linda: Checklist, sandbox: SandboxClient) -> None:
    made = linda.make()
    sandbox.advance(seconds=5)
    linda.edit(made.id, Title="Mine")
    assert linda.write(update(made, title="Theirs")) == Stale()
    assert linda.write(Delete("d", made.id, made.version)) == Stale()
    assert linda.entity(made.id)["Title"] == "Mine"


def test_what_the_person_completed_meanwhile_is_looked_at_again(linda: Checklist, sandbox: SandboxClient) -> None:
    made = linda.make()
    sandbox.advance(seconds=5)
    linda.edit(made.id, Completed="Completed")
    assert linda.write(update(made, title="Theirs")) == Stale()


# -- completion


def test_what_is_completed_is_opened_before_it_is_changed(linda: Checklist) -> None:
    made = linda.make(replace(REPORT, completed=True))
    changed = done(linda.write(update(made, completed=False, title="Again", due=date(2026, 12, 24))))
    assert changed.item == replace(REPORT, title="Again", due=date(2026, 12, 24))
    assert linda.entity(made.id)["Completed"] == "NotStarted"


def test_what_is_completed_is_not_changed(linda: Checklist) -> None:
    made = linda.make(replace(REPORT, completed=True))
    assert linda.write(update(made, title="Other")) == Refused(Reason.COMPLETED)
    assert linda.write(update(made, completed=True, title="Other")) == Refused(Reason.COMPLETED)
    assert linda.write(Delete("d", made.id, made.version)) == Refused(Reason.COMPLETED)
    assert linda.entity(made.id)["Title"] == "Write the report"


def test_what_was_completed_before_anybody_looked_is_not_deleted(
    linda: Checklist, checklist_of: ChecklistOf
) -> None:
    item = linda.make(replace(REPORT, completed=True)).id
    assert checklist_of("linda").write(Delete("d", item, "")) == Refused(Reason.COMPLETED)
    assert linda.entity(item)["Title"] == "Write the report"


def test_completing_twice_is_completing_once(linda: Checklist) -> None:
    made = linda.make(replace(REPORT, completed=True))
    assert task(done(linda.write(update(made, completed=True)))).completed


def test_a_started_to_do_stays_started(linda: Checklist) -> None:
    item = linda.enter(Completed="Started")
    done(linda.write(update(linda.now(item), title="Other", completed=False)))
    assert linda.entity(item)["Completed"] == "Started"


# -- crashes


def test_a_repeated_create_finds_the_first(linda: Checklist) -> None:
    first, second = linda.make(intent="same"), linda.make(intent="same")
    assert first.id == second.id


def test_a_lost_answer_is_unsure_and_found_again(linda: Checklist, sandbox: SandboxClient) -> None:
    linda.gateway.find([Lookup("lost")])
    linda.make(intent="before")
    sandbox.faults.add("superoffice", "reset_after", count=1, path="CreateAppointmentForUID")
    create = Create("lost", REPORT, "t")
    assert linda.write(create) == Unsure()
    sandbox.faults.clear()
    found = linda.gateway.find([create, Lookup("never")])
    assert {intent: [one.item for one in seen] for intent, seen in found.items()} == {"lost": [REPORT]}


def test_a_to_do_may_be_made_again_after_a_deletion(linda: Checklist, sandbox: SandboxClient) -> None:
    sandbox.switch(superoffice_uid_after_delete="taken")
    made = linda.make()
    assert linda.write(Delete("d", made.id, made.version)) == Done(None)
    assert linda.gateway.find([Lookup("make")]) == {}
    assert linda.make().id != made.id


def test_pointers_come_back_with_a_whole_reading(linda: Checklist) -> None:
    made = linda.make()
    linda.gateway.point({made.id: "AAMk="})
    assert linda.whole()[0][made.id].pointer == "AAMk="
