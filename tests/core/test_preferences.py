"""Which values preferences take, and what is said about the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pytest

from backend.core.choices import Choice, Refusal
from backend.core.preference_kinds import LARGEST_ID, PARTS
from backend.core.preference_values import Gone, resolve, validated
from backend.core.preferences import CATALOGUE, Direction, Level, Preferences, Private

PERSONAL, PROFILE, DEFAULT = Level

GOOD: list[tuple[str, Any, Any]] = [
    ("free", False, False),
    ("favourite_persons", True, True),
    ("direction", "calendar-to-superoffice", "calendar-to-superoffice"),
    ("private", "busy only", "busy only"),
    ("window_ahead_days", 730, 730),
    ("window_back_days", 0, 0),
    ("types", [3, 1], [3, 1]),
    ("selections", [], []),
    ("selections", [LARGEST_ID], [LARGEST_ID]),
    ("incoming_task_type", 0, 0),
    ("outgoing_category_task", "  Office ✓ ", "Office ✓"),
    ("job_title_field", "SuperOffice:7", "SuperOffice:7"),
    ("time_zone_calendar", "W. Europe Standard Time", "Europe/Berlin"),
    ("time_zone_superoffice", "Europe/Oslo", "Europe/Oslo"),
    ("time_zone_superoffice", "", ""),
    ("subject", ["person"], ["person"]),
    ("subject", ["person", "text: for ", "company", "text:–"], ["person", "text:for", "company", "text:–"]),
    ("subject", list(PARTS), list(PARTS)),
    ("subject", None, None),
]
BAD: list[tuple[str, Any, str]] = [
    ("colour", "blue", "unknown_key"),
    ("", True, "unknown_key"),
    ("contact_group", "SuperOffice", "unknown_key"),
    ("free", 1, "not_a_switch"),
    ("free", 0, "not_a_switch"),
    ("free", "true", "not_a_switch"),
    ("free", [True], "not_a_switch"),
    ("direction", "both", "not_offered"),
    ("direction", True, "not_a_text"),
    ("direction", "TWO_WAY", "not_offered"),
    ("private", True, "not_a_text"),
    ("private", "busy", "not_offered"),
    ("incoming_task_type", True, "not_a_number"),
    ("incoming_task_type", 7.0, "not_a_number"),
    ("incoming_task_type", "7", "not_a_number"),
    ("incoming_task_type", -1, "out_of_range"),
    ("incoming_task_type", LARGEST_ID + 1, "out_of_range"),
    ("types", 3, "not_a_list"),
    ("types", "3", "not_a_list"),
    ("types", {"3": 3}, "not_a_list"),
    ("types", [True], "not_a_number"),
    ("types", ["3"], "not_a_number"),
    ("types", [0], "out_of_range"),
    ("types", [3, 4, 3], "twice"),
    ("selections", list(range(1, 102)), "too_many"),
    ("job_title_field", "x" * 513, "too_long"),
    ("job_title_field", 7, "not_a_text"),
    ("outgoing_category_task", "", "empty"),
    ("outgoing_category_task", "   ", "empty"),
    ("outgoing_category_task", "x" * 256, "too_long"),
    ("outgoing_category_task", "a\0b", "characters"),
    ("outgoing_category_task", "a\nb", "characters"),
    ("outgoing_category_task", "\ud800", "characters"),
    ("time_zone_calendar", "Mars/Olympus", "unknown_zone"),
    ("time_zone_calendar", "../../etc/passwd", "unknown_zone"),
    ("time_zone_calendar", "Europe", "unknown_zone"),
    ("time_zone_calendar", 2, "not_a_text"),
    ("subject", "type", "not_a_list"),
    ("subject", [], "no_part"),
    ("subject", ["text:only"], "no_part"),
    ("subject", ["colour"], "unknown_part"),
    ("subject", ["type", ""], "unknown_part"),
    ("subject", ["type", "text:  "], "empty"),
    ("subject", ["type", 1], "not_a_text"),
    ("subject", ["type", "company", "type"], "twice"),
    ("subject", ["type", "text:" + "x" * 60], "too_long"),
    ("subject", ["type", *["text:x"] * 10], "too_many"),
    ("window_ahead_days", 90, "not_personal"),
    ("personal_preferences_allowed", False, "not_personal"),
]
BAD_IN_A_PROFILE: list[tuple[str, Any, str]] = [
    ("window_ahead_days", 0, "out_of_range"),
    ("window_ahead_days", 731, "out_of_range"),
    ("window_back_days", -1, "out_of_range"),
    ("window_back_days", True, "not_a_number"),
    ("mass_delete_percent", 101, "out_of_range"),
    ("mail_guard", "off", "not_a_switch"),
    ("calendar", "AAMk", "not_profile"),
    ("colour", "blue", "unknown_key"),
]


class Systems:
    """Both systems, which take everything but what they are told to refuse."""

    def __init__(self, **refused: dict[str | int, Refusal]) -> None:
        self._refused = refused
        self.asked: list[tuple[str, tuple[str | int, ...]]] = []

    def of(self, key: str, search: str = "") -> Sequence[Choice]:
        raise AssertionError("nobody shows a list here")

    def refused(self, key: str, values: Collection[str | int]) -> Mapping[str | int, Refusal]:
        self.asked.append((key, tuple(values)))
        return {one: self._refused[key][one] for one in values if one in self._refused.get(key, {})}


@pytest.mark.parametrize(("key", "value", "kept"), GOOD)
def test_a_good_value_is_taken(key: str, value: Any, kept: Any) -> None:
    level = PERSONAL if PERSONAL in CATALOGUE[key].levels else PROFILE
    checked = validated({key: value}, level)
    assert (dict(checked.values), checked.faults) == ({key: kept}, ())


@pytest.mark.parametrize(("key", "value", "code"), BAD)
def test_a_bad_value_is_refused_with_its_key_and_a_sentence(key: str, value: Any, code: str) -> None:
    (fault,) = validated({key: value}, PERSONAL).faults
    assert (fault.key, fault.code) == (key, code)
    assert fault.sentence().endswith(".")
    assert "{" not in fault.sentence()


@pytest.mark.parametrize(("key", "value", "code"), BAD_IN_A_PROFILE)
def test_a_profile_is_checked_too(key: str, value: Any, code: str) -> None:
    (fault,) = validated({key: value}, PROFILE).faults
    assert (fault.key, fault.code) == (key, code)


def test_all_faults_are_told_at_once() -> None:
    faults = validated({"free": 1, "private": "no", "colour": 2, "types": [0]}, PERSONAL).faults
    assert [(one.key, one.code) for one in faults] == [
        ("free", "not_a_switch"),
        ("colour", "unknown_key"),
        ("types", "out_of_range"),
    ]


def test_a_long_value_is_not_repeated_whole() -> None:
    (fault,) = validated({"direction": "x" * 5000}, PERSONAL).faults
    assert len(fault.sentence()) < 120
    (fault,) = validated({"x" * 5000: 1}, PERSONAL).faults
    assert len(fault.sentence()) < 140


def test_a_value_is_not_read_as_a_phrase() -> None:
    (fault,) = validated({"direction": "{label.__class__}"}, PERSONAL).faults
    assert "{label.__class__}" in fault.sentence()


def test_the_systems_are_asked_for_what_only_they_know() -> None:
    systems = Systems(selections={7: Refusal.DYNAMIC, 8: Refusal.NOT_OFFERED}, private={"yes": Refusal.LICENCE})
    changes = {"selections": [6, 7, 8], "private": "yes", "free": False, "outgoing_category_task": "Office"}
    checked = validated(changes, PERSONAL, systems)
    assert [(one.key, one.code) for one in checked.faults] == [
        ("selections", "dynamic"),
        ("selections", "not_offered"),
        ("private", "licence"),
    ]
    assert [key for key, _ in systems.asked] == ["selections", "private"]


def test_the_default_is_not_asked_of_the_systems() -> None:
    systems = Systems()
    validated({"types": [], "private": "no", "calendar": "", "incoming_task_type": 0}, PERSONAL, systems)
    assert systems.asked == []


def test_the_licence_of_one_user_bars_nothing_from_the_profile() -> None:
    systems = Systems(private={"yes": Refusal.LICENCE}, types={4: Refusal.NOT_OFFERED})
    checked = validated({"private": "yes", "types": [4]}, PROFILE, systems)
    assert [(one.key, one.code) for one in checked.faults] == [("types", "not_offered")]


def test_a_personal_value_wins_over_the_profile_and_that_over_the_default() -> None:
    found = resolve({"free": False, "private": "yes"}, {"private": "busy only"})
    assert found.values == Preferences(free=False, private=Private.BUSY_ONLY)
    assert [found.sources[key] for key in ("private", "free", "all_day")] == [PERSONAL, PROFILE, DEFAULT]
    assert found.fallen == ()


def test_values_have_the_types_of_their_fields() -> None:
    found = resolve(
        {}, {"direction": "none", "private": "yes", "types": [4], "subject": ["type", "text:x"]}
    ).values
    assert found.direction is Direction.NONE
    assert found.private is Private.YES
    assert (found.types, found.subject) == ((4,), ("type", "text:x"))


def test_while_personal_values_are_not_allowed_only_the_calendar_of_a_person_counts() -> None:
    stored = {"free": True, "private": "busy only", "calendar": "AAMk", "types": ["wrong"]}
    found = resolve({"personal_preferences_allowed": False, "free": False}, stored)
    assert found.values == Preferences(personal_preferences_allowed=False, free=False, calendar="AAMk")
    assert found.sources["calendar"] is PERSONAL
    assert found.fallen == ()


def test_nobody_lifts_the_administrators_switches_by_a_personal_value() -> None:
    found = resolve({}, {"window_ahead_days": 400, "mail_guard": False, "personal_preferences_allowed": True})
    assert found.values == Preferences()
    assert {one.code for one in found.fallen} == {"not_personal"}


@pytest.mark.parametrize("wrong", [True, 3, "sometimes", None, [], {"a": 1}])
def test_a_stored_value_that_is_not_valid_falls_to_the_next_level_and_is_told(wrong: Any) -> None:
    found = resolve({"private": "yes"}, {"private": wrong})
    assert found.values.private is Private.YES
    assert found.sources["private"] is PROFILE
    assert [one.key for one in found.fallen] == ["private"]
    both = resolve({"private": wrong}, {"private": wrong})
    assert both.values.private is Private.NO
    assert both.sources["private"] is DEFAULT


def test_a_key_of_a_newer_version_is_told_and_does_not_count() -> None:
    found = resolve({"weather": "fine"}, {"free": False})
    assert found.values == Preferences(free=False)
    assert [(one.key, one.code) for one in found.fallen] == [("weather", "unknown_key")]


def test_a_choice_that_vanished_falls_back_and_of_several_the_others_stay() -> None:
    gone: Gone = {
        "types": {4: Refusal.NOT_OFFERED},
        "incoming_task_type": {9: Refusal.NOT_OFFERED},
        "selections": {1: Refusal.DYNAMIC},
    }
    found = resolve({"incoming_task_type": 8}, {"types": [3, 4], "incoming_task_type": 9, "selections": [1]}, gone)
    assert (found.values.types, found.values.incoming_task_type, found.values.selections) == ((3,), 8, ())
    assert found.sources["selections"] is DEFAULT
    assert [(one.key, one.code) for one in found.fallen] == [
        ("types", "not_offered"),
        ("incoming_task_type", "not_offered"),
        ("selections", "dynamic"),
    ]
