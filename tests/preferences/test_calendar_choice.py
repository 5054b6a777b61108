"""`calendar`: which of the mailbox's calendars is synced, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.core.items import Side
from backend.graph import subscriptions
from backend.graph.subscriptions import read_notifications
from backend.store import mailboxes
from backend.store.database import session
from tests.chaos.trouble import Killed, tapped
from tests.company import Diary, at
from tests.graph.test_subscriptions import Doorbell
from tests.sandbox_client import HostSession
from tests.scenarios.company import Company

Json = dict[str, Any]


@dataclass
class Calendar:
    """One calendar of Linda's mailbox, as she uses it herself."""

    http: HostSession
    id: str
    path: str

    def adds(self, subject: str, start: datetime, **more: Any) -> str:
        """A new event of an hour; its id, which moving between calendars does not change."""
        body = {"subject": subject, "start": moment(start), "end": moment(start + timedelta(hours=1)), **more}
        answer = self.http.post(f"{self.path}/events", json=body, headers={"Prefer": 'IdType="ImmutableId"'})
        assert answer.ok, answer.text
        return str(answer.json()["id"])

    def changes(self, event: str, **fields: Any) -> None:
        """Edit an event."""
        assert self.http.patch(f"/me/events/{event}", json=fields).ok

    def deletes(self, event: str) -> None:
        """Delete an event."""
        assert self.http.delete(f"/me/events/{event}").ok

    def events(self) -> list[Json]:
        """All events, by subject, with everything that Outlook tells."""
        answer = self.http.get(f"{self.path}/events?$top=100")
        assert answer.ok, answer.text
        return sorted(answer.json()["value"], key=lambda event: str(event["subject"]))

    def subjects(self) -> list[str]:
        """The subjects of all events."""
        return [event["subject"] for event in self.events()]


def moment(when: datetime) -> Json:
    """A time as Graph takes it."""
    return {"dateTime": f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


@pytest.fixture
def http(company: Company) -> HostSession:
    """Linda at Graph."""
    return company.sandbox.graph_session("linda")


@pytest.fixture
def main(http: HostSession) -> Calendar:
    """Her primary calendar."""
    return Calendar(http, "", "/me/calendar")


@pytest.fixture
def other(http: HostSession) -> Calendar:
    """One that she made for customers."""
    made = http.post("/me/calendars", json={"name": "Customers"}).json()["id"]
    return Calendar(http, made, f"/me/calendars/{made}")


@pytest.fixture
def diary(company: Company) -> Diary:
    """Her diary in SuperOffice."""
    return company["linda"].in_superoffice


#: the window ahead in the story of a series
DAYS = timedelta(days=10)

Chooses = Callable[[Calendar], None]


@pytest.fixture
def chooses(company: Company) -> Chooses:
    """Lets Linda choose a calendar."""

    def choose(calendar: Calendar) -> None:
        prefers(company, calendar=calendar.id)

    prefers(company, subject=["first line"])
    return choose


def prefers(company: Company, **preferences: Any) -> None:
    """Values of Linda's own."""
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company["linda"].address)
        assert mailbox is not None
        mailbox.preferences = {**mailbox.preferences, **preferences}
        work.commit()


def runs(company: Company, times: int = 1) -> None:
    """Linda's mailbox runs."""
    for _ in range(times):
        report = company.run("linda")
        assert report.outcome == "ok", report.as_json()


def settles(company: Company) -> None:
    """A further run writes nothing."""
    report = company.run("linda")
    assert (report.outcome, report.writes) == ("ok", 0), report.as_json()


def all_of(*places: Calendar | Diary) -> list[list[Json]]:
    """Whatever is shown, with ids and stamps."""
    return [place.events() if isinstance(place, Calendar) else place.items() for place in places]


# -- which calendar is read and written


