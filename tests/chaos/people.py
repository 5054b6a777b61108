"""People's hands and eyes: each side of a mailbox read and edited as a person would, in neutral items.

The wire mappings have tests of their own; here they are the language in which both calendars are described.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from backend.core.fields import FieldName
from backend.core.items import Appointment, Item, Side
from backend.core.seen import Unmapped
from backend.graph.marks import INTENT, POINTER
from backend.graph.wire import read_event, write_event
from backend.superoffice import payload, wire
from backend.superoffice.facts import Facts, importances
from tests.company import Colleague
from tests.sandbox_client import HostSession

#: what one person sets in an appointment with nobody else, on either side
FIELDS: Final[tuple[FieldName, ...]] = (
    "title", "body", "place", "span", "busy", "private", "importance", "alarm",
)  # fmt: skip

_TAG = re.compile(r"#(\d+)$")
#: the zone of the mailbox and of the tenant
_ZONE = "Europe/Oslo"


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as a person sees it on one side."""

    id: str
    tag: int
    item: Appointment


class Hands:
    """What one person does and sees on both sides."""

    def __init__(self, person: Colleague) -> None:
        self._person = person
        diary = person.in_superoffice
        listed = diary.http.get("/v1/MDOList/priority?flat=True").json()
        self._facts = Facts(base=_ZONE, importance=importances(listed))

    @property
    def _graph(self) -> HostSession:
        return self._person.in_outlook.http

    def sees(self, side: Side) -> list[Shown]:
        """Everything on one side. An item that does not name its tag, or cannot be read, is an AssertionError."""
        found = self._events() if side is Side.CALENDAR else self._appointments()
        shown: list[Shown] = []
        for item_id, item in found:
            assert isinstance(item, Appointment), f"{side}: {item_id} cannot be read: {item}"
            tag = _TAG.search(item.place)
            assert tag, f"{side}: an item that nobody made: {item.title!r} at {item.place!r}"
            shown.append(Shown(item_id, int(tag[1]), item))
        return shown

    def _events(self) -> Iterable[tuple[str, Item | Unmapped]]:
        for event in self._person.in_outlook.items():
            yield event["id"], read_event(event, home_zone=_ZONE).item

    def _appointments(self) -> Iterable[tuple[str, Appointment | Unmapped]]:
        diary = self._person.in_superoffice
        listed = diary.http.get(
            "/v1/Appointment?$select=appointmentId&$orderBy=appointmentId&$top=1000"
            f"&$filter=associateId associateIsOneOf ({diary.associate_id})"
        ).json()["value"]
        ids = [int(row["PrimaryKey"]) for row in listed]
        answer = diary.http.post("/v1/Agents/Appointment/GetAppointmentList", json=ids)
        assert answer.ok, answer.text
        for carrier in answer.json():
            yield str(carrier["AppointmentId"]), wire.read(carrier, self._facts, {})

    def makes(self, side: Side, item: Appointment, properties: list[dict[str, Any]] | None = None) -> None:
        """A new item; *properties* are the extended ones of an event that is copied."""
        if side is Side.CALENDAR:
            event = write_event(item, home_zone=_ZONE)
            if properties:
                event["singleValueExtendedProperties"] = properties
            self._check(self._graph.post("/me/events", json=event))
            return
        diary = self._person.in_superoffice
        entity = diary.http.get("/v1/Appointment/default").json()
        entity |= payload.properties(item, FIELDS, self._facts, diary.associate_id)
        self._check(diary.http.post("/v1/Appointment", json=entity))

    def edits(self, side: Side, item_id: str, item: Appointment, field: str) -> None:
        """One field of an item becomes that of *item*."""
        if side is Side.CALENDAR:
            change = write_event(item, {field}, home_zone=_ZONE)
            self._check(self._graph.patch(f"/me/events/{item_id}", json=change))
            return
        diary = self._person.in_superoffice
        values: Mapping[str, Any] = payload.properties(item, {field}, self._facts, diary.associate_id)
        diary.changes(int(item_id), **values)

    def deletes(self, side: Side, item_id: str) -> None:
        """An item goes."""
        if side is Side.CALENDAR:
            self._person.in_outlook.deletes(item_id)
        else:
            self._person.in_superoffice.deletes(int(item_id))

    def properties(self, item_id: str) -> list[dict[str, Any]]:
        """What Outlook copies with an event although nobody sees it."""
        ours = " or ".join(f"id eq '{name}'" for name in (POINTER, INTENT))
        answer = self._graph.get(f"/me/events/{item_id}?$expand=singleValueExtendedProperties($filter={ours})")
        self._check(answer)
        return list(answer.json().get("singleValueExtendedProperties", ()))

    @staticmethod
    def _check(answer: Any) -> None:
        assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:300]}"
