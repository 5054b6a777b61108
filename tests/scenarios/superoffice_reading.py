"""What a user sees in SuperOffice, and how the rows of a meeting are found there, as its own client asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.company import Diary
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import Shown, of_appointment

if TYPE_CHECKING:
    from tests.scenarios.cast import Person
    from tests.scenarios.company import Company

Json = dict[str, Any]


@dataclass
class ReadsSuperOffice:
    """The eyes of one user in SuperOffice."""

    diary: Diary
    person: Person
    company: Company

    def sees(self, meeting: Meeting, occurrence: int | None = None) -> Shown | None:
        """The item in this diary; None when it is not shown. AssertionError when it is there twice."""
        start = meeting.start(occurrence)
        found = [one for one in self.shows(meeting) if not meeting.is_series or one.start == start]
        if not meeting.is_series:
            assert len(found) <= 1, f"{self.person.key} has {meeting.title} {len(found)} times in SuperOffice"
        return found[0] if found else None

    def shows(self, meeting: Meeting) -> list[Shown]:
        """Every item of the meeting in this diary, by time."""
        return self.company.superoffice(self.person, meeting.title)

    def looks_into_diary_of(self, owner: Person, meeting: Meeting) -> list[Json]:
        """What this user sees in a colleague's diary at the time of the meeting; texts only as far as allowed."""
        start = meeting.start()
        span = {"StartTime": zulu(start), "EndTime": zulu(start + meeting.length), "Count": -1}
        found: list[Json] = self.agent("GetAssociateDiary", {"AssociateId": owner.associate_id, **span})
        return found

    def sees_all(self, title: str | None, first: datetime, last: datetime) -> list[Shown]:
        """Everything of a *title*, or everything, that the diary shows from *first* to *last*."""
        listed = self.agent("GetMyDiary", {"StartTime": zulu(first), "EndTime": zulu(last), "Count": -1})
        return [
            of_appointment(self._entity(row["AppointmentId"]), self.person, self.company.names)
            for row in listed
            if title is None or row["Title"] == title
        ]

    def rows_of_title(self, title: str) -> list[Json]:
        """Every row of a title in this diary, also those that are declined or cancelled."""
        listed = self.diary.http.get(
            "/v1/Appointment?$select=appointmentId&$orderBy=appointmentId&$top=1000"
            f"&$filter=associateId associateIsOneOf ({self.person.associate_id})"
        ).json()["value"]
        answer = self.diary.http.post(
            "/v1/Agents/Appointment/GetAppointmentList", json=[int(row["PrimaryKey"]) for row in listed]
        )
        assert answer.ok, answer.text
        return [row for row in answer.json() if row["Title"] == title]

    def counts(self, entity: str) -> int:
        """How many "Person", "Contact" or "Appointment" there are in the whole of SuperOffice."""
        answer = self.diary.http.get(f"/v1/{entity}?$select={entity.lower()}Id&$top=1000")
        assert answer.ok, answer.text
        return len(answer.json()["value"])

    def row_of(self, meeting: Meeting, occurrence: int | None = None) -> Json:
        """The own row, declined ones too, as the AppointmentEntity. AssertionError unless there is exactly one."""
        (row,) = self._rows(meeting, occurrence or (1 if meeting.is_series else None))
        return self._entity(row["AppointmentId"])

    def _rows(self, meeting: Meeting, occurrence: int | None) -> list[Json]:
        """The own rows of a meeting, of a series all of them or that of one occurrence."""
        rows = [row for row in self.rows_of_title(meeting.title) if row["InvitationStatus"] != "Cancelled"]
        if occurrence is not None:
            rows = [row for row in rows if row["StartDate"] == zulu(meeting.start(occurrence))]
        of_all = meeting.is_series and occurrence is None
        assert rows and (of_all or len(rows) == 1), (
            f"{self.person.key} has {meeting.title} {len(rows)} times in SuperOffice"
        )
        return rows

    def _chosen(self, meeting: Meeting, occurrence: int | None) -> list[Json]:
        """What an act is done to, as id and update mode: one row, or each series from its first row on."""
        rows = self._rows(meeting, occurrence)
        if occurrence is not None or not meeting.is_series:
            return [{"AppointmentId": row["AppointmentId"], "UpdateMode": "OnlyThis"} for row in rows]
        firsts: dict[int, Json] = {}
        for row in sorted(rows, key=lambda row: str(row["StartDate"])):
            rule = self._entity(row["AppointmentId"])["Recurrence"]["RecurrenceId"]
            # without a rule each stands alone
            firsts.setdefault(rule or -row["AppointmentId"], row)
        return [{"AppointmentId": row["AppointmentId"], "UpdateMode": "ThisAndForward"} for row in firsts.values()]

    def _entity(self, number: int) -> Json:
        answer = self.diary.http.get(f"/v1/Appointment/{number}")
        assert answer.ok, answer.text
        found: Json = answer.json()
        return found

    def agent(self, method: str, body: Json) -> Any:
        """Call a method of the appointment agent."""
        answer = self.diary.http.post(f"/v1/Agents/Appointment/{method}", json=body)
        assert answer.ok, f"{method}: {answer.status_code} {answer.text[:400]}"
        return answer.json() if answer.content else None


def zulu(moment: datetime) -> str:
    """A moment as SuperOffice writes it in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
