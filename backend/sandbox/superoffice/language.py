"""Multi-language texts: `US:"Visit";NO:"Besøk"` and resources `[SR_NO]` (contracts/superoffice.md §2.8)."""

from __future__ import annotations

import re
from functools import lru_cache

from backend.sandbox.superoffice.routing import Context

#: language tag -> SuperOffice's code inside multi-language texts
CODES = {
    "en": "US", "no": "NO", "nb": "NO", "nn": "NO", "de": "GE", "fr": "FR", "sv": "SW", "da": "DA", "nl": "NL",
    "fi": "FI", "es": "SP", "it": "IT", "pl": "PL",
}  # fmt: skip

RESOURCES = {
    "SR_VFC_ALL": {"US": "Visible for all", "NO": "Synlig for alle"},
    "SR_YES": {"US": "Yes", "NO": "Ja"},
    "SR_NO": {"US": "No", "NO": "Nei"},
}

#: header values that ask for the text as it is stored
_UNTRANSLATED = frozenset({"", "*", "x", "-"})

_PART = re.compile(r'([A-Z]{2}):"((?:\\.|[^"\\])*)"')


def language_of(ctx: Context) -> str:
    """SuperOffice's code of the language asked for, SO-Language before Accept-Language; empty for none."""
    header = ctx.request.headers.get("SO-Language") or ctx.request.headers.get("Accept-Language") or ""
    tag = header.split(",")[0].split(";")[0].strip().lower()
    return "" if tag in _UNTRANSLATED else CODES.get(tag.split("-")[0], "US")


@lru_cache(maxsize=4096)
def translated(text: str, language: str) -> str:
    """*text* in a language; as stored when no language is asked for, English when it has no such part."""
    if not language:
        return text
    if text.startswith("[SR_") and text.endswith("]"):
        names = RESOURCES.get(text[1:-1])
        return names.get(language, names["US"]) if names else text
    parts = dict(_PART.findall(text))
    if not parts:
        return text
    return str(parts.get(language) or parts.get("US") or next(iter(parts.values())))
