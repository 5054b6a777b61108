"""People's hands and eyes: each side of a mailbox read and edited as a person would, in neutral items.

The wire mappings have tests of their own; here they are the language in which both calendars are described.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from backend.core.fields import FieldName
from backend.core.items import Appointment, Concerns, Item, Side
from backend.core.seen import Unmapped
from backend.core.values import replace
from backend.graph.marks import INTENT, POINTER
from backend.graph.wire import read_event, write_event
from backend.superoffice import payload, wire
from backend.superoffice.facts import Facts, importances
from tests.company import Colleague, Json
from tests.sandbox_client import HostSession

#: what one person sets in an appointment with nobody else, on either side
FIELDS: Final[tuple[FieldName, ...]] = (
    "title", "body", "place", "span", "busy", "private", "importance", "alarm",
)  # fmt: skip

_TAG = re.compile(r"#(\d+)$")
#: the zone of the mailbox and of the tenant
ZONE = "Europe/Oslo"


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
        self.diary = person.in_superoffice
        self.associate_id = self.diary.associate_id
        listed = self.diary.http.get("/v1/MDOList/priority?flat=True").json()
        meanings = importances(listed)
        self.facts = Facts(base=ZONE, importance=lambda: meanings)

    @property
    def graph(self) -> HostSession:
        """Graph, signed in."""
        return self._person.in_outlook.http

    def sees(self, side: Side) -> list[Shown]:
        """Everything on one side. An item that does not name its tag, or cannot be read, is an AssertionError."""
        if side is Side.CALENDAR:
            return [_of_event(event) for event in self._person.in_outlook.items()]
        return [self._of_row(row) for row in self.diary.rows()]

    def looks_at(self, side: Side, item_id: str) -> Shown | None:
        """One item, as in `sees`; None where it is not there any more."""
        if side is Side.SUPEROFFICE:
            return next(map(self._of_row, self.diary.rows(int(item_id))), None)
        answer = self.graph.get(f"/me/events/{item_id}")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        return _of_event(self.checked(answer))

    def _of_row(self, row: Json) -> Shown:
        item = wire.read(row, self.facts, {})
        if isinstance(item, Appointment):
            item = replace(item, concerns=Concerns(person_id=row["PersonId"]))
        return shown(Side.SUPEROFFICE, str(row["AppointmentId"]), item)

    def makes(self, side: Side, item: Appointment, properties: list[dict[str, Any]] | None = None) -> None:
        """A new item; *properties* are the extended ones of an event that is copied."""
        if side is Side.CALENDAR:
            event = write_event(item, home_zone=ZONE)
            if properties:
                event["singleValueExtendedProperties"] = properties
            self.checked(self.graph.post("/me/events", json=event))
            return
        entity = self.checked(self.diary.http.get("/v1/Appointment/default"))
        entity |= payload.properties(item, FIELDS, self.facts, self.associate_id)
        self.checked(self.diary.http.post("/v1/Appointment", json=entity))

    def edits(self, side: Side, item_id: str, item: Appointment, field: str) -> None:
        """One field of an item becomes that of *item*."""
        if side is Side.CALENDAR:
            change = write_event(item, {field}, home_zone=ZONE)
            self.checked(self.graph.patch(f"/me/events/{item_id}", json=change))
            return
        values: Mapping[str, Any] = payload.properties(item, {field}, self.facts, self.associate_id)
        self.diary.changes(int(item_id), **values)

    def deletes(self, side: Side, item_id: str) -> None:
        """An item goes."""
        if side is Side.CALENDAR:
            self._person.in_outlook.deletes(item_id)
        else:
            self.diary.deletes(int(item_id))

    def is_named(self, row_id: str) -> bool:
        """Whether SuperOffice keeps a key for a row."""
        return bool(self.checked(self.diary.http.get(f"/v1/Appointment/{row_id}/ForeignKey")))

    def properties(self, item_id: str) -> list[dict[str, Any]]:
        """What Outlook copies with an event although nobody sees it."""
        ours = " or ".join(f"id eq '{name}'" for name in (POINTER, INTENT))
        answer = self.graph.get(f"/me/events/{item_id}?$expand=singleValueExtendedProperties($filter={ours})")
        return list(self.checked(answer).get("singleValueExtendedProperties", ()))

    @staticmethod
    def checked(answer: Any) -> Any:
        """The JSON of an answer that is no refusal, None when empty."""
        assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else None


def _of_event(event: Json) -> Shown:
    return shown(Side.CALENDAR, event["id"], read_event(event, home_zone=ZONE).item)


def shown(side: Side, item_id: str, item: Item | Unmapped) -> Shown:
    """An item with the tag that its place names. AssertionError where it has none, or cannot be read."""
    assert isinstance(item, Appointment), f"{side}: {item_id} cannot be read: {item}"
    tag = _TAG.search(item.place)
    assert tag, f"{side}: an item that nobody made: {item.title!r} at {item.place!r}"
    return Shown(item_id, int(tag[1]), item)
