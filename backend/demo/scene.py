"""A scenario being played: where its people find the meeting, each in a system of their own, and a free hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from backend.config import Settings
from backend.demo.entry import moment
from backend.demo.sandbox import Json, Sandbox

_HOURS = range(9, 16)
_DAYS = 14
_SATURDAY = 5
#: how far ahead a meeting of a scenario is looked for
_AHEAD = timedelta(days=60)


class NotThere(Exception):
    """Something has to be done, or to arrive, before; the message says what."""


@dataclass
class Scene:
    """One step's view of its scenario. What looks for the meeting raises NotThere and SandboxTrouble."""

    sandbox: Sandbox
    settings: Settings
    title: str
    organiser: str
    guests: tuple[str, ...]
    #: the first day on which something new may take place
    day: date
    #: of the clock that is shown
    zone: ZoneInfo
    #: when the meeting that was last found or made takes place, UTC
    when: datetime | None = None

    def first_name(self, person: str) -> str:
        """What everybody calls a person."""
        return str(self.sandbox.known(person)["name"]).split()[0]

    # -- in Outlook

    def event(self) -> Json:
        """The newest meeting of this title in the organiser's Outlook."""
        events = self.sandbox.graph(self.organiser, "GET", "/me/events?$orderby=createdDateTime desc&$top=200")
        for event in events["value"]:
            # what came from SuperOffice may carry more than its title
            if self.title in event["subject"] and event["isOrganizer"] and not event["isCancelled"]:
                return self._found(event)
        raise NotThere(f"{self.first_name(self.organiser)}'s Outlook has no “{self.title}” yet.")

    def occurrence(self, person: str, number: int) -> Json:
        """Occurrence *number*, from 1, of the series as the organiser planned it, in a person's Outlook."""
        planned = self._instances(self.organiser, self.event()["id"])
        start = planned[number - 1]["start"]
        for event in self._instances(person, self.copy(person)["id"]):
            if event["start"] == start:
                return self._found(event)
        raise NotThere(f"{self.first_name(person)}'s Outlook no longer has this date of “{self.title}”.")

    def _instances(self, person: str, master: str) -> list[Json]:
        now = datetime.now(UTC)
        span = f"startDateTime={now:%Y-%m-%dT%H:%M:%SZ}&endDateTime={now + _AHEAD:%Y-%m-%dT%H:%M:%SZ}"
        path = f"/me/events/{quote(master, safe='')}/instances?{span}&$top=200"
        found: list[Json] = self.sandbox.graph(person, "GET", path)["value"]
        return sorted(found, key=lambda event: str(event["start"]["dateTime"]))

    def copy(self, person: str, occurrence: int | None = None) -> Json:
        """A person's own event of the meeting."""
        if occurrence is not None:
            return self.occurrence(person, occurrence)
        event = self.event()
        if person == self.organiser:
            return event
        path = f"/me/events?$filter=iCalUId eq '{quote(event['iCalUId'])}'"
        for copy in self.sandbox.graph(person, "GET", path)["value"]:
            return self._found(copy)
        raise NotThere(f"{self.first_name(person)} no longer has “{self.title}” in Outlook.")

    # -- in SuperOffice

    def row(self, person: str, occurrence: int | None = None) -> Json:
        """A user's row of the meeting as the diary shows it; of a series that of one date, or the first."""
        # what a user arranged may be known to this diary alone
        own = person == self.organiser
        start = None if own else self.start_of(self.copy(self.organiser, occurrence))
        now = datetime.now(UTC)
        span = {"StartTime": f"{now:%Y-%m-%dT%H:%M:%SZ}", "EndTime": f"{now + _AHEAD:%Y-%m-%dT%H:%M:%SZ}"}
        rows = self.sandbox.superoffice(person, "POST", "/v1/Agents/Appointment/GetMyDiary", {**span, "Count": -1})
        for row in sorted(rows, key=lambda row: -int(row["AppointmentId"])):
            begins = moment(row["StartDate"], UTC)
            if row["Title"] == self.title and start in (None, begins):
                self.when = begins
                found: Json = row
                return found
        raise NotThere(
            f"SuperOffice does not show “{self.title}” to {self.first_name(person)}: a run has yet to bring it, or"
            f" {self.first_name(person)} has declined."
        )

    def card(self, reader: str, person: str) -> int:
        """The number of a person's card in SuperOffice."""
        if number := self.card_or_none(reader, person):
            return number
        raise NotThere(f"{self.first_name(person)} has no card in SuperOffice.")

    def card_or_none(self, reader: str, person: str) -> int | None:
        """The number of a person's card in SuperOffice; None for no card."""
        address = self.sandbox.known(person)["address"]
        path = f"/v1/Person?$select=personId&$filter=email/emailAddress eq '{address}'"
        found = self.sandbox.superoffice(reader, "GET", path)["value"]
        return int(found[0]["PrimaryKey"]) if found else None

    # -- times

    @staticmethod
    def start_of(event: Json) -> datetime:
        """When an event begins."""
        return moment(event["start"]["dateTime"], UTC)

    @staticmethod
    def end_of(event: Json) -> datetime:
        """When an event ends."""
        return moment(event["end"]["dateTime"], UTC)

    def later(self, before: datetime) -> datetime:
        """The first free hour on the days after *before*."""
        return self.free_time(before.astimezone(self.zone).date() + timedelta(days=1))

    def free_time(self, first: date | None = None) -> datetime:
        """The first hour, UTC, on a working day from *first* on and after today in which nobody has anything."""
        first = max(first or self.day, datetime.now(self.zone).date() + timedelta(days=1))
        begin = datetime.combine(first, time(), self.zone).astimezone(UTC)
        taken = [span for person in (self.organiser, *self.guests) for span in self._taken(person, begin)]
        for day in (first + timedelta(days=number) for number in range(_DAYS)):
            for hour in _HOURS if day.weekday() < _SATURDAY else ():
                start = datetime.combine(day, time(hour), self.zone).astimezone(UTC)
                if all(end <= start or begins >= start + timedelta(hours=1) for begins, end in taken):
                    return start
        raise NotThere("They have no free hour together in these two weeks. Show another week.")

    def _taken(self, person: str, begin: datetime) -> list[tuple[datetime, datetime]]:
        """When somebody's Outlook has something, whole days aside."""
        end = begin + timedelta(days=_DAYS)
        path = (
            f"/me/calendarView?startDateTime={begin:%Y-%m-%dT%H:%M:%SZ}&endDateTime={end:%Y-%m-%dT%H:%M:%SZ}"
            "&$select=start,end,isAllDay&$top=500"
        )
        events = self.sandbox.graph(person, "GET", path)["value"]
        return [(self.start_of(event), self.end_of(event)) for event in events if not event["isAllDay"]]

    def _found(self, event: Json) -> Json:
        self.when = self.start_of(event)
        return event


#: what somebody does; the answer tells what a person sees where nothing changes
Doing = Callable[[Scene], str | None]
