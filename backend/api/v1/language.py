"""Which language the caller reads, and the sentences of the API in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from flask import Response, request

from backend.api.problems import Problem
from backend.core.words import Words

DEFAULT: Final = "en"
_CATALOGUES = files("backend.api.v1").joinpath("words")


@cache
def languages() -> tuple[str, ...]:
    """Languages that have a catalogue, the default first."""
    found = {one.name.removesuffix(".json") for one in _CATALOGUES.iterdir() if one.name.endswith(".json")}
    return (DEFAULT, *sorted(found - {DEFAULT}))


def language() -> str:
    """The best language for this request: Accept-Language, else the default."""
    return request.accept_languages.best_match(languages(), DEFAULT)


@cache
def _catalogue(chosen: str) -> dict[str, Words]:
    text = _CATALOGUES.joinpath(f"{chosen}.json").read_text(encoding="utf-8")
    return {key: Words(**words) for key, words in json.loads(text).items()}


def words(key: str) -> Words:
    """Sentence and remedy of a state, in the caller's language."""
    return _catalogue(language())[key]


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


def tell_language(response: Response) -> Response:
    """Say in which language an answer is."""
    response.headers["Content-Language"] = language()
    response.vary.add("Accept-Language")
    return response
