"""Chosen values that vanish: the default stands in, the run tells, and a quiet run asks nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.core.choices import Refusal
from backend.core.preferences import Preferences
from backend.core.report import Report
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync.choice_memory import ChoiceMemory
from backend.sync.choices import MailboxChoices
from backend.sync.service import preferences_of
from backend.sync.vanished import vanished
from tests.chaos.trouble import tapped
from tests.company import Company, Outlook, at

Json = dict[str, Any]
VISIT, SERVICE = 7, 10


def mailbox_of(company: Company) -> tuple[Mailbox, Organisation]:
    """Linda's mailbox as it is stored."""
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company["linda"].address)
        assert mailbox is not None
        return mailbox, work.get_one(Organisation, mailbox.organisation_id)


def prefers(company: Company, **preferences: Any) -> None:
    """Values of Linda's own."""
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company["linda"].address)
        assert mailbox is not None
        mailbox.preferences = preferences
        work.commit()


def counting(company: Company) -> Preferences:
    """What counts for her."""
    return preferences_of(*mailbox_of(company))


def deletes_type(company: Company, type_id: int) -> None:
    """An administrator takes a type out of use."""
    answer = company["linda"].in_superoffice.http.delete(f"/v1/List/Task/Items/{type_id}")
    assert answer.ok, answer.text


def type_of(company: Company, title: str) -> int:
    """The type of the one row of this title."""
    return int(company["linda"].in_superoffice.item(title)["Task"]["TaskListItemId"])


def runs(company: Company, days: int = 0) -> Report:
    """Linda's mailbox runs, some days later."""
    report = company.run("linda", now=datetime.now(UTC) + timedelta(days=days))
    assert report.outcome == "ok", report.as_json()
    return report


@pytest.fixture
def choices(company: Company) -> MailboxChoices:
    """Linda's choices, asked anew each time."""
    return MailboxChoices(company.product.doors, *mailbox_of(company), ChoiceMemory(fresh=0))


# -- what has vanished


def test_nothing_is_asked_about_defaults(company: Company, choices: MailboxChoices) -> None:
    before = company.sandbox.requests()
    assert vanished(choices, {}, {"types": [], "calendar": "", "free": False}) == {}
    assert company.sandbox.requests() == before


def test_values_of_every_level_are_looked_after(company: Company, choices: MailboxChoices) -> None:
    deletes_type(company, VISIT)
    http = company["linda"].in_superoffice.http
    moving = http.post("/v1/Selection", json={"Name": "Moving", "TargetTableNumber": 5}).json()
    number = moving["SelectionId"]
    http.put(f"/v1/Selection/{number}", json=moving | {"SelectionType": "Dynamic"}).raise_for_status()
    profile = {"types": [VISIT, SERVICE], "selections": [number, 2, 999], "title_field": "SuperOffice:9"}
    personal = {"types": [VISIT], "incoming_task_type": 5, "calendar": "gone", "subject_language": "xx"}
    assert vanished(choices, profile, personal) == {
        "types": {VISIT: Refusal.NOT_OFFERED},
        "selections": {number: Refusal.DYNAMIC, 999: Refusal.NOT_OFFERED},
        "title_field": {"SuperOffice:9": Refusal.NOT_OFFERED},
        "calendar": {"gone": Refusal.NOT_OFFERED},
        "subject_language": {"xx": Refusal.NOT_OFFERED},
    }


def test_what_is_no_value_is_passed_over(choices: MailboxChoices) -> None:
    assert vanished(choices, {"types": "all", "incoming_task_type": "5", "calendar": 7}) == {}


# -- what a run makes of it


def test_a_deleted_type_gives_way_to_the_default_and_the_run_tells(company: Company) -> None:
    prefers(company, incoming_appointment_type=VISIT)
    outlook = company["linda"].in_outlook
    outlook.adds("Before")
    assert runs(company).sentence == ""
    deletes_type(company, VISIT)
    report = runs(company, days=1)
    assert report.sentence == "Type of new appointments: 7 is not among the choices. The default counts instead."
    outlook.adds("After", at(2))
    runs(company, days=1)
    assert (type_of(company, "Before"), type_of(company, "After")) == (VISIT, 1)


def test_of_several_types_the_others_stay(company: Company) -> None:
    prefers(company, types=[VISIT, SERVICE])
    runs(company)
    deletes_type(company, VISIT)
    assert "7 is not among the choices" in runs(company, days=1).sentence
    assert counting(company).types == (SERVICE,)


def test_the_last_type_that_goes_leaves_all_of_them(company: Company) -> None:
    prefers(company, types=[VISIT])
    runs(company)
    deletes_type(company, VISIT)
    runs(company, days=1)
    assert counting(company).types == ()


def test_a_personal_value_gives_way_to_the_profiles(company: Company) -> None:
    with session(company.product.engine) as work:
        organisation = work.get_one(Organisation, mailbox_of(company)[1].id)
        organisation.preferences = {"incoming_appointment_type": SERVICE - 8}
        work.commit()
    prefers(company, incoming_appointment_type=VISIT)
    runs(company)
    deletes_type(company, VISIT)
    runs(company, days=1)
    assert counting(company).incoming_appointment_type == SERVICE - 8


def test_what_comes_back_counts_again(company: Company) -> None:
    prefers(company, incoming_appointment_type=VISIT)
    http = company["linda"].in_superoffice.http
    item = http.get(f"/v1/List/Task/Items/{VISIT}").json()
    deletes_type(company, VISIT)
    assert runs(company).sentence
    http.put(f"/v1/List/Task/Items/{VISIT}", json=item | {"Deleted": False}).raise_for_status()
    assert runs(company).sentence, "it is looked for once a day"
    assert runs(company, days=1).sentence == ""
    assert counting(company).incoming_appointment_type == VISIT


