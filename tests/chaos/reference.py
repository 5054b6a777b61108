"""The reference history: chapters that together touch every kind of write; after each one the mailboxes run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from tests.card_file import CLARA, HAVBRIS, AddressBook, CardFile, address_book, card_file
from tests.chaos.story import BEGINNING
from tests.chaos.trouble import StoryTime
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.tasks import Tasks, prefer

Json = dict[str, Any]

#: rows that are more than one batch of writes (sync.apply)
MASS: Final = 104


def day(number: int) -> date:
    """The date *number* days after the beginning."""
    return BEGINNING.date() + timedelta(days=number)


def at(number: int, hour: int) -> datetime:
    """A moment *number* days after the beginning, UTC."""
    return datetime(BEGINNING.year, BEGINNING.month, BEGINNING.day, hour, tzinfo=UTC) + timedelta(days=number)


@dataclass
class CompanyInStory(Company):
    """The company while time is that of a story: each act takes a moment of it."""

    time: StoryTime = field(default_factory=StoryTime)

    @property
    def now(self) -> datetime:
        """The moment in the story."""
        return datetime.fromtimestamp(self.time.now, UTC)

    def acted(self) -> None:
        """SuperOffice tells acts within a second apart by a counter alone."""
        self.time.now += 1.1


@dataclass
class Story:
    """What people have arranged so far, by name."""

    company: CompanyInStory
    arranged: dict[str, Meeting] = field(default_factory=dict)
    tasks: Tasks = field(init=False)
    cards: CardFile = field(init=False)
    contacts: AddressBook = field(init=False)

    def __post_init__(self) -> None:
        self.tasks = Tasks.of(self.company.sandbox, "linda", self["linda"].associate_id)
        self.cards, self.contacts = card_file(self.company), address_book(self.company)

    def __getitem__(self, key: str) -> Person:
        return self.company.cast[key]

    def arranges(self, name: str, meeting: Meeting) -> None:
        """Remember what was arranged."""
        self.arranged[name] = meeting


# -- single items


def calendars_meet(story: Story) -> None:
    """What both calendars hold before the first run: the same, and what only one of them has."""
    linda, julie, c = story["linda"], story["julie"], story["c"]
    for number in (1, 2, 3):
        title, start = f"Twin {number}", at(30 + number, 9)
        story.arranges(f"{title} in Outlook", linda.in_outlook.invites(title, start=start))
        story.arranges(f"{title} in SuperOffice", linda.in_superoffice.invites(title, start=start))
    for number, title in enumerate(("Dentist", "Gym", "Errands")):
        story.arranges(title, linda.in_outlook.invites(title, start=at(34, 8 + number), text=f"about {title}"))
    for number, title in enumerate(("Plan", "Budget", "Salaries")):
        story.arranges(title, linda.in_superoffice.invites(title, start=at(35, 8 + number), text=f"on {title}"))
    story.arranges("Visit", c.in_outlook.invites("Visit", linda, julie, start=at(36, 9), place="Quay 1"))
    series = linda.in_outlook.invites_to_series("Jour fixe", count=3, start=at(37, 12))
    story.arranges("Jour fixe", series)


def items_change(story: Story) -> None:
    """Made, edited and deleted on either side; edited on both; turned private on either."""
    linda, arranged = story["linda"], story.arranged
    linda.in_outlook.retitles(arranged["Twin 1 in Outlook"], "First twin")
    linda.in_superoffice.places(arranged["Twin 2 in SuperOffice"], "Fjord")
    linda.in_outlook.changes(
        arranged["Twin 3 in Outlook"], subject="Outlook's twin", location={"displayName": "Oslo"}
    )
    linda.in_superoffice.changes(arranged["Twin 3 in SuperOffice"], Title="SuperOffice's twin", IsFree=True)
    linda.in_outlook.marks_private(arranged["Dentist"])
    linda.in_superoffice.marks_private(arranged["Salaries"])
    linda.in_outlook.deletes(arranged["Gym"])
    linda.in_superoffice.deletes(arranged["Budget"])
    story.arranges("Lunch", linda.in_superoffice.invites("Lunch", start=at(38, 11), place="Room <4>"))
    story.arranges("Review", linda.in_outlook.invites("Review", start=at(38, 14), text="<b>all</b> of it"))


# -- meetings


def people_are_invited(story: Story) -> None:
    """Meetings of colleagues and customers, made on either side."""
    linda, julie, c, john = story["linda"], story["julie"], story["c"], story["john"]
    story.arranges("Offer", linda.in_superoffice.invites("Offer", julie, c, start=at(40, 9), place="Quay 2"))
    story.arranges("Pitch", linda.in_outlook.invites("Pitch", c, john, start=at(41, 9)))
    story.arranges("Audit", c.in_outlook.invites("Audit", linda, julie, start=at(42, 9)))
    linda.in_outlook.invites_also(story.arranged["Review"], c)
    story.arranges("Tandem", julie.in_superoffice.invites("Tandem", linda, start=at(43, 9)))


def guests_answer(story: Story) -> None:
    """Answers on either side, a meeting at another time, one guest more."""
    linda, julie, c, arranged = story["linda"], story["julie"], story["c"], story.arranged
    julie.in_superoffice.accepts(arranged["Offer"])
    linda.in_outlook.accepts(arranged["Audit"])
    linda.in_superoffice.declines(arranged["Visit"])
    linda.in_superoffice.moves(arranged["Pitch"], at(41, 13))
    linda.in_outlook.declines(arranged["Tandem"])
    c.in_outlook.places(arranged["Audit"], "Quay 3")


def meetings_are_called_off(story: Story) -> None:
    """Cancelled by their organisers, on either side."""
    linda, c, arranged = story["linda"], story["c"], story.arranged
    linda.in_superoffice.deletes(arranged["Offer"])
    linda.in_outlook.cancels(arranged["Pitch"])
    c.in_outlook.cancels(arranged["Audit"])


# -- series


def series_are_arranged(story: Story) -> None:
    """Series of SuperOffice, of Outlook, and of a customer."""
    linda, julie, c = story["linda"], story["julie"], story["c"]
    rule: Json = {
        "Pattern": "Daily",
        "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 1},
        "RecurrenceEndType": "Counter",
        "RecurrenceCounter": 6,
        "StartDate": f"{day(50)}T00:00:00Z",
    }
    sprint = linda.in_superoffice.invites_to_series("Sprint", julie, c, recurrence=rule, start=at(50, 10))
    story.arranges("Sprint", sprint)
    weekly = c.in_outlook.invites_to_series("Weekly", linda, julie, count=4, start=at(55, 9))
    story.arranges("Weekly", weekly)
    standup = linda.in_outlook.invites_to_series("Standup", pattern="daily", count=6, start=at(60, 7))
    story.arranges("Standup", standup)


def series_get_exceptions(story: Story) -> None:
    """Single occurrences moved, renamed, taken out and declined; a whole series turned private."""
    linda, c, arranged = story["linda"], story["c"], story.arranged
    standup, weekly = arranged["Standup"], arranged["Weekly"]
    linda.in_outlook.moves(standup, at(61, 15), occurrence=2)
    linda.in_superoffice.deletes(standup, occurrence=3)
    linda.in_superoffice.retitles(arranged["Sprint"], "Half-time", occurrence=3)
    linda.in_outlook.declines(weekly, occurrence=2)
    c.in_outlook.moves(weekly, weekly.start(3) + timedelta(hours=3), occurrence=3)
    linda.in_outlook.marks_private(arranged["Jour fixe"])
    linda.in_superoffice.writes(arranged["Jour fixe"], "<p>on site</p>", occurrence=2)


def series_change(story: Story) -> None:
    """Moved, answered and made longer as a whole."""
    linda, julie, arranged = story["linda"], story["julie"], story.arranged
    linda.in_superoffice.moves(arranged["Standup"], at(60, 9))
    julie.in_superoffice.accepts(arranged["Weekly"])
    rule = linda.in_outlook.event_of(arranged["Jour fixe"])["recurrence"]
    longer = rule | {"range": rule["range"] | {"numberOfOccurrences": 5}}
    linda.in_outlook.changes(arranged["Jour fixe"], recurrence=longer)


def series_are_cut(story: Story) -> None:
    """They end sooner, on either side."""
    linda, standup = story["linda"], story.arranged["Standup"]
    linda.in_outlook.ends_series(story.arranged["Sprint"], after=4)
    last = linda.in_superoffice.row_of(standup, occurrence=5)["AppointmentId"]
    row = {"AppointmentId": last, "UpdateMode": "ThisAndForward", "SendEmailToParticipants": False}
    linda.in_superoffice.agent("Delete", row)
    standup.cancelled |= {5, 6}
    story.company.acted()


def series_go_to_other_days(story: Story) -> None:
    """A day later, with their exceptions, on either side."""
    linda, arranged = story["linda"], story.arranged
    for title in ("Jour fixe", "Sprint"):
        linda.in_superoffice.moves(arranged[title], arranged[title].start() + timedelta(days=1))
    linda.in_outlook.moves(arranged["Standup"], arranged["Standup"].start() + timedelta(days=1))


def series_end(story: Story) -> None:
    """Deleted and cancelled as a whole."""
    linda, c, arranged = story["linda"], story["c"], story.arranged
    linda.in_superoffice.deletes(arranged["Sprint"])
    linda.in_outlook.deletes(arranged["Standup"])
    c.in_outlook.cancels(arranged["Weekly"])


# -- tasks and persons


def tasks_and_persons_begin(story: Story) -> None:
    """Linda wants tasks and persons from now on, and has some."""
    linda, tasks = story["linda"], story.tasks
    prefer(story.company.product, linda.address, sync_tasks=True, sync_persons=True)
    for number in (1, 2):
        tasks.to_do.adds(f"Write {number}", day(30 + number))
        tasks.checklist.adds_todo(f"Call {number}", day(40 + number))
    person, contact = {"PersonId": CLARA}, {"ContactId": HAVBRIS}
    visit = linda.in_superoffice.invites("Havbris", start=at(70, 9), Person=person, Contact=contact)
    story.arranges("Havbris", visit)
    story.company.acted()


def tasks_and_persons_change(story: Story) -> None:
    """Ticked off, renamed and deleted on either side; a card and its contact are edited."""
    tasks, checklist = story.tasks.to_do, story.tasks.checklist
    tasks.changes(tasks.task("Write 1")["id"], status="completed")
    tasks.deletes(tasks.task("Write 2")["id"])
    checklist.changes(checklist.todo("Call 1")["AppointmentId"], Title="Call at once")
    checklist.deletes(checklist.todo("Call 2")["AppointmentId"])
    story.cards.changes(CLARA, Title="Head of everything")
    story.contacts.changes("Clara Customer", nickName="Clärchen", mobilePhone="+47 900 00 000")
    story.company.acted()


# -- many at once


def a_mass_arrives(story: Story) -> None:
    """More than is written in one go, and some against it."""
    linda = story["linda"]
    for number in range(MASS):
        linda.in_superoffice.diary.adds(f"Round {number}", at(80 + number % 80, 6 + number // 80))
    for number in range(3):
        linda.in_outlook.calendar.adds(f"Against {number}", at(81 + number, 15))
    story.company.acted()


CHAPTERS: Final[tuple[Callable[[Story], None], ...]] = (
    calendars_meet,
    items_change,
    people_are_invited,
    guests_answer,
    meetings_are_called_off,
    series_are_arranged,
    series_get_exceptions,
    series_change,
    series_are_cut,
    series_go_to_other_days,
    series_end,
    tasks_and_persons_begin,
    tasks_and_persons_change,
    a_mass_arrives,
)
