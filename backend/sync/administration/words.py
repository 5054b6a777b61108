"""What an administrator reads: sentences and remedies by key."""

from __future__ import annotations

from typing import Final

from backend.core.catalogues import Catalogue, Value, Words
from backend.core.languages import DEFAULT

CATALOGUE: Final = Catalogue("backend.sync.administration")


def words(key: str, language: str = DEFAULT, **put_in: Value) -> Words:
    """The words of *key* with *put_in* in their places."""
    return CATALOGUE.words(key, language, **put_in)
