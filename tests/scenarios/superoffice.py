"""What a person does in SuperOffice, as its own client does it: agents, plain participants, no mail."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.company import at
from tests.scenarios.acts import act
from tests.scenarios.meeting import Meeting
from tests.scenarios.superoffice_reading import ReadsSuperOffice, zulu

if TYPE_CHECKING:
    from tests.scenarios.cast import Person

Json = dict[str, Any]


class InSuperOffice(ReadsSuperOffice):
    """One user's SuperOffice."""

    def noting_mails(self) -> AbstractContextManager[None]:
        """SuperOffice mails nobody of itself; whatever leaves is nobody's due."""
        return nullcontext()

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
        """A new meeting, or with nobody else an appointment. *more* are properties of the AppointmentEntity."""
        start = start or at(2, 10)
        length = timedelta(hours=hours)
        entity = self.agent("CreateDefaultAppointmentEntity", {})
        entity |= {"Title": title, "Description": title, "Location": place, "Agenda": text}
        entity |= {**_times(start, length), **more}
        if people:
            entity["Participants"] = [self.invitation(one) for one in (self.person, *people)]
        saved = self._save(entity)
        meeting = Meeting(title, self.person, list(people), [start], length, born_in_superoffice=True)
        if saved["Recurrence"]["IsRecurrence"]:
            meeting.is_series = True
            meeting.starts = [shown.start for shown in self.company.superoffice(self.person, title)]
        self.company.meetings.append(meeting)
        if people:
            self.company.post.owes_invitations(meeting)
        return meeting

    def invites_to_series(self, title: str, *people: Person, recurrence: Json, **more: Any) -> Meeting:
        """A new series. *recurrence* is SuperOffice's RecurrenceInfo; *more* as in `invites`."""
        return self.invites(title, *people, Recurrence={"IsRecurrence": True, **recurrence}, **more)

    # -- changing

    @act
    def changes(self, meeting: Meeting, occurrence: int | None = None, **properties: Any) -> None:
        """Edit properties of the AppointmentEntity."""
        self._edits(meeting, occurrence, properties, real=True)

    @act
    def moves(
        self, meeting: Meeting, start: datetime, occurrence: int | None = None, hours: float | None = None
    ) -> None:
        """Give it another time."""
        length = meeting.length if hours is None else timedelta(hours=hours)
        self._edits(meeting, occurrence, _times(start, length), real=True, moved=True)
        if self.person is meeting.organiser:
            meeting.puts(start, occurrence)

    @act
    def retitles(self, meeting: Meeting, title: str, occurrence: int | None = None) -> None:
        """Give it another title."""
        self._edits(meeting, occurrence, {"Title": title, "Description": title}, real=True)
        if self.person is meeting.organiser and occurrence is None:
            meeting.title = title

    @act
    def places(self, meeting: Meeting, place: str, occurrence: int | None = None) -> None:
        """Give it another place."""
        self._edits(meeting, occurrence, {"Location": place}, real=True)

    @act
    def writes(self, meeting: Meeting, text: str, occurrence: int | None = None) -> None:
        """Write another text, HTML."""
        self._edits(meeting, occurrence, {"Agenda": text}, real=True)

    @act
    def invites_also(self, meeting: Meeting, *people: Person) -> None:
        """Add participants; only what the organiser adds is told to anybody."""
        entity = self.row_of(meeting)
        added = [self.invitation(one) for one in people]
        self._edits(meeting, None, {"Participants": entity["Participants"] + added})
        if self.person is meeting.organiser:
            meeting.guests += people

    @act
    def marks_private(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """Let it be visible for oneself only."""
        own = {"VisibleId": self.person.associate_id, "Visibility": "Associate"}
        self._edits(meeting, occurrence, {"VisibleFor": [own]})

    @act
    def marks_public(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """Let it be visible for everybody."""
        self._edits(meeting, occurrence, {"VisibleFor": [{"VisibleId": 0, "Visibility": "All"}]})

    @act
    def sets_alarm(self, meeting: Meeting, minutes: int | None, occurrence: int | None = None) -> None:
        """Be reminded so many minutes before; None for not at all."""
        alarm: Json = {"HasAlarm": minutes is not None}
        if minutes is not None:
            alarm["AlarmLeadTime"] = f"{minutes // 60:02}:{minutes % 60:02}:00"
        self._edits(meeting, occurrence, alarm)

    # -- answering

    @act
    def accepts(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """Accept the invitation or the assignment."""
        for row in self._chosen(meeting, occurrence):
            self.agent("Accept", row)
        self.company.post.owes_reply(meeting, self.person, "A", occurrence)

    @act
    def declines(self, meeting: Meeting, occurrence: int | None = None, reason: str = "") -> None:
        """Decline the invitation or the assignment."""
        for row in self._chosen(meeting, occurrence):
            self.agent("Reject", row | {"RejectReason": reason})
        self.company.post.owes_reply(meeting, self.person, "D", occurrence)

    @act
    def opens(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """Look at an invitation, which SuperOffice notes as seen; that is no answer."""
        self.agent("SetSeen", {"AppointmentId": self.row_of(meeting, occurrence)["AppointmentId"]})

    @act
    def deletes(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """Press Delete: an organiser cancels, a guest declines."""
        for row in self._chosen(meeting, occurrence):
            self.agent("Delete", row | {"SendEmailToParticipants": False})
        if self.person is not meeting.organiser:
            self.company.post.owes_reply(meeting, self.person, "D", occurrence)
            return
        meeting.cancelled |= {occurrence} if occurrence else set(range(1, len(meeting.starts) + 1))
        self.company.post.owes_cancellation(meeting, occurrence)

    # -- people

    def adds_card(self, person: Person, company_name: str) -> None:
        """Add somebody, and the company they work for."""
        http = self.diary.http
        contact = http.post("/v1/Contact", json={"Name": company_name})
        assert contact.ok, contact.text
        first, _, last = person.name.partition(" ")
        card = {
            "Firstname": first, "Lastname": last, "Contact": {"ContactId": contact.json()["ContactId"]},
            "Emails": [{"Value": person.address}],
        }  # fmt: skip
        answer = http.post("/v1/Person", json=card)
        assert answer.ok, answer.text
        person.person_id = int(answer.json()["PersonId"])
        self.company.acted()

    # -- how

    def _edits(
        self,
        meeting: Meeting,
        occurrence: int | None,
        properties: Json,
        *,
        real: bool = False,
        moved: bool = False,
    ) -> None:
        """Save with *properties* changed; *real* is what the organiser tells the guests."""
        for row in self._chosen(meeting, occurrence):
            self._save(self._entity(row["AppointmentId"]) | properties, row["UpdateMode"])
        if real and self.person is meeting.organiser:
            self.company.post.owes_update(meeting, occurrence, moved=moved)

    def _save(self, entity: Json, mode: str = "OnlyThis") -> Json:
        saved: Json = self.agent(
            "Save", {"AppointmentEntity": entity, "UpdateMode": mode, "SendEmailToParticipants": False}
        )
        return saved

    def invitation(self, person: Person) -> Json:
        """A participant as SuperOffice's client writes him: a user, a card, or a name with an address."""
        if person.associate_id:
            return {"AssociateId": person.associate_id, "PersonId": person.person_id}
        if person.person_id:
            return {"PersonId": person.person_id}
        return {"EmailAddress": person.address, "Description": person.name}


def _times(start: datetime, length: timedelta) -> Json:
    return {"StartDate": zulu(start), "EndDate": zulu(start + length)}
