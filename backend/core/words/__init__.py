"""What a person reads: the sentence and the remedy of each reason, from one catalogue a language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from backend.core.reasons import Reason


@dataclass(frozen=True, slots=True)
class Words:
    """Why an item is not synced, and what to do about it."""

    sentence: str
    remedy: str


@cache
def catalogue(language: str = "en") -> dict[str, Words]:
    """Words by reason code. Raises FileNotFoundError for a language without a catalogue."""
    text = files(__name__).joinpath(f"{language}.json").read_text(encoding="utf-8")
    return {code: Words(**words) for code, words in json.loads(text).items()}


def explain(reason: Reason, language: str = "en") -> Words:
    """The words of one reason."""
    return catalogue(language)[reason.value]
