"""What the mapping must know of an organisation and a user: clocks, priorities, defaults and types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import cache

from backend.core.items import Importance
from backend.superoffice.client import ApiError, Client
from backend.superoffice.concerns import names_of
from backend.superoffice.organisation import Organisation

#: words in names of priorities, in the languages of SuperOffice's own lists
_WORDS: dict[Importance, tuple[str, ...]] = {
    Importance.HIGH: ("high", "høy", "hög", "høj", "hoch", "hoog", "haut", "élev", "urgent", "korkea"),
    Importance.LOW: ("low", "lav", "låg", "niedrig", "laag", "bas", "faible", "matala"),
    Importance.NORMAL: ("medium", "middel", "normal", "mittel", "gemiddeld", "moyen", "mellan"),
}
_WHOLE_DAY = (time(0, 0), time(23, 59))
#: section and key of the preferences that are read (contracts/superoffice.md §3.3)
_PREFERENCES = (
    ("DiaryView", "AllDayStartTime"),
    ("DiaryView", "AllDayEndTime"),
    ("Defaults", "DefaultAppointmentAppointTaskId"),
)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What new appointments of a user have."""

    #: wall clock of all-day appointments
    all_day: tuple[time, time] = _WHOLE_DAY
    #: their type; 0 leaves it to SuperOffice
    task_id: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that wire and payload need beside the item. The defaults suit a tenant that tells nothing.

    What a user's group, rights or preferences may change is asked for when it is first needed, which may raise
    SideError and ApiError.
    """

    #: IANA name of the zone in which the database keeps times
    base: str = "UTC"
    #: IANA name of the zone of items that name none; "" is the base zone
    home: str = ""
    #: SuperOffice's id of a place → IANA name
    zones: Mapping[int, str] = field(default_factory=dict)
    #: attendees are listed at the end of texts (preference participants_in_text_in)
    lists_attendees: bool = False
    #: id of a priority → importance
    importance: Callable[[], Mapping[int, Importance]] = dict
    defaults: Callable[[], Defaults] = Defaults
    #: by id, in the order of the list, the types' names in each language
    types: Callable[[], Mapping[int, Mapping[str, str]]] = dict

    def zone_id(self, name: str) -> int:
        """SuperOffice's id of an IANA zone; 0 when it has none."""
        return next((place for place, zone in self.zones.items() if zone == name), 0)

    def meaning(self, priority: object) -> Importance:
        """What the id of a priority means; 0 stands for none."""
        known = isinstance(priority, int) and priority
        return self.importance().get(known, Importance.NORMAL) if known else Importance.NORMAL

    def priority_id(self, importance: Importance) -> int:
        """The first priority that means *importance*; 0 when there is none."""
        return next((key for key, value in self.importance().items() if value is importance), 0)

    def ask(self) -> None:
        """Ask now for all that writing may need."""
        self.importance()
        self.defaults()


def load(client: Client, organisation: Organisation | None = None) -> Facts:
    """The facts of the client's user, and of the *organisation* as it is known. Raises SideError, ApiError."""
    places = (organisation or Organisation()).places(client)
    return Facts(
        base=places.base,
        zones=places.zones,
        importance=cache(lambda: importances(_list(client, "priority"))),
        defaults=cache(lambda: defaults(client)),
        types=cache(lambda: _types(_list(client, "task"))),
    )


def _list(client: Client, name: str) -> object:
    return client.get(f"v1/MDOList/{name}", {"flat": "True"}).data


def defaults(client: Client) -> Defaults:
    """What new appointments of the client's user have. Raises SideError."""
    start, end, task = _preferences(client)
    all_day = _clock(start, _WHOLE_DAY[0]), _clock(end, _WHOLE_DAY[1])
    return Defaults(all_day, int(task) if task.isdecimal() else 0)


def _types(items: object) -> dict[int, dict[str, str]]:
    """Names of the types by id and language: the client asks for no language, so that all come (§2.8)."""
    return {
        item["Id"]: names_of(str(item.get("Name", "")))
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and isinstance(item.get("Id"), int) and item.get("Deleted") is not True
    }


def importances(items: object) -> dict[int, Importance]:
    """What each priority of the MDO list means: by its name, else by its place in a list of three."""
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    rows = [(item["Id"], str(item.get("Name", "")).lower()) for item in listed if isinstance(item.get("Id"), int)]
    named = {key: meaning for key, name in rows if (meaning := _meaning(name)) is not None}
    if named or len(rows) != 3:
        return named
    return dict(zip((key for key, _ in rows), (Importance.HIGH, Importance.NORMAL, Importance.LOW), strict=True))


def _meaning(name: str) -> Importance | None:
    return next((meaning for meaning, words in _WORDS.items() if any(word in name for word in words)), None)


def _preferences(client: Client) -> list[str]:
    """Raw values in the order of `_PREFERENCES`; "" where one is not set or not told."""
    wanted = [{"Section": section, "Key": key} for section, key in _PREFERENCES]
    try:
        answer = client.ask("v1/Agents/Preference/GetPreferences", {"Specifications": wanted}).data
    except ApiError:
        answer = None
    values: dict[tuple[str, str], str] = {}
    for preference in answer if isinstance(answer, list) else []:
        specification = preference.get("Specification") if isinstance(preference, dict) else None
        if isinstance(specification, dict):
            name = str(specification.get("Section")).lower(), str(specification.get("Key")).lower()
            values[name] = str(preference.get("RawValue") or "").strip()
    return [values.get((section.lower(), key.lower()), "") for section, key in _PREFERENCES]


def _clock(text: str, otherwise: time) -> time:
    """A time of day as the preference holds it: "08:00", or minutes since midnight."""
    try:
        if text.isdecimal():
            return time(*divmod(int(text), 60))
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return otherwise
