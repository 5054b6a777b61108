"""Writes the demo company's months into SuperOffice, through the same save that serves its API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from backend.sandbox.demo.almanac import Almanac
from backend.sandbox.demo.gatherings import BOOKINGS, Booking
from backend.sandbox.demo.occasions import HOME, Category, Occasion
from backend.sandbox.demo.planner import Planner
from backend.sandbox.demo.plans import ToDo
from backend.sandbox.outbound import Outbound
from backend.sandbox.superoffice import bookings
from backend.sandbox.superoffice.appointment_save import create
from backend.sandbox.superoffice.casing import Fields, show_minutes
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.participants import booking_rows
from backend.sandbox.superoffice.permissions import is_child
from backend.sandbox.superoffice.routing import Caller, Context
from backend.sandbox.superoffice.state import SuperOfficeState
from backend.sandbox.superoffice.zones import location_of_iana, request_zone
from backend.sandbox.wire import Headers, Query, Request
from backend.sandbox.world import Person, World

#: task types of seed_lists by category
_TASKS: dict[Category, int] = {
    "Customer": 2, "Internal": 1, "Project": 1, "Finance": 1, "Hiring": 1, "Travel": 2, "Personal": 11,
    "Holiday": 11,
}  # fmt: skip
_VISIT, _FOLLOW_UP = 7, 5
_HIGH, _MEDIUM = 2, 1


class Diary:
    """The diary of one person, written to as that person would."""

    def __init__(self, world: World, state: SuperOfficeState, outbound: Outbound, person: Person) -> None:
        assert person.superoffice is not None, f"{person.key} has no user in SuperOffice"
        self._associate_id = person.superoffice.associate_id
        self._context = Context(
            world, state, state.db, Caller("user", self._associate_id, person=person),
            Request("POST", "/", Query(()), Headers()), request_zone(None, world.base_zone, world.base_zone),
            outbound,
        )  # fmt: skip
        self._companies = {row["name"]: row["contact_id"] for row in state.db.table("contact")}
        self._people = {
            f"{row['firstname']} {row['lastname']}": row["person_id"] for row in state.db.table("person")
        }

    def write(self, occasions: Iterable[Occasion]) -> None:
        """Put *occasions* into the diary."""
        for occasion in occasions:
            create(self._context, Fields(self._entity(occasion)))

    def write_to_dos(self, almanac: Almanac, to_dos: Iterable[ToDo]) -> None:
        """Put lines onto the to-do list."""
        for to_do in to_dos:
            deadline = datetime.combine(almanac.day(to_do.week, to_do.weekday), time(16))
            entity = {
                "Title": to_do.title, "Type": "inChecklist", "Task": {"TaskListItemId": _FOLLOW_UP},
                "StartDate": _spelt(deadline - timedelta(hours=1)), "EndDate": _spelt(deadline),
                "Completed": "Completed" if to_do.done else "NotStarted",
                "Priority": {"Id": _HIGH if to_do.important else _MEDIUM},
            }  # fmt: skip
            create(self._context, Fields(entity))

    def book(self, booking: Booking, start: datetime, guests: Iterable[Person]) -> Row:
        """Plan a meeting with *guests*, users of SuperOffice, and with the persons whom the booking names."""
        users = [{"AssociateId": guest.superoffice.associate_id} for guest in guests if guest.superoffice]
        persons = [{"PersonId": self._people[name]} for name in booking.guests if name in self._people]
        entity = {
            "Title": booking.subject, "Location": booking.place, "Task": {"TaskListItemId": _TASKS["Customer"]},
            "StartDate": _spelt(start), "EndDate": _spelt(start + timedelta(minutes=booking.minutes)),
            "Contact": {"ContactId": self._companies[booking.company]},
            "Participants": [{"AssociateId": self._associate_id}, *users, *persons],
        }  # fmt: skip
        return create(self._context, Fields(entity))

    def accept(self, row: Row) -> None:
        """Accept this person's invitation to the booking of *row*."""
        for other in booking_rows(self._context.db, row):
            if is_child(other) and other["associate_id"] == self._associate_id:
                bookings.accept(self._context, other)

    def _entity(self, occasion: Occasion) -> dict[str, Any]:
        last = occasion.end - timedelta(minutes=1) if occasion.all_day else occasion.end
        task = _VISIT if occasion.subject.startswith("Visit ") else _TASKS[occasion.category]
        return {
            "Title": occasion.subject,
            "Agenda": occasion.text,
            "Location": occasion.place,
            "StartDate": _spelt(occasion.start),
            "EndDate": _spelt(last),
            "IsAlldayEvent": occasion.all_day,
            "IsFree": occasion.show == "free",
            "HasAlarm": occasion.alarm is not None,
            "AlarmLeadTime": show_minutes(occasion.alarm or 0),
            "Private": "PrivateUser" if occasion.private else "Public",
            "Priority": {"Id": _HIGH if occasion.important else _MEDIUM},
            "Task": {"TaskListItemId": task},
            "Contact": {"ContactId": self._companies.get(occasion.company, 0)},
            "Person": {"PersonId": self._people.get(occasion.contact, 0)},
            "PreferredTZLocation": 0 if occasion.zone == HOME else location_of_iana(occasion.zone).id,
        }


def hold_bookings(diaries: dict[str, Diary], people: dict[str, Person], planners: dict[str, Planner]) -> None:
    """Every booking of the plans; past invitations were accepted, of the coming ones every other."""
    for number, booking in enumerate(BOOKINGS):
        guests = [key for key in booking.guests if key in diaries]
        busy = [planners[key] for key in (booking.owner, *guests)]
        start = busy[0].arrange(booking.week, booking.weekday, booking.minutes, busy[1:])
        row = diaries[booking.owner].book(booking, start, [people[key] for key in guests])
        for key in guests:
            if booking.week < 0 or number % 2:
                diaries[key].accept(row)


def _spelt(moment: datetime) -> str:
    """A wall clock of the company's zone, which is the tenant's base zone."""
    return moment.isoformat()
