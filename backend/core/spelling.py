"""Whether a value of a contact says what another says, spelled in its own way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from babel import Locale

from backend.core.languages import LANGUAGES
from backend.core.persons import PostalAddress

_PHONES: Final = frozenset({"business_phones", "mobile_phone", "home_phones", "other_phone", "fax"})
_BETWEEN_DIGITS: Final = re.compile(r"[\s().\-/]+")


def tells(field: str, value: Any, other: Any) -> bool:
    """Whether *value* of *field* tells all that *other* does, but for capitals, blanks, the signs between the
    digits of a telephone number, and the language of a country's name."""
    here, there = _plain(field, value), _plain(field, other)
    return set(there) <= set(here) if isinstance(other, tuple) else bool(here == there)


def _plain(field: str, value: Any) -> Any:
    match value:
        case tuple():
            return tuple(_plain(field, one) for one in value)
        case PostalAddress():
            parts = (value.street, value.city, value.state, value.postal_code)
            return (*map(_words, parts), _country(_words(value.country)))
        case str() if field in _PHONES:
            return _BETWEEN_DIGITS.sub("", value)
        case str():
            return _words(value)
    return value


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _country(name: str) -> str:
    """The ISO code of a country by its name, or its code, in lower case; the text itself where it is none."""
    return _countries().get(name, name)


@cache
def _countries() -> Mapping[str, str]:
    """ISO codes by the names of countries in the languages of the product (CLDR), all in lower case."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2:
                found[_words(name)] = found[code.casefold()] = code.casefold()
    return found
