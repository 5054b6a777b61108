"""What the API takes and gives about preferences; schemas of values are those of the catalogue."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, RootModel
from pydantic_core import CoreSchema

from backend.api.v1.models import Model
from backend.core.preferences import CATALOGUE, Level, Section

#: longest text by which choices are searched
SEARCH_LIMIT = 100

_Value = Annotated[
    bool | int | str | list[str] | list[int], Field(description="As the request to change it takes it.")
]


class Choice(Model):
    """One value that may be chosen."""

    value: str | int
    label: str
    detail: Annotated[str, Field(description="What tells it apart from others of the same label.")] = ""
    members: Annotated[int | None, Field(description="Of a selection.")] = None


class Preference(Model):
    """One preference: its value, where that comes from, and what may be chosen."""

    key: str
    section: Section
    type: Annotated[
        Literal["switch", "choice", "choices", "text", "number", "zone", "subject"],
        Field(description="What the form shows: one choice, several of them, the parts of a subject in order."),
    ]
    label: str
    help: str
    value: _Value
    source: Level
    inherited: Annotated[_Value, Field(description="What counts when the own value is taken back.")]
    changeable: Annotated[bool, Field(description="Whether a request to change it is let in.")]
    choices: Annotated[list[Choice], Field(description="Of a fixed list.")]
    live: Annotated[
        bool,
        Field(description="/preferences/choices/{key} tells choices, or what a switch brings."),
    ]
    minimum: Annotated[int | None, Field(description="Of a number.")]
    maximum: Annotated[int | None, Field(description="Of a number.")]
    max_length: Annotated[int | None, Field(description="Of a text, in characters.")]
    fault: Annotated[str, Field(description="Why a stored value does not count; empty when all do.")]


class Preferences(Model):
    """Every preference that is a person's matter, in the order of the page."""

    allowed: Annotated[bool, Field(description="Whether personal preferences are allowed; hide the page if not.")]
    preferences: list[Preference]


class PreferenceChanges(RootModel[Annotated[dict[str, Any], Field(min_length=1)]]):
    """New values by key; null takes the own value back. With one wrong value nothing is changed."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Of the catalogue; the values are checked by core.preference_values, which tells all faults."""
        return changes_schema(Level.PERSONAL)


def changes_schema(level: Level) -> dict[str, Any]:
    """The JSON schema of changes to the values stored at *level*."""
    values = {
        key: {"anyOf": [preference.kind.schema(), {"type": "null"}]}
        for key, preference in CATALOGUE.items()
        if level in preference.levels
    }
    return {"type": "object", "properties": values, "additionalProperties": False, "minProperties": 1}


class ChoicesQuery(Model):
    """What choices are narrowed to."""

    search: Annotated[str, Field(max_length=SEARCH_LIMIT)] = ""


class SubjectQuery(Model):
    """A build-up of subjects, as the preferences of these names."""

    subject: Annotated[list[str], Field(min_length=1, max_length=20)]
    subject_language: Annotated[str, Field(max_length=SEARCH_LIMIT)] = ""


class SubjectPreview(Model):
    """A subject on one of the caller's own items; both empty where none has come from SuperOffice yet."""

    first_line: Annotated[str, Field(description="Title of the item in SuperOffice.")]
    subject: Annotated[str, Field(description="What the calendar would show.")]


class Choices(Model):
    """What may be chosen now."""

    items: list[Choice]
