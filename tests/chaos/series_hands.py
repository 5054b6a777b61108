"""People's hands and eyes for series: each occurrence is read as an item, and edited alone or with the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, Final

from backend.core.items import Appointment, Side, Timed
from backend.core.values import replace
from backend.graph.wire import read_event, write_event
from backend.superoffice import payload
from tests.chaos.people import FIELDS, ZONE, Hands, Shown, shown
from tests.chaos.story import BEGINNING
from tests.company import Json
from tests.scenarios.superoffice_reading import zulu

#: the tag of an occurrence is that of its series so many times, and the day on which it is
SERIES: Final = 1_000
#: what people look at: more than the product's window
_VIEW: Final = (
    f"/me/calendarView?startDateTime={zulu(BEGINNING - timedelta(days=60))}"
    f"&endDateTime={zulu(BEGINNING + timedelta(days=300))}&$top=999"
)


class SeriesHands(Hands):
    """What one person does with series, and sees of them, on both sides."""

    #: events that differed from their series when they were last seen
    exceptions: Collection[str] = ()

    def sees(self, side: Side) -> list[Shown]:
        """Every occurrence on one side. People move them within their days, so that the day tells which it is.

        Where Outlook shows one again beside the event that stands for it, a person goes by this: it comes last.
        """
        if side is Side.SUPEROFFICE:
            return [_numbered(one) for one in super().sees(side)]
        events = self.checked(self.graph.get(_VIEW))["value"]
        events.sort(key=lambda one: one.get("seriesMasterId") is None)
        self.exceptions = {one["id"] for one in events if one["type"] == "exception"}
        return [_numbered(shown(side, one["id"], read_event(one, home_zone=ZONE).item)) for one in events]

    def arranges(self, side: Side, item: Appointment, every: int, count: int) -> None:
        """A new series whose first occurrence is *item*."""
        if side is Side.CALENDAR:
            event = write_event(item, home_zone=ZONE)
            limits = {"type": "numbered", "startDate": f"{_start(item):%Y-%m-%d}", "numberOfOccurrences": count}
            event["recurrence"] = {"pattern": {"type": "daily", "interval": every}, "range": limits}
            self.checked(self.graph.post("/me/events", json=event))
            return
        entity = self.agent("CreateDefaultAppointmentEntity", {})
        entity |= payload.properties(item, FIELDS, self.facts, self.associate_id)
        entity["Recurrence"] = {
            "IsRecurrence": True,
            "Pattern": "Daily",
            "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": every},
            "RecurrenceEndType": "Counter",
            "RecurrenceCounter": count,
            "StartDate": f"{_start(item):%Y-%m-%dT00:00:00Z}",
        }
        self._save(entity, "OnlyThis")

    def changes(self, side: Side, one: Shown, item: Appointment, field: str, *, whole: bool) -> None:
        """One field of an occurrence, or of its series, becomes that of *item*."""
        if side is Side.CALENDAR:
            change = write_event(item, {field}, home_zone=ZONE)
            event = self._master(one) if whole else one.id
            if whole and field == "span":
                change = self._moved(event, change)
            self.checked(self.graph.patch(f"/me/events/{event}", json=change))
            return
        entity = self.checked(self.diary.http.get(f"/v1/Appointment/{one.id}"))
        entity |= payload.properties(item, {field}, self.facts, self.associate_id)
        self._save(entity, "ThisAndForward" if whole else "OnlyThis")

    def takes_out(self, side: Side, shown: Sequence[Shown], number: int, *, whole: bool) -> None:
        """Occurrence *number* of what is *shown* goes, or the series from it on."""
        one = shown[number]
        if side is Side.SUPEROFFICE:
            row = {"AppointmentId": int(one.id), "UpdateMode": "ThisAndForward" if whole else "OnlyThis"}
            self.agent("Delete", row | {"SendEmailToParticipants": False})
        elif not whole:
            self.checked(self.graph.delete(f"/me/events/{one.id}"))
        elif number == 0:
            self.checked(self.graph.delete(f"/me/events/{self._master(one)}"))
        else:
            last = _start(shown[number - 1].item)
            self._reaches(one, {"type": "endDate", "endDate": f"{last:%Y-%m-%d}"})

    def lengthens(self, one: Shown, count: int) -> None:
        """The series of an event has *count* occurrences."""
        self._reaches(one, {"type": "numbered", "numberOfOccurrences": count})

    def strays(self, one: Shown) -> bool:
        """Whether an event is on another day than its series would have it."""
        event = self.checked(self.graph.get(f"/me/events/{one.id}"))
        now = str(event["start"]["dateTime"])
        return now[:10] != str(event.get("originalStart") or now)[:10]

    # -- how

    def _master(self, one: Shown) -> str:
        """The series of an event; itself where it is by itself."""
        event = self.checked(self.graph.get(f"/me/events/{one.id}"))
        return str(event.get("seriesMasterId") or one.id)

    def _reaches(self, one: Shown, limits: Json) -> None:
        master = self.checked(self.graph.get(f"/me/events/{self._master(one)}"))
        if rule := master["recurrence"]:
            limits["startDate"] = rule["range"]["startDate"]
            change = {"recurrence": {"pattern": rule["pattern"], "range": limits}}
            self.checked(self.graph.patch(f"/me/events/{master['id']}", json=change))

    def _moved(self, master: str, change: Json) -> Json:
        """*change* of an occurrence as one of its series: on the day of the series' first."""
        first = self.checked(self.graph.get(f"/me/events/{master}"))
        for name in ("start", "end"):
            day = first[name]["dateTime"][:10]
            change[name] = change[name] | {"dateTime": day + change[name]["dateTime"][10:]}
        return change

    def _save(self, entity: Json, mode: str) -> None:
        body = {"AppointmentEntity": entity, "UpdateMode": mode, "SendEmailToParticipants": False}
        self.agent("Save", body)

    def agent(self, method: str, body: Json) -> Any:
        """Call a method of SuperOffice's appointment agent."""
        return self.checked(self.diary.http.post(f"/v1/Agents/Appointment/{method}", json=body))


def at_minute(item: Appointment, minute: int) -> Appointment:
    """*item* beginning at another time of its day, minutes from midnight UTC."""
    assert isinstance(item.span, Timed)
    start = item.span.start.replace(hour=minute // 60, minute=minute % 60)
    return replace(item, span=replace(item.span, start=start, end=start + (item.span.end - item.span.start)))


def days_later(item: Appointment, days: int) -> Appointment:
    """*item* so many days later, at the same time of its day UTC."""
    assert isinstance(item.span, Timed)
    step = timedelta(days=days)
    return replace(item, span=replace(item.span, start=item.span.start + step, end=item.span.end + step))


def _numbered(one: Shown) -> Shown:
    return replace(one, tag=one.tag * SERIES + (_start(one.item).date() - BEGINNING.date()).days)


def _start(item: Appointment) -> Any:
    assert isinstance(item.span, Timed)
    return item.span.start
