"""The languages in which people are spoken to, and how each writes numbers, days and lists (CLDR)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final, Literal, get_args

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

Language = Literal["en", "nb", "da", "sv", "de", "nl"]
#: those that have catalogues, the default first
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT: Final[Language] = "en"
#: Norwegian of every kind is written as Bokmål
_SAME: Final = {"no": "nb", "nn": "nb"}
#: languages that are written as in one of their regions
_REGION: Final = {"en": "en_GB"}


def nearest(*tags: str) -> Language:
    """The language of the first of *tags* ("nb-NO", "de_AT") that has a catalogue, else English."""
    for tag in tags:
        primary = tag.replace("_", "-").partition("-")[0].lower()
        for known in LANGUAGES:
            if known == _SAME.get(primary, primary):
                return known
    return DEFAULT


def plural_form(number: int, language: str) -> str:
    """CLDR's name of the form that goes with *number*: "one", "other" and, in other languages than these, more."""
    return _locale(language).plural_form(number)


def written(value: str | int | date, language: str) -> str:
    """A text as it is, a number or a day as people write it."""
    match value:
        case int():
            return format_decimal(value, locale=_locale(language))
        case date():
            return format_date(value, "long", locale=_locale(language))
        case text:
            return text


def listed(texts: Sequence[str], language: str) -> str:
    """ "a, b and c"."""
    return format_list(texts, locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_REGION.get(language, language))
