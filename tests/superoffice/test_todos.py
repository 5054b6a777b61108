"""To-dos in the sandbox's SuperOffice, read: which they are, on which day, and which row of a series is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import pytest

from backend.core.items import Task
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.writes import Delete, Gone
from tests.sandbox_client import SandboxClient
from tests.superoffice.checklist import Checklist, ChecklistOf, checklists, done, task, update
from tests.superoffice.conftest import SuperOffice

PHONE = 3
LATER = Reason.LATER_OCCURRENCE


@pytest.fixture
def checklist_of(sandbox: SandboxClient, superoffice: SuperOffice) -> ChecklistOf:
    """Opens the to-dos of people."""
    return checklists(sandbox, superoffice)


@pytest.fixture
def linda(checklist_of: ChecklistOf) -> Checklist:
    """Linda's to-dos."""
    return checklist_of("linda")


@pytest.fixture
def julie(checklist_of: ChecklistOf) -> Checklist:
    """Julie's to-dos."""
    return checklist_of("julie")


# -- reading


def test_opening_costs_no_request(linda: Checklist) -> None:
    assert linda.gateway.requests == 0


def test_a_to_do_is_read_as_its_owner_sees_it(linda: Checklist) -> None:
    item = linda.enter(
        Title=" Write  the report ", Agenda="<p>one</p><script>x</script>", Priority={"Id": 1}, HasAlarm=True,
        AlarmLeadTime="04:30:00", VisibleFor=[{"VisibleId": linda.associate_id, "Visibility": "Associate"}],
    )  # fmt: skip
    seen = linda.whole()[0][item]
    assert seen.item == Task(
        title="Write the report", body="one", due=date(2026, 12, 2), private=True,
        importance=task(seen).importance, reminder=datetime(2026, 12, 2, 9, 30, tzinfo=UTC),
    )  # fmt: skip
    assert (bool(seen.version), seen.place, seen.booking) == (True, None, None)
    assert linda.now(item) == seen


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        ("2026-11-30T14:30:00Z", None),
        ("2026-11-29T23:00:00Z", date(2026, 11, 30)),
        ("2026-12-01T23:00:00Z", None),
    ],
    ids=["a default", "midnight of an earlier day", "midnight of the day itself"],
)
def test_a_default_start_is_none(linda: Checklist, start: str, shown: date | None) -> None:
    assert task(linda.now(linda.enter(StartDate=start))).start == shown


@pytest.mark.parametrize(
    ("deadline", "due"), [("2026-12-01T23:30:00Z", date(2026, 12, 2)), ("2026-07-01T21:59:00Z", date(2026, 7, 1))]
)
def test_a_deadline_is_a_day_of_the_base_zone(linda: Checklist, deadline: str, due: date) -> None:
    item = linda.enter(StartDate="2026-06-01T10:00:00Z", EndDate=deadline)
    assert task(linda.now(item)).due == due


def test_calls_in_the_checklist_count_and_diary_entries_do_not(linda: Checklist) -> None:
    call = linda.enter(Title="Call", Task={"TaskListItemId": PHONE}, Type="inChecklist")
    meeting = linda.enter(Title="Meeting", Type="inDiary")
    shown, cursor = linda.whole()
    assert call in shown and meeting not in shown
    linda.edit(meeting, Title="Other")
    assert linda.since(cursor)[:2] == ({}, set())


def test_what_is_to_be_done_is_never_too_old_and_what_was_done_counts_by_its_day(
    linda: Checklist, sandbox: SandboxClient
) -> None:
    times = {"StartDate": "2026-06-01T10:00:00Z", "EndDate": "2026-06-02T10:00:00Z"}
    sandbox.set_clock("2026-06-03T10:00:00Z")
    open_one, done_early = linda.enter(**times), linda.enter(**times, Completed="Completed")
    far = linda.enter(StartDate="2028-06-01T10:00:00Z", EndDate="2028-06-02T10:00:00Z")
    done_late = linda.enter(**times)
    sandbox.set_clock("2026-11-21T10:00:00Z")
    linda.edit(done_late, Completed="Completed")
    shown = linda.whole()[0]
    assert {open_one, far, done_late} <= shown.keys()
    assert done_early not in shown
    assert task(shown[done_late]).done_on == date(2026, 11, 21)


def test_only_what_changed_comes_again(linda: Checklist) -> None:
    first, second, third = linda.enter(), linda.enter(), linda.enter()
    shown, cursor = linda.whole()
    linda.links |= {item: seen.version for item, seen in shown.items()}
    linda.edit(second, Completed="Completed")
    linda.remove(third)
    seen, gone, cursor = linda.since(cursor)
    assert {item: task(one).completed for item, one in seen.items()} == {second: True}
    assert third in gone and first not in gone
    assert linda.gateway.read([third]) == {third: Gone()}
    linda.links[second] = seen[second].version
    assert linda.since(cursor)[0] == {}


