"""Texts by key, one JSON file a language beside the code that says them (docs/translating.md).

A text is a string, or one string for each plural form, chosen by the number that is put in as `n`. Names in braces
are places. What a person is told is a sentence with a remedy, each a text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from backend.core.languages import DEFAULT, plural_form, written

#: what can be put into a text
Value = str | int | date
Text = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """What a person is told, and what to do about it; "" where nothing can be done."""

    sentence: str
    remedy: str


class Catalogue:
    """The texts in the folder `words` of a package."""

    def __init__(self, package: str) -> None:
        self._package = package

    def entries(self, language: str = DEFAULT) -> Mapping[str, Any]:
        """Everything by key: a text, or sentence and remedy. Raises FileNotFoundError for an unknown language."""
        return _read(self._package, language)

    def say(self, key: str, language: str = DEFAULT, **put_in: Value) -> str:
        """The text of *key* with *put_in* in its places; numbers and days as the language writes them."""
        return _filled(self.entries(language)[key], language, put_in)

    def words(self, key: str, language: str = DEFAULT, **put_in: Value) -> Words:
        """Sentence and remedy of *key*, as `say` says them."""
        entry = self.entries(language)[key]
        return Words(*(_filled(entry[part], language, put_in) for part in ("sentence", "remedy")))


@cache
def _read(package: str, language: str) -> Mapping[str, Any]:
    text = files(package).joinpath("words", f"{language}.json").read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def _filled(text: Text, language: str, put_in: Mapping[str, Value]) -> str:
    if not isinstance(text, str):
        number = put_in["n"]
        assert isinstance(number, int)
        text = text[plural_form(number, language)]
    return text.format(**{name: written(value, language) for name, value in put_in.items()})
