"""Names of list items: one text that holds a part for each language (contracts/superoffice.md §2.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

#: SuperOffice's code of a language inside names → its tag
TAGS: Final[Mapping[str, str]] = {
    "BR": "pt-BR", "CN": "zh-CN", "CZ": "cs-CZ", "DA": "da-DK", "FI": "fi-FI", "FR": "fr-FR",
    "GE": "de-DE", "IT": "it-IT", "JP": "ja-JP", "KO": "ko-KR", "NL": "nl-NL", "NO": "nb-NO", "PL": "pl-PL",
    "RU": "ru-RU", "SP": "es-ES", "SW": "sv-SE", "UK": "uk-UA", "US": "en-US", "VI": "vi-VN",
}  # fmt: skip

#: what speakers call their language, by its tag
AUTONYMS: Final[Mapping[str, str]] = {
    "cs-CZ": "Čeština",
    "da-DK": "Dansk",
    "de-DE": "Deutsch",
    "en-US": "English",
    "es-ES": "Español",
    "fi-FI": "Suomi",
    "fr-FR": "Français",
    "it-IT": "Italiano",
    "ja-JP": "日本語",
    "ko-KR": "한국어",
    "nb-NO": "Norsk bokmål",
    "nl-NL": "Nederlands",
    "pl-PL": "Polski",
    "pt-BR": "Português (Brasil)",
    "ru-RU": "Русский",
    "sv-SE": "Svenska",
    "uk-UA": "Українська",
    "vi-VN": "Tiếng Việt",
    "zh-CN": "中文",
}

#: language of a tag, "nb" of "nb-NO", → SuperOffice's code
CODES: Final[Mapping[str, str]] = {
    **{tag.partition("-")[0]: code for code, tag in TAGS.items()},
    "nn": "NO",
    "no": "NO",
}
_PART = re.compile(r'([A-Z]{2}):"((?:\\.|""|[^"\\])*)"')
_ESCAPED = re.compile(r'\\(.)|"(")')


def code_of(tag: str) -> str:
    """SuperOffice's code of a language tag: "NO" of "nb-NO", "nb" and "no"; "" for a language it does not have."""
    return CODES.get(tag.partition("-")[0].lower(), "")


def parts(name: str) -> dict[str, str]:
    """The parts of a name by SuperOffice's code of their language; empty for a name without languages."""
    found = {code: _ESCAPED.sub(lambda sign: sign[1] or sign[2], text) for code, text in _PART.findall(name)}
    return {code: text.strip() for code, text in found.items() if text.strip()}


def in_language(name: str, *codes: str) -> str:
    """The part in the first of these languages that the name has, else in the first that it has at all."""
    found = parts(name)
    if not found:
        return name.strip()
    return next((found[code] for code in codes if code in found), next(iter(found.values())))