def test_the_primary_calendar_by_default(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    main.adds("Main", at(2))
    other.adds("Aside", at(2, 12))
    diary.adds("Row", at(3))
    runs(company)
    assert diary.titles() == ["Main", "Row"]
    assert (main.subjects(), other.subjects()) == (["Main", "Row"], ["Aside"])


def test_the_chosen_calendar_is_read_and_written_and_no_other(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    chooses(other)
    main.adds("Main", at(2))
    event = other.adds("Aside", at(2, 12))
    row = diary.adds("Row", at(3))
    runs(company)
    assert diary.titles() == ["Aside", "Row"]
    assert (main.subjects(), other.subjects()) == (["Main"], ["Aside", "Row"])
    other.changes(event, subject="Aside, later")
    diary.changes(row, Title="Row, later")
    runs(company)
    assert diary.titles() == ["Aside, later", "Row, later"]
    assert other.subjects() == ["Aside, later", "Row, later"]
    other.deletes(event)
    runs(company)
    assert diary.titles() == ["Row, later"]
    settles(company)


def test_series_in_the_chosen_calendar(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    chooses(other)
    first = at(2)
    pattern = {"type": "daily", "interval": 1}
    limits = {"type": "numbered", "startDate": f"{first:%Y-%m-%d}", "numberOfOccurrences": 3}
    other.adds("Standup", first, recurrence={"pattern": pattern, "range": limits})
    runs(company)
    assert diary.titles() == ["Standup"] * 3
    settles(company)


def test_a_change_in_the_chosen_calendar_rings(company: Company, other: Calendar) -> None:
    """The one subscription of a mailbox covers all of its calendars (contracts/graph.md §3.1)."""
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company["linda"].address)
    assert mailbox is not None
    bell = Doorbell()
    subscriptions.create(company.product.doors.graph(mailbox), bell.address, "a secret", datetime.now(UTC))
    other.adds("Aside", at(2))
    told = read_notifications(bell.deliveries.get(timeout=30))
    bell.stop()
    assert "created" in {notification.change for notification in told}


# -- changing it


def test_items_of_the_former_calendar_stay_as_they_are(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    main.adds("Lunch", at(2))
    main.adds("Offer", at(2, 12), attendees=[attendee("clara@havbris.example")])
    diary.adds("Row", at(3))
    runs(company)
    there = all_of(main, diary)
    mails = company.sandbox.mail()
    chooses(other)
    runs(company, 3)
    assert all_of(main, diary) == there
    assert other.events() == []
    assert company.sandbox.mail() == mails


def attendee(address: str) -> Json:
    """Somebody who is invited."""
    return {"emailAddress": {"address": address}, "type": "required"}


def test_nothing_travels_between_the_former_calendar_and_superoffice(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    lunch, offer = main.adds("Lunch", at(2)), main.adds("Offer", at(2, 12))
    row, gone = diary.adds("Row", at(3)), diary.adds("Gone", at(3, 12))
    runs(company)
    chooses(other)
    runs(company)
    main.changes(lunch, subject="Lunch in Outlook")
    main.deletes(offer)
    diary.changes(row, Title="Row in SuperOffice")
    diary.deletes(gone)
    runs(company, 2)
    assert main.subjects() == ["Gone", "Lunch in Outlook", "Row"]
    assert diary.titles() == ["Lunch", "Offer", "Row in SuperOffice"]
    assert other.events() == []
    settles(company)


def test_changes_made_meanwhile_travel_when_the_former_calendar_is_chosen_again(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    lunch = main.adds("Lunch", at(2))
    row, gone = diary.adds("Row", at(3)), diary.adds("Gone", at(3, 12))
    runs(company)
    chooses(other)
    runs(company)
    main.changes(lunch, subject="Lunch in Outlook")
    diary.changes(row, Title="Row in SuperOffice")
    diary.deletes(gone)
    runs(company)
    chooses(main)
    runs(company)
    assert main.subjects() == diary.titles() == ["Lunch in Outlook", "Row in SuperOffice"]
    assert other.events() == []
    settles(company)


def test_back_and_forth_makes_no_duplicate(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    main.adds("Main", at(2))
    other.adds("Aside", at(2, 12))
    diary.adds("Row", at(3))
    runs(company)
    for calendar in (other, main, other, main):
        chooses(calendar)
        runs(company, 2)
    assert main.subjects() == ["Main", "Row"]
    assert other.subjects() == ["Aside"]
    assert diary.titles() == ["Aside", "Main", "Row"]


@pytest.mark.parametrize("number", range(5, 10))
def test_what_a_run_that_died_began_to_sync_stays_apart_once_the_former_calendar_is_chosen_again(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses, number: int
) -> None:
    main.adds("Main", at(2))
    runs(company)
    chooses(other)
    other.adds("Aside", at(2, 12))
    with tapped(company.product.engine) as tap:
        tap.arm({("commit", number, True): tap.kill})
        with suppress(Killed):
            company.run("linda")
    company.restart()
    chooses(main)
    runs(company)
    for row in diary.items():
        diary.changes(row["AppointmentId"], Title=f"{row['Title']}, later")
    runs(company)
    assert main.subjects() == ["Main, later"]
    assert other.subjects() == ["Aside"]
    settles(company)


def test_new_items_go_to_the_new_calendar_only(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    diary.adds("Before", at(2))
    runs(company)
    chooses(other)
    runs(company)
    diary.adds("After", at(3))
    runs(company)
    assert (main.subjects(), other.subjects()) == (["Before"], ["After"])
    settles(company)


def test_the_daily_listing_asks_nothing_about_the_former_calendar(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    for number in range(25):
        main.adds(f"Event {number:02}", at(2 + number % 5, 6 + number % 10))
    runs(company)
    chooses(other)
    runs(company, 2)
    quiet = company.run("linda")
    tomorrow = company.run("linda", now=datetime.now(UTC) + timedelta(days=1))
    assert (quiet.outcome, tomorrow.outcome) == ("ok", "ok")
    # the delta, and no event by its id
    assert (quiet.requests[Side.CALENDAR], tomorrow.requests[Side.CALENDAR]) == (1, 1)
    assert len(diary.titles()) == 25


def test_what_turns_private_is_hidden_in_the_former_calendar_too(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    row = diary.adds("Row", at(3))
    runs(company)
    chooses(other)
    runs(company)
    diary.changes(row, VisibleFor=[{"VisibleId": diary.associate_id, "Visibility": "Associate"}])
    runs(company)
    (event,) = main.events()
    assert event["sensitivity"] == "private"


def test_a_series_that_goes_on_stays_in_the_former_calendar(
    company: Company, main: Calendar, other: Calendar, diary: Diary, chooses: Chooses
) -> None:
    """Rows that come into the window belong to their series."""
    prefers(company, window_ahead_days=DAYS.days)
    start = at(2)
    rule = {
        "IsRecurrence": True, "Pattern": "Weekly", "RecurrenceEndType": "Counter", "RecurrenceCounter": 4,
        "StartDate": f"{start:%Y-%m-%d}T00:00:00Z", "WeekPattern": {"Weekdays": f"{start:%A}", "Cycle": 1},
    }  # fmt: skip
    diary.adds("Weekly", start, Recurrence=rule)
    assert diary.titles() == ["Weekly"] * 4
    runs(company)
    there = all_of(main)
    chooses(other)
    runs(company)
    later = datetime.now(UTC) + timedelta(days=7)
    assert company.run("linda", now=later).outcome == "ok"
    new = max(
        diary.items(), key=lambda row: row["StartDate"] if row["StartDate"] < f"{later + DAYS:%Y-%m-%d}" else ""
    )
    diary.changes(new["AppointmentId"], Title="Weekly, changed")
    assert company.run("linda", now=later).outcome == "ok"
    assert other.events() == []
    assert all_of(main) == there
