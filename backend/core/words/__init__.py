"""What a person reads: sentences and remedies of reasons, and phrases, from one catalogue a language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from backend.core.reasons import Reason


@dataclass(frozen=True, slots=True)
class Words:
    """Why an item is not synced, and what to do about it."""

    sentence: str
    remedy: str


@cache
def _read(language: str) -> dict[str, Any]:
    text = files(__name__).joinpath(f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def catalogue(language: str = "en") -> dict[str, Words]:
    """Words by reason code. Raises FileNotFoundError for a language without a catalogue."""
    return {code: Words(**words) for code, words in _read(language).items() if isinstance(words, dict)}


@cache
def phrases(language: str = "en") -> dict[str, str]:
    """Phrases by key, with the names of what is put into them in braces. Raises FileNotFoundError as above."""
    return {key: phrase for key, phrase in _read(language).items() if isinstance(phrase, str)}


def explain(reason: Reason, language: str = "en") -> Words:
    """The words of one reason."""
    return catalogue(language)[reason.value]


def say(key: str, language: str = "en", **put_in: str) -> str:
    """The phrase of *key* with *put_in* in its places."""
    return phrases(language)[key].format(**put_in)
