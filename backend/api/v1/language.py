"""The sentences of the API, in the language that the caller reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from backend.api.language import language
from backend.api.problems import Problem
from backend.core.catalogues import Catalogue, Words

CATALOGUE: Final = Catalogue("backend.api.v1")


def words(key: str) -> Words:
    """Sentence and remedy of a state, in the caller's language."""
    return CATALOGUE.words(key, language())


def problem(
    status: int,
    code: str,
    *,
    field: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    person_id: int = 0,
) -> Problem:
    """A Problem whose words are in the catalogue, in the caller's language."""
    said = words(f"problem.{code}")
    return Problem(
        status,
        code,
        said.sentence,
        remedy=said.remedy,
        field=field,
        errors=errors,
        headers=headers,
        person_id=person_id,
    )