def test_a_to_do_in_the_diary_of_a_colleague_is_not_ours(linda: Checklist, julie: Checklist) -> None:
    theirs = julie.enter()
    assert theirs not in linda.whole()[0]
    assert linda.gateway.read([theirs]) == {theirs: Gone()}


def test_an_assigned_to_do_waits_until_it_is_accepted(
    linda: Checklist, julie: Checklist, sandbox: SandboxClient
) -> None:
    sandbox.switch(superoffice_cross_diary_create="assignment")
    item = linda.enter(Associate={"AssociateId": julie.associate_id})
    shown, cursor = julie.whole()
    assert shown[item].item == Unmapped(Reason.NOT_ACCEPTED)
    julie.ask("Accept", {"AppointmentId": int(item), "UpdateMode": "OnlyThis"})
    assert task(julie.since(cursor)[0][item]).title == "Call Ola"


# -- conversion


def test_a_to_do_that_goes_into_the_diary_is_gone_and_comes_back(linda: Checklist) -> None:
    item = linda.enter()
    shown, cursor = linda.whole()
    linda.links[item] = shown[item].version
    linda.edit(item, Type="inDiary")
    seen, gone, cursor = linda.since(cursor)
    assert (item in seen, item in gone) == (False, True)
    assert linda.gateway.read([item]) == {item: Gone()}
    assert linda.write(update(shown[item], title="Other")) == Gone()
    assert linda.write(Delete("d", item, "")) == Gone()
    assert linda.entity(item)["Title"] == "Call Ola"
    linda.edit(item, Type="inChecklist")
    assert item in linda.since(cursor)[0]


# -- repetition


@pytest.fixture
def daily(linda: Checklist) -> list[str]:
    """A to-do on each of three days, entered in SuperOffice."""
    item = linda.enter(StartDate="2026-12-02T13:00:00Z")
    entity = linda.entity(item)
    recurrence = {
        **entity["Recurrence"], "IsRecurrence": True, "Pattern": "Daily",
        "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 1}, "RecurrenceEndType": "Counter", "Dates": [],
        "RecurrenceCounter": 3, "StartDate": "2026-12-02T13:00:00Z",
    }  # fmt: skip
    body = {"AppointmentEntity": {**entity, "Recurrence": recurrence}, "UpdateMode": "ThisAndForward"}
    rule = linda.ask("Save", body)["Recurrence"]["RecurrenceId"]
    rows = linda.ask("GetAppointmentRecords", {"MotherId": 0, "RecurrenceRuleId": rule})
    ids = [str(row["AppointmentId"]) for row in sorted(rows, key=lambda row: row["StartDate"])]
    assert len(ids) == 3
    return ids


def mapped(shown: Mapping[str, Seen], ids: Sequence[str]) -> list[object]:
    """What the rows are read as: their day, or why they are not synced."""
    return [
        item.due if isinstance(item, Task) else item.reason
        for one in ids
        if one in shown and isinstance(item := shown[one].item, Task | Unmapped)
    ]


def test_only_the_next_row_of_a_series_travels(linda: Checklist, daily: list[str]) -> None:
    assert mapped(linda.whole()[0], daily) == [date(2026, 12, 2), LATER, LATER]
    read = {item: seen for item, seen in linda.gateway.read(daily).items() if isinstance(seen, Seen)}
    assert mapped(read, daily) == [date(2026, 12, 2), LATER, LATER]


@pytest.mark.parametrize("act", ["completed here", "completed there", "deleted", "put off"])
def test_the_following_one_comes_when_it_is_next(
    linda: Checklist, daily: list[str], act: str, sandbox: SandboxClient
) -> None:
    first, second, third = daily
    shown, cursor = linda.whole()
    linda.links[first] = shown[first].version
    sandbox.advance(seconds=60)
    match act:
        case "completed here":
            linda.edit(first, Completed="Completed")
        case "completed there":
            done(linda.write(update(shown[first], completed=True)))
        case "deleted":
            linda.remove(first)
        case "put off":
            linda.edit(first, StartDate="2026-12-24T13:00:00Z", EndDate="2026-12-24T14:00:00Z")
    seen, gone, cursor = linda.since(cursor)
    assert task(seen[second]).due == date(2026, 12, 3)
    assert third not in seen
    assert (first in gone) is (act == "deleted")
    if act == "put off":
        assert task(seen[first]).due == date(2026, 12, 24)
    linda.links[second] = seen[second].version
    assert linda.since(cursor)[0] == {}


def test_a_row_that_has_travelled_goes_on_doing_so(linda: Checklist, daily: list[str]) -> None:
    linda.links[daily[1]] = "an older version"
    assert mapped(linda.whole()[0], daily) == [date(2026, 12, 2), date(2026, 12, 3), LATER]


def test_a_round_without_changes_asks_for_no_series(linda: Checklist, daily: list[str]) -> None:
    linda.links |= {item: seen.version for item, seen in linda.whole()[0].items()}
    cursor = linda.since(linda.whole()[1])[2]
    before = linda.gateway.requests
    linda.since(cursor)
    assert linda.gateway.requests - before == 2