# -- how often the systems are asked


def arrived(company: Company) -> int:
    """Requests that SuperOffice and Graph have had."""
    told = company.sandbox.requests()["requests"]
    return sum(one["count"] for one in told if one["system"] in ("superoffice", "graph"))


def test_a_quiet_run_asks_nothing(company: Company) -> None:
    runs(company)
    runs(company)
    plain = runs(company).requests
    prefers(company, types=[VISIT], job_title_field="SuperOffice:1", selections=[2])
    runs(company)
    runs(company)
    before = arrived(company)
    quiet = runs(company).requests
    assert quiet == plain
    assert arrived(company) - before == sum(quiet.values())


def test_preferences_that_change_are_looked_after_at_once(company: Company) -> None:
    runs(company)
    deletes_type(company, VISIT)
    prefers(company, types=[VISIT])
    assert "7 is not among the choices" in runs(company).sentence


def test_after_a_run_that_a_system_refused_something_they_are_looked_after(company: Company) -> None:
    prefers(company, incoming_appointment_type=VISIT)
    runs(company)
    deletes_type(company, VISIT)
    company.sandbox.faults.add("superoffice", "403", rate=1, path="Appointment", method="POST")
    company["linda"].in_outlook.adds("Lunch")
    company.run("linda")
    company.sandbox.faults.clear()
    assert "7 is not among the choices" in company.run("linda").sentence


def test_a_system_that_does_not_answer_takes_nothing_away(company: Company) -> None:
    prefers(company, types=[VISIT])
    runs(company)
    company.sandbox.faults.add("superoffice", "500", rate=1, path="List/Task")
    runs(company, days=1)
    company.sandbox.faults.clear()
    assert counting(company).types == (VISIT,)


# -- a calendar that is gone


def test_a_calendar_that_is_gone_gives_way_to_the_primary_one_and_nothing_is_deleted(company: Company) -> None:
    linda = company["linda"]
    http = linda.in_outlook.http
    aside = http.post("/me/calendars", json={"name": "Customers"}).json()["id"]
    prefers(company, calendar=aside, subject=["first line"])
    for number in range(3):
        entered(linda.in_outlook, f"/me/calendars/{aside}/events", f"Event {number}")
    runs(company)
    assert linda.in_superoffice.titles() == ["Event 0", "Event 1", "Event 2"]
    assert http.delete(f"/me/calendars/{aside}").ok
    assert company.run("linda").outcome == "unavailable"
    assert "is not among the choices" in runs(company).sentence
    linda.in_outlook.adds("Lunch")
    runs(company)
    assert linda.in_superoffice.titles() == ["Event 0", "Event 1", "Event 2", "Lunch"]
    assert linda.in_outlook.subjects() == ["Lunch"]


def entered(outlook: Outlook, path: str, subject: str) -> None:
    """An event of an hour in some calendar."""
    times = {"start": at(2), "end": at(2, 10)}
    body = {key: {"dateTime": f"{when:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"} for key, when in times.items()}
    assert outlook.http.post(path, json={"subject": subject, **body}).ok


# -- the memory of a page


def test_answers_count_for_a_while(company: Company) -> None:
    mailbox, _ = mailbox_of(company)
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    memory = ChoiceMemory()
    assert [memory.recall(mailbox.id, "types", ask) for _ in range(3)] == [1, 1, 1]
    assert memory.recall(mailbox.id, "calendars", ask) == 2
    old = ChoiceMemory(fresh=0)
    assert [old.recall(mailbox.id, "types", ask) for _ in range(2)] == [3, 4]


def test_the_least_lately_used_answers_go_first(company: Company) -> None:
    mailbox, _ = mailbox_of(company)
    memory = ChoiceMemory(most=2)
    asked: list[str] = []

    def recall(question: str) -> None:
        memory.recall(mailbox.id, question, lambda: asked.append(question))

    for question in ("a", "b", "a", "c", "a", "b"):
        recall(question)
    assert asked == ["a", "b", "c", "b"]


def test_favourites_are_counted(company: Company, choices: MailboxChoices) -> None:
    assert [(one.value, one.members) for one in choices.of("favourite_persons")] == [("favourite_persons", 0)]
    assert choices.of("favourite_companies")[0].label == "Persons of favourite companies"


def test_preferences_that_are_no_matter_of_the_systems_have_no_choices(choices: MailboxChoices) -> None:
    assert choices.of("free") == []


def test_a_worker_that_falls_asleep_while_it_asks_writes_nothing_once_another_took_over(company: Company) -> None:
    linda, engine = company["linda"], company.product.engine
    linda.in_superoffice.adds("Lunch", at(2, 11))
    prefers(company, types=[VISIT])

    def another_takes_over() -> None:
        with session(engine) as work:
            held = mailboxes.by_address(work, linda.address)
            assert held and held.lease_until
            held.lease_until = datetime.now(UTC) - timedelta(seconds=1)
            work.commit()
            assert mailboxes.take(work, held.id, "another", 60)
            work.commit()

    with tapped(engine) as tap:
        tap.arm({("request", 1, False): another_takes_over})
        report = company.run("linda")
        assert not tap.hooks
    assert report.outcome == "lease_lost"
    assert linda.in_outlook.subjects() == []
