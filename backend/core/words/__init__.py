"""What the product says wherever it speaks: reasons with remedies, and phrases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from backend.core.catalogues import Catalogue, Value, Words
from backend.core.languages import DEFAULT
from backend.core.reasons import Reason

CATALOGUE: Final = Catalogue("backend.core")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that is said later, when it is known who reads it. Plain JSON holds it (msgspec)."""

    key: str
    #: by the name of its place; what is itself a phrase is said in the same language
    put_in: Mapping[str, str | int | Phrase] = field(default_factory=dict)

    def said(self, language: str = DEFAULT) -> str:
        """The phrase for a reader of *language*."""
        values = {
            name: value.said(language) if isinstance(value, Phrase) else value
            for name, value in self.put_in.items()
        }
        return say(self.key, language, **values)


def explain(reason: Reason, language: str = DEFAULT) -> Words:
    """The words of one reason."""
    return CATALOGUE.words(reason.value, language)


def say(key: str, language: str = DEFAULT, **put_in: Value) -> str:
    """The phrase of *key* with *put_in* in its places."""
    return CATALOGUE.say(key, language, **put_in)
