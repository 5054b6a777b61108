"""Meetings and series of the demo company: invited and answered as people do, long before anybody looks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from backend.sandbox.demo.almanac import Almanac
from backend.sandbox.demo.gatherings import CHANGED_OCCURRENCES, MEETINGS, REGULARS, Meeting, Regular
from backend.sandbox.demo.outlook import Graph, at, attendees, lasting, when
from backend.sandbox.demo.planner import Planner
from backend.sandbox.graph import event_write
from backend.sandbox.graph.copies import find_copy
from backend.sandbox.graph.entries import Entry, occurrence
from backend.sandbox.graph.local_time import to_local
from backend.sandbox.graph.model import Event
from backend.sandbox.graph.recurrence_input import read_recurrence
from backend.sandbox.graph.replies import answer
from backend.sandbox.graph.series import DAYS, Rule
from backend.sandbox.world import Person

#: answers in the order in which they are given, again and again; "" leaves an invitation open
_ANSWERS = ("accepted", "", "accepted", "tentativelyAccepted", "accepted", "accepted", "declined", "accepted", "")


class Meetings:
    """Lets the people of *graph* invite each other."""

    def __init__(self, graph: Graph, almanac: Almanac, planners: dict[str, Planner]) -> None:
        self._graph = graph
        self._almanac = almanac
        self._planners = planners
        self._answers = cycle(_ANSWERS)

    def hold(self) -> None:
        """Every series and every single meeting of the plans."""
        masters = {regular.subject: (regular, self._begin(regular)) for regular in REGULARS}
        for subject, week, hours in CHANGED_OCCURRENCES:
            self._change(*masters[subject], week, hours)
        for meeting in MEETINGS:
            self._meet(meeting)

    def _person(self, key: str) -> Person:
        person = self._graph.world.person(key)
        assert person is not None, key
        return person

    def _invite(self, organiser: str, guests: tuple[str, ...], wire: dict[str, Any]) -> Event:
        people = [self._person(key) for key in guests]
        mailbox = self._graph.mailbox(self._person(organiser))
        return self._graph.add_event(mailbox, {**wire, "attendees": attendees(people)}, send=bool(people))

    def _meet(self, meeting: Meeting) -> None:
        busy = [self._planners[key] for key in (meeting.organiser, *meeting.guests) if key in self._planners]
        start = busy[0].arrange(meeting.week, meeting.weekday, meeting.minutes, busy[1:])
        event = self._invite(
            meeting.organiser,
            meeting.guests,
            {
                "subject": meeting.subject,
                **lasting(start, meeting.minutes),
                "location": {"displayName": meeting.place},
                "body": {"contentType": "html", "content": "<p>Welcome. The papers follow by mail.</p>"},
                "isOnlineMeeting": meeting.online,
                "onlineMeetingProvider": "teamsForBusiness" if meeting.online else "unknown",
                "categories": ["Customer" if {"c", "x"} & {meeting.organiser, *meeting.guests} else "Internal"],
            },
        )
        for key in meeting.guests:
            said = next(self._answers)
            self._answer(key, event, "accepted" if meeting.week < 0 else said)

    def _answer(self, key: str, event: Event, said: str) -> None:
        guest = self._person(key)
        copy = find_copy(self._graph, guest, event.ical_uid, None)
        if said and copy and guest.kind == "user":
            answer(self._graph, guest, copy, said)

    def _begin(self, regular: Regular) -> Event:
        first = _first_day(self._almanac.first, regular)
        limits: dict[str, Any] = {"type": "noEnd", "startDate": first.isoformat()}
        if regular.weeks:
            end = first + timedelta(weeks=regular.weeks)
            limits |= {"type": "endDate", "endDate": end.isoformat()}
        wire = {
            "subject": regular.subject,
            **lasting(at(first, regular.start), regular.minutes),
            "isAllDay": regular.all_day,
            "location": {"displayName": regular.place},
            "sensitivity": "private" if regular.private else "normal",
            "showAs": "free" if regular.all_day else "busy",
            "categories": ["Personal" if regular.private or regular.all_day else "Internal"],
            "recurrence": {"pattern": regular.pattern, "range": limits},
        }
        event = self._invite(regular.organiser, regular.guests, wire)
        for key in regular.guests:
            self._answer(key, event, "accepted")
        return event

    def _change(self, regular: Regular, master: Event, week: int, hours: int | None) -> None:
        """Call off the occurrence of a week, or move it by *hours*."""
        owner = self._person(regular.organiser)
        mailbox = self._graph.mailbox(owner)
        weekday = DAYS.index(regular.pattern["daysOfWeek"][0])
        entry = occurrence(self._graph.state.index(mailbox), master, self._almanac.day(week, weekday))
        assert entry is not None, f"{regular.subject} takes place every week"
        if hours is None:
            event_write.remove(self._graph, mailbox, owner, entry)
            return
        start, end = (_home(moment, entry) + timedelta(hours=hours) for moment in (entry.start, entry.end))
        moved = {"start": when(start), "end": when(end)}
        event_write.update(self._graph, mailbox, owner, entry, event_write.read_body(self._graph, moved))


def standing(person: str) -> list[tuple[int, time, time]]:
    """Hours that the weekly series of *person* take every week: (weekday, start, end)."""
    return [
        (DAYS.index(day), regular.start, (at(date.min, regular.start) + timedelta(minutes=regular.minutes)).time())
        for regular in REGULARS
        if person in (regular.organiser, *regular.guests)
        for day in regular.pattern.get("daysOfWeek", ())
    ]


def _first_day(begin: date, regular: Regular) -> date:
    """The first day from *begin* on that the pattern names."""
    limits = {"type": "noEnd", "startDate": begin.isoformat()}
    recurrence = read_recurrence({"pattern": regular.pattern, "range": limits})
    assert recurrence is not None
    return next(Rule.read(recurrence).dates(begin))


def _home(moment: datetime, entry: Entry) -> datetime:
    assert entry.series is not None
    return to_local(moment, entry.series.zone)
