"""Values of preferences: changes checked before they are stored, and which of the stored ones count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.core.choices import LiveChoices, Refusal
from backend.core.preference_kinds import Wrong
from backend.core.preferences import CATALOGUE, Level, Preference, Preferences
from backend.core.words import Phrase

#: key → what the systems do not take, and why
Gone = Mapping[str, Mapping[str | int, Refusal]]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value is not taken, or does not count."""

    key: str
    #: stable, for programs
    code: str
    put_in: Mapping[str, str] = field(default_factory=dict)

    @property
    def told(self) -> Phrase:
        """For a person."""
        label = Phrase(f"preference.label.{self.key}") if self.key in CATALOGUE else self.key
        return Phrase(f"preference.refused.{self.code}", {"label": label, **self.put_in})

    def sentence(self, language: str = "en") -> str:
        """For a person who reads *language*."""
        return self.told.said(language)


@dataclass(frozen=True, slots=True)
class Validated:
    """Changes as they may be stored; with any fault nothing may."""

    #: plain JSON by key; None takes a stored value away
    values: Mapping[str, Any]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The values that count for a mailbox, where each comes from, and what was stored but does not count."""

    values: Preferences
    sources: Mapping[str, Level]
    #: stored values that are no longer valid; the next level or the default counts in their place
    fallen: tuple[Fault, ...]


def plain(value: Any) -> Any:
    """A value of `Preferences` as JSON."""
    return list(value) if isinstance(value, tuple) else value


def validated(changes: Mapping[str, object], level: Level, live: LiveChoices | None = None) -> Validated:
    """Check *changes* to the values stored at *level*, each fault of them told. Raises SideError.

    *live* answers for the systems; without it, what only they know is not checked. The licence of the user who is
    asked does not speak for others, so it bars nothing from a profile.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in changes.items():
        preference = CATALOGUE.get(key)
        if preference is None:
            faults.append(Fault(key[:100], "unknown_key"))
        elif level not in preference.levels:
            faults.append(Fault(key, f"not_{level}"))
        elif value is None:
            values[key] = None
        else:
            try:
                values[key] = plain(preference.kind.read(value))
            except Wrong as wrong:
                faults.append(Fault(key, wrong.code, wrong.put_in))
            else:
                refused = _refused(preference, values[key], live)
                faults += [one for one in refused if level is Level.PERSONAL or one.code != Refusal.LICENCE]
    return Validated(values, tuple(faults))


def _refused(preference: Preference, value: Any, live: LiveChoices | None) -> Iterator[Fault]:
    """What the systems say against a value; the default needs nothing of them."""
    if live is None or not preference.asked or value == plain(preference.default):
        return
    for one, refusal in live.refused(preference.key, _each(value)).items():
        yield Fault(preference.key, refusal, {"value": str(one)})


def _each(value: Any) -> tuple[str | int, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def resolve(profile: Mapping[str, Any], personal: Mapping[str, Any], gone: Gone | None = None) -> Resolved:
    """Personal values over those of the organisation's profile over the defaults.

    While the profile does not allow personal values, those count only where no profile can have one. *gone*: what
    the systems do not take any more; of several values the others stay.
    """
    of_profile, profile_faults = _valid(profile, Level.PROFILE, gone or {})
    of_person, personal_faults = _valid(personal, Level.PERSONAL, gone or {})
    if not of_profile.get("personal_preferences_allowed", True):
        of_person = {key: of_person[key] for key in of_person if Level.PROFILE not in CATALOGUE[key].levels}
        personal_faults = []
    sources = dict.fromkeys(CATALOGUE, Level.DEFAULT)
    sources |= dict.fromkeys(of_profile, Level.PROFILE) | dict.fromkeys(of_person, Level.PERSONAL)
    return Resolved(Preferences(**{**of_profile, **of_person}), sources, (*personal_faults, *profile_faults))


def _valid(stored: Mapping[str, Any], level: Level, gone: Gone) -> tuple[dict[str, Any], list[Fault]]:
    """The stored values of a level that count, and what is wrong with the others."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in stored.items():
        preference = CATALOGUE.get(key)
        if preference is None or level not in preference.levels:
            faults.append(Fault(key, "unknown_key" if preference is None else f"not_{level}"))
            continue
        try:
            read = preference.kind.read(value)
        except Wrong as wrong:
            faults.append(Fault(key, wrong.code, wrong.put_in))
            continue
        lost = [one for one in _each(read) if one in gone.get(key, {})]
        faults += [Fault(key, gone[key][one], {"value": str(one)}) for one in lost]
        left = tuple(one for one in _each(read) if one not in lost)
        if left or not lost:
            values[key] = left if isinstance(read, tuple) else read
    return values, faults
