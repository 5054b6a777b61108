"""What a person at home reads in each system: titles with the time that the clock on the wall will show."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.scenarios.cast import Person

Json = dict[str, Any]
#: title; first and last day of whole days, else naive start and end at home
Line = tuple[str, date, date]

#: home by the names that Graph and SuperOffice have for it (contracts/superoffice.md §2.7: Norway)
_GRAPH, _SUPEROFFICE = "W. Europe Standard Time", "NO"


def in_outlook(person: Person, first: datetime, last: datetime) -> list[Line]:
    """The calendar of *person* from *first* to *last* (aware), occurrence by occurrence."""
    lines: list[Line] = []
    address = (
        f"/me/calendarView?startDateTime={first:%Y-%m-%dT%H:%M:%S}&endDateTime={last:%Y-%m-%dT%H:%M:%S}&$top=500"
    )
    while address:
        page = person.in_outlook.calendar.http.get(
            address, headers={"Prefer": f'outlook.timezone="{_GRAPH}"'}
        ).json()
        lines += [_event(event) for event in page["value"]]
        address = page.get("@odata.nextLink", "")
    return sorted(lines)


def _event(event: Json) -> Line:
    start, end = (datetime.fromisoformat(event[name]["dateTime"][:19]) for name in ("start", "end"))
    if event["isAllDay"]:
        return event["subject"], start.date(), end.date() - timedelta(days=1)
    return event["subject"], start, end


def in_superoffice(person: Person) -> list[Line]:
    """The whole diary of *person*, row by row."""
    diary = person.in_superoffice.diary
    rows = diary.http.get(
        "/v1/Appointment?$select=appointmentId&$orderBy=appointmentId&$top=1000"
        f"&$filter=associateId associateIsOneOf ({diary.associate_id})"
    ).json()["value"]
    ids = [int(row["PrimaryKey"]) for row in rows]
    answer = diary.http.post(
        "/v1/Agents/Appointment/GetAppointmentList", json=ids, headers={"SO-TimeZone": _SUPEROFFICE}
    )
    return sorted(_appointment(carrier) for carrier in answer.json())


def _appointment(carrier: Json) -> Line:
    start, end = (datetime.fromisoformat(carrier[name][:19]) for name in ("StartDate", "EndDate"))
    if carrier["IsAlldayEvent"]:
        return carrier["Title"], start.date(), end.date()
    return carrier["Title"], start, end
