"""What the page of preferences warns of: values that are taken, but seldom meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.core.preferences import Preferences
from backend.core.words import say
from backend.sync.choices import MailboxChoices


@dataclass(frozen=True, slots=True)
class Caution:
    """One warning, and by preference the value that ends it."""

    #: the preference beside which it stands
    key: str
    sentence: str
    offered: Mapping[str, str | int] = field(default_factory=dict)


def cautions(choices: MailboxChoices, preferences: Preferences, language: str = "en") -> list[Caution]:
    """The warnings about *preferences* (spec/preferences.md, `types` and `time_zone_*`). Raises SideError."""
    return [*_of_zones(choices, preferences, language), *_of_types(choices, preferences, language)]


def _of_zones(choices: MailboxChoices, preferences: Preferences, language: str) -> list[Caution]:
    """Both systems are to show the same clock."""
    check = choices.zone_check(preferences.time_zone_superoffice, preferences.time_zone_calendar)
    sentence = check.warning(language)
    return [Caution(key, sentence, {key: value}) for key, value in check.offered.items()]


def _of_types(choices: MailboxChoices, preferences: Preferences, language: str) -> list[Caution]:
    """What is born in the calendar gets a type that is not synced."""
    incoming = preferences.incoming_appointment_type or choices.default_type()
    if not preferences.types or not incoming or incoming in preferences.types:
        return []
    name = next((one.label for one in choices.of("types") if one.value == incoming), str(incoming))
    return [Caution("types", say("types.without_incoming", language, type=name))]
