"""What a person does in Outlook, through Microsoft Graph as Outlook's users cause it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.company import at
from tests.scenarios.acts import act
from tests.scenarios.meeting import Meeting
from tests.scenarios.outlook_reading import ReadsOutlook

if TYPE_CHECKING:
    from tests.scenarios.cast import Person

Json = dict[str, Any]

#: the zone in which people enter times: the mailboxes' own
ZONE, HOME = "W. Europe Standard Time", ZoneInfo("Europe/Oslo")


class InOutlook(ReadsOutlook):
    """One person's Outlook."""

    def noting_mails(self) -> AbstractContextManager[None]:
        """Whatever mail leaves during an act is Outlook's own."""
        return self.company.post.of_outlook()

    # -- arranging

    @act
    def invites(
        self,
        title: str,
        *people: Person,
        start: datetime | None = None,
        hours: float = 1,
        place: str = "",
        text: str = "",
        **more: Any,
    ) -> Meeting:
        """A new meeting, or with nobody else an appointment. *more* are properties of Graph's event."""
        return self._arranges(title, people, start or at(2, 10), hours, place, text, more)

    @act
    def invites_to_series(
        self,
        title: str,
        *people: Person,
        pattern: str = "weekly",
        interval: int = 1,
        count: int = 0,
        start: datetime | None = None,
        hours: float = 1,
        place: str = "",
        text: str = "",
        **more: Any,
    ) -> Meeting:
        """A new "daily" or "weekly" series of *count* occurrences, or without end."""
        start = start or at(2, 10)
        local = start.astimezone(HOME)
        rule: Json = {"type": pattern, "interval": interval}
        if pattern == "weekly":
            rule |= {"daysOfWeek": [f"{local:%A}".lower()], "firstDayOfWeek": "monday"}
        limits: Json = {"type": "noEnd", "startDate": f"{local:%Y-%m-%d}"}
        if count:
            limits |= {"type": "numbered", "numberOfOccurrences": count}
        more["recurrence"] = {"pattern": rule, "range": limits}
        return self._arranges(title, people, start, hours, place, text, more)

    def _arranges(
        self,
        title: str,
        people: tuple[Person, ...],
        start: datetime,
        hours: float,
        place: str,
        text: str,
        more: Json,
    ) -> Meeting:
        length = timedelta(hours=hours)
        body = {
            "subject": title,
            "location": {"displayName": place},
            "body": {"contentType": "html", "content": text},
            **_times(start, length),
            **more,
        }
        if people:
            body["attendees"] = [invitation(person) for person in people]
        event = self._ok("POST", "/me/events", body)
        meeting = Meeting(title, self.person, list(people), [start], length, uid=event["iCalUId"])
        if event["type"] == "seriesMaster":
            meeting.is_series = True
            meeting.starts = [shown.start for shown in self.company.outlook(self.person, title)]
        self.company.meetings.append(meeting)
        if people:
            self.company.post.invited(meeting)
        return meeting

    # -- changing what one organises, or one's own copy

    @act
    def changes(self, meeting: Meeting, occurrence: int | None = None, **properties: Any) -> None:
        """Edit properties of Graph's event."""
        self._edits(meeting, occurrence, properties)

    @act
    def moves(
        self, meeting: Meeting, start: datetime, occurrence: int | None = None, hours: float | None = None
    ) -> None:
        """Give it another time."""
        length = meeting.length if hours is None else timedelta(hours=hours)
        self._edits(meeting, occurrence, _times(start, length))
        if self.person is meeting.organiser:
            meeting.puts(start, occurrence)
            if occurrence is None:
                meeting.length = length
            self.company.post.moved(meeting)

    @act
    def retitles(self, meeting: Meeting, title: str, occurrence: int | None = None) -> None:
        """Give it another title."""
        self._edits(meeting, occurrence, {"subject": title})
        if self.person is meeting.organiser and occurrence is None:
            meeting.title = title

    @act
    def places(self, meeting: Meeting, place: str, occurrence: int | None = None) -> None:
        """Give it another place."""
        self._edits(meeting, occurrence, {"location": {"displayName": place}})

    @act
    def writes(self, meeting: Meeting, text: str, occurrence: int | None = None) -> None:
        """Write another text, HTML."""
        self._edits(meeting, occurrence, {"body": {"contentType": "html", "content": text}})

    @act
    def invites_also(self, meeting: Meeting, *people: Person) -> None:
        """Invite more people to what one organises."""
        meeting.guests += people
        event = self._event(meeting, None)
        self._edits(meeting, None, {"attendees": event["attendees"] + [invitation(one) for one in people]})
        self.company.post.invited(meeting)

    @act
    def uninvites(self, meeting: Meeting, person: Person) -> None:
        """Take somebody off the list of what one organises."""
        meeting.guests.remove(person)
        self._edits(meeting, None, {"attendees": [invitation(one) for one in meeting.guests]})
        self.company.post.invited(meeting)

    @act
    def marks_private(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """Tick the padlock."""
        self._edits(meeting, occurrence, {"sensitivity": "private"})

    @act
    def marks_public(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """Untick the padlock."""
        self._edits(meeting, occurrence, {"sensitivity": "normal"})

    @act
    def sets_alarm(self, meeting: Meeting, minutes: int | None, occurrence: int | None = None) -> None:
        """Be reminded so many minutes before; None for not at all."""
        alarm = {"isReminderOn": False} if minutes is None else {"reminderMinutesBeforeStart": minutes}
        self._edits(meeting, occurrence, {"isReminderOn": True} | alarm)

    @act
    def ends_series(self, meeting: Meeting, after: int) -> None:
        """Let the series end with occurrence number *after*."""
        master = self._event(meeting, None)
        last = meeting.starts[after - 1].astimezone(HOME).date()
        rule = master["recurrence"]
        limits = {"type": "endDate", "startDate": rule["range"]["startDate"], "endDate": last.isoformat()}
        self._edits(meeting, None, {"recurrence": {"pattern": rule["pattern"], "range": limits}})
        meeting.starts = meeting.starts[:after]

    # -- answering

    @act
    def accepts(self, meeting: Meeting, occurrence: int | None = None, comment: str = "") -> None:
        """Accept, and let the organiser know."""
        self._answers(meeting, occurrence, "accept", "A", comment)

    @act
    def accepts_tentatively(self, meeting: Meeting, occurrence: int | None = None, comment: str = "") -> None:
        """Accept tentatively, and let the organiser know."""
        self._answers(meeting, occurrence, "tentativelyAccept", "T", comment)

    @act
    def declines(self, meeting: Meeting, occurrence: int | None = None, comment: str = "") -> None:
        """Decline, and let the organiser know; the copy goes."""
        self._answers(meeting, occurrence, "decline", "D", comment)

    # -- removing

    @act
    def cancels(self, meeting: Meeting, occurrence: int | None = None, comment: str = "") -> None:
        """Call off what one organises."""
        self._acts(meeting, occurrence, "cancel", Comment=comment)
        self._takes_out(meeting, occurrence)

    @act
    def deletes(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """Press Delete: an organiser cancels, a guest is asked for an answer and declines."""
        if self.person is not meeting.organiser:
            self._answers(meeting, occurrence, "decline", "D", "")
            return
        self._ok("DELETE", self._path(meeting, occurrence))
        self._takes_out(meeting, occurrence)

    @act
    def removes_without_answering(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """Delete the own copy, and say no to the offer to send an answer."""
        self._ok("DELETE", self._path(meeting, occurrence))

    # -- how

    def _edits(self, meeting: Meeting, occurrence: int | None, properties: Json) -> None:
        self._ok("PATCH", self._path(meeting, occurrence), properties)

    def _answers(self, meeting: Meeting, occurrence: int | None, action: str, answer: str, comment: str) -> None:
        self._acts(meeting, occurrence, action, Comment=comment, SendResponse=True)
        self.company.post.answered(meeting, self.person, answer, occurrence)

    def _acts(self, meeting: Meeting, occurrence: int | None, action: str, **parameters: Any) -> None:
        self._ok("POST", f"{self._path(meeting, occurrence)}/{action}", parameters)

    @staticmethod
    def _takes_out(meeting: Meeting, occurrence: int | None) -> None:
        meeting.cancelled |= {occurrence} if occurrence else set(range(1, len(meeting.starts) + 1))


def invitation(person: Person) -> Json:
    """An attendee."""
    return {"type": "required", "emailAddress": {"address": person.address, "name": person.name}}


def _times(start: datetime, length: timedelta) -> Json:
    """Start and end as people enter them: wall clock of their zone."""
    return {
        name: {"dateTime": f"{moment.astimezone(HOME):%Y-%m-%dT%H:%M:%S}", "timeZone": ZONE}
        for name, moment in (("start", start), ("end", start + length))
    }
