"""SuperOffice's list of types, and which of them an item gets that was born in the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from backend.core.items import Appointment
from backend.core.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Types:
    """The types that may be chosen. The default suits an organisation that tells nothing."""

    #: by id, in the order of the list, the name in each language
    names: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    #: what SuperOffice gives a new appointment; 0 where it does not tell
    default: int = 0

    def of_incoming(self, item: Appointment, preferences: Preferences) -> int:
        """The type of an item of the calendar in SuperOffice (spec/preferences.md, `incoming_category_as_type`).

        A chosen type that is no longer in the list gives way to the default; 0 leaves it to SuperOffice.
        """
        if preferences.incoming_category_as_type and (found := self._named(item.categories)):
            return found
        chosen = preferences.incoming_appointment_type
        return chosen if chosen in self.names else self.default

    def _named(self, categories: Iterable[str]) -> int:
        """The first type of the list that one of the categories is called by, in any language; 0 for none."""
        wanted = {category.strip().casefold() for category in categories}
        for type_id, names in self.names.items():
            if wanted & {name.casefold() for name in names.values()}:
                return type_id
        return 0


#: nothing is known of the list
NO_TYPES = Types()


def are_asked(preferences: Preferences) -> bool:
    """Whether the list of types must be known."""
    chosen = preferences.types or preferences.incoming_appointment_type
    return bool(chosen) or preferences.incoming_category_as_type
