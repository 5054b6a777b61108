"""What a person may choose in preferences, asked of both systems of his mailbox (core.choices.LiveChoices)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from backend.core.choices import Choice, Refusal
from backend.core.preferences import Private
from backend.core.words import say
from backend.graph import choices as graph
from backend.graph.client import GraphClient
from backend.store.tables import Mailbox, Organisation
from backend.superoffice import choices as superoffice
from backend.superoffice.client import Client
from backend.superoffice.names import AUTONYMS, TAGS, code_of, in_language, parts
from backend.sync.choice_memory import ChoiceMemory
from backend.sync.doors import Doors
from backend.sync.zone_check import ZoneCheck

T = TypeVar("T")

#: choices of one answer; a longer list is searched
MOST: Final = 50
#: kinds of types that a new item can get (contracts/superoffice.md §3.3)
_KINDS: Final = {
    "types": {"Appointment", "Phone", "ToDo"},
    "incoming_appointment_type": {"Appointment", "Phone"},
    "incoming_task_type": {"ToDo", "Phone"},
}
_FIELDS: Final = ("job_title_field", "title_field", "department_field")
_CATEGORIES: Final = tuple(f"outgoing_category_{kind}" for kind in ("appointment", "task", "person"))
_FAVOURITES: Final = ("favourite_companies", "favourite_persons")


class MailboxChoices:
    """The choices of one mailbox. Every method may raise SideError of the side that it asks, and of no other."""

    def __init__(
        self,
        doors: Doors,
        mailbox: Mailbox,
        organisation: Organisation,
        memory: ChoiceMemory,
        language: str = "en",
    ) -> None:
        self._doors = doors
        self._mailbox = mailbox
        self._organisation = organisation
        self._memory = memory
        self._language = language

    # -- core.choices.LiveChoices

    def of(self, key: str, search: str = "") -> Sequence[Choice]:
        """LiveChoices.of: the first `MOST`; none for a preference whose values are no matter of the systems."""
        if key == "selections":
            found = superoffice.selections(self._superoffice(), search.strip())
            return [Choice(one.id, one.name, members=one.members) for one in found]
        wanted = search.strip().casefold()
        every = self._every(key)
        matching = [one for one in every if wanted in f"{one.label} {one.detail}".casefold()]
        return matching[:MOST]

    def refused(self, key: str, values: Collection[str | int]) -> Mapping[str | int, Refusal]:
        """LiveChoices.refused. Categories and time zones may be others than offered."""
        if key == "selections":
            return self._refused_selections(values)
        if key == "private":
            barred = [value for value in values if value != Private.NO]
            return dict.fromkeys(barred, Refusal.LICENCE) if barred and not self._may_hide() else {}
        if key in _CATEGORIES or key in ("time_zone_superoffice", "time_zone_calendar"):
            return {}
        offered = {one.value for one in self._every(key)}
        return {value: Refusal.NOT_OFFERED for value in values if value not in offered}

    # -- zones

    def zone_check(self, time_zone_superoffice: str = "", time_zone_calendar: str = "") -> ZoneCheck:
        """The zones of both systems beside the chosen ones (spec/preferences.md, `time_zone_*`)."""
        told = self._superoffice_zones()
        return ZoneCheck(
            base=told.base,
            superoffice=told.user,
            calendar=self._ask("calendar zone", lambda: graph.zone(self._graph())),
            chosen_superoffice=time_zone_superoffice,
            chosen_calendar=time_zone_calendar,
        )

    def default_type(self) -> int:
        """The type that SuperOffice gives a new appointment; 0 where it tells none."""
        return self._ask("default type", lambda: superoffice.default_type(self._superoffice()))

    # -- by key

    def _every(self, key: str) -> list[Choice]:
        if key in _KINDS:
            return self._types(_KINDS[key])
        if key in _FIELDS:
            return self._fields()
        if key in _CATEGORIES:
            names = self._ask("categories", lambda: graph.categories(self._graph()))
            return [Choice(name, name) for name in names]
        if key in _FAVOURITES:
            client, owner = self._superoffice(), self._mailbox.associate_id
            counts = self._ask("favourites", lambda: superoffice.favourites(client, owner))
            label = say(f"preference.label.{key}", self._language)
            return [Choice(key, label, members=counts[_FAVOURITES.index(key)])]
        by_key: Mapping[str, Callable[[], list[Choice]]] = {
            "calendar": self._calendars,
            "subject_language": self._languages,
            "time_zone_superoffice": self._zones_of_superoffice,
            "time_zone_calendar": self._zones_of_calendar,
        }
        return by_key[key]() if key in by_key else []

    def _types(self, kinds: Collection[str]) -> list[Choice]:
        mine = code_of(self._language)
        return [_named(one.id, one.name, mine) for one in self._all_types() if one.kind in kinds]

    def _languages(self) -> list[Choice]:
        """The languages in which types have names; where they have but one name, none makes a difference."""
        codes = dict.fromkeys(code for one in self._all_types() for code in parts(one.name) if code in TAGS)
        return [Choice(TAGS[code], AUTONYMS[TAGS[code]]) for code in codes]

    def _fields(self) -> list[Choice]:
        own = self._ask("person fields", lambda: superoffice.person_fields(self._superoffice()))
        mine = code_of(self._language)
        standard = [
            Choice(name, say(f"person_field.{name}", self._language), say("person_field.standard", self._language))
            for name in superoffice.STANDARD_FIELDS
        ]
        return standard + [Choice(one.prog_id, in_language(one.label, mine, "US"), one.prog_id) for one in own]

    def _calendars(self) -> list[Choice]:
        found = self._ask("calendars", lambda: graph.calendars(self._graph()))
        return [Choice("" if one.primary else one.id, one.name, one.owner) for one in found]

    def _zones_of_superoffice(self) -> list[Choice]:
        told = self._superoffice_zones()
        return self._zones(told.user, "side.superoffice", told.known)

    def _zones_of_calendar(self) -> list[Choice]:
        own = self._ask("calendar zone", lambda: graph.zone(self._graph()))
        return self._zones(own, "side.calendar", self._ask("zones", lambda: graph.zones(self._graph())))

    def _zones(self, own: str, side: str, others: Iterable[str]) -> list[Choice]:
        """What the system says, then every zone that it knows."""
        says = say("zone.said_by", self._language, side=say(side, self._language))
        return [Choice("", own, says), *(Choice(name, name) for name in sorted({*others}))]

    # -- asking

    def _refused_selections(self, values: Collection[str | int]) -> dict[str | int, Refusal]:
        ids = [value for value in values if isinstance(value, int)]
        found = {one.id: one for one in superoffice.selections_by_id(self._superoffice(), ids)} if ids else {}
        gone: dict[str | int, Refusal] = {one: Refusal.NOT_OFFERED for one in values if one not in found}
        return gone | {one.id: Refusal.DYNAMIC for one in found.values() if not one.static}

    def _may_hide(self) -> bool:
        return self._ask("licence", lambda: superoffice.may_hide(self._superoffice()))

    def _all_types(self) -> list[superoffice.Type]:
        return self._ask("types", lambda: superoffice.types(self._superoffice()))

    def _superoffice_zones(self) -> superoffice.Zones:
        return self._ask("superoffice zones", lambda: superoffice.zones(self._superoffice()))

    def _ask(self, question: str, ask: Callable[[], T]) -> T:
        return self._memory.recall(self._mailbox.id, question, ask)

    def _superoffice(self) -> Client:
        return self._doors.superoffice(self._mailbox, self._organisation)

    def _graph(self) -> GraphClient:
        return self._doors.graph(self._mailbox)


def _named(number: int, name: str, language: str) -> Choice:
    """A type by its name in *language*, with the names that it has in others."""
    label = in_language(name, language, "US")
    return Choice(number, label, " / ".join(dict.fromkeys(one for one in parts(name).values() if one != label)))
