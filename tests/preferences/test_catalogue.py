"""The catalogue, the values, the API, the documentation and the words know the same preferences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from backend.api.v1.models_preferences import changes_schema
from backend.core.preference_page import page
from backend.core.preference_values import plain
from backend.core.preferences import CATALOGUE, Level, Preference, Preferences, Section
from backend.core.words import CATALOGUE as WORDS
from tests.core.test_preferences import BAD, BAD_IN_A_PROFILE, GOOD

DOCS = Path(__file__).parents[2] / "docs" / "preferences.md"
#: what `validated` tells itself, beside the kinds of values and the systems
CODES_OF_CHANGES = {"unknown_key", "not_personal", "not_profile"}
#: what no JSON schema tells of a value; a number such as 7.0 is whole to a schema
BEYOND_SCHEMAS = {"characters", "unknown_zone", "twice", "no_part"}
every_preference = pytest.mark.parametrize("preference", CATALOGUE.values(), ids=list(CATALOGUE))


def of_level(level: Level) -> set[str]:
    return {key for key, preference in CATALOGUE.items() if level in preference.levels}


def in_words(kind: str) -> set[str]:
    start = f"preference.{kind}."
    return {phrase.removeprefix(start) for phrase in WORDS.entries() if phrase.startswith(start)}


def test_every_value_is_in_the_catalogue() -> None:
    assert {one.name for one in fields(Preferences)} == set(CATALOGUE)


def test_the_schemas_of_the_api_have_the_keys_of_their_level() -> None:
    for level in (Level.PERSONAL, Level.PROFILE):
        assert set(changes_schema(level)["properties"]) == of_level(level)
    assert of_level(Level.PERSONAL) | of_level(Level.PROFILE) == set(CATALOGUE)
    assert {key for key in CATALOGUE if CATALOGUE[key].section is Section.ADMINISTRATOR} == (
        of_level(Level.PROFILE) - of_level(Level.PERSONAL)
    )


def test_every_preference_and_choice_has_words_and_no_others_have() -> None:
    assert in_words("label") == in_words("help") == set(CATALOGUE)
    assert in_words("section") == set(Section)
    assert in_words("choice") == {f"{key}.{one}" for key in CATALOGUE for one in CATALOGUE[key].kind.offered}


def test_every_refusal_that_has_words_is_shown_by_a_bad_value() -> None:
    shown = {code for _, _, code in (*BAD, *BAD_IN_A_PROFILE)}
    assert shown | {"dynamic", "licence"} == in_words("refused")


def test_the_documentation_names_every_preference_once() -> None:
    assert re.findall(r"^\| `(\w+)`", DOCS.read_text("utf-8"), re.MULTILINE) == list(CATALOGUE)


def test_the_documentation_is_that_of_the_catalogue() -> None:
    assert DOCS.read_text("utf-8") == page(), "make it again: sosync preferences --docs > docs/preferences.md"


@every_preference
def test_a_default_is_a_value_of_its_kind(preference: Preference) -> None:
    read = preference.kind.read(plain(preference.default))
    assert (read, type(read)) == (preference.default, type(preference.default))
    assert valid(preference.kind.schema(), plain(preference.default))


@pytest.mark.parametrize(("key", "value", "_kept"), [one for one in GOOD if one[1] is not None])
def test_what_is_taken_is_in_the_schema(key: str, value: Any, _kept: Any) -> None:
    assert valid(CATALOGUE[key].kind.schema(), value)


@pytest.mark.parametrize(("key", "value", "code"), [one for one in BAD if one[0] in CATALOGUE])
def test_what_is_refused_is_not_in_the_schema_where_that_can_tell(key: str, value: Any, code: str) -> None:
    silent = code in BEYOND_SCHEMAS or isinstance(value, float) or Level.PERSONAL not in CATALOGUE[key].levels
    assert silent or not valid(CATALOGUE[key].kind.schema(), value)


def valid(schema: Mapping[str, Any], value: Any) -> bool:
    return bool(OAS31Validator(schema).is_valid(value))
