"""What an administrator reads: sentences and remedies by key."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from backend.core.words import Words


@cache
def catalogue() -> dict[str, Words]:
    """Words by key, with the names of what is put into them in braces."""
    text = files(__package__).joinpath("words", "en.json").read_text(encoding="utf-8")
    return {key: Words(**words) for key, words in json.loads(text).items()}


def words(key: str, **put_in: object) -> Words:
    """The words of *key* with *put_in* in the places of the sentence."""
    said = catalogue()[key]
    return Words(said.sentence.format(**put_in), said.remedy)
