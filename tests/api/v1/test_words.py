"""The sentences of the API: complete, and the same set in every language."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from backend.api.v1.language import languages

CATALOGUES = files("backend.api.v1").joinpath("words")


def _catalogue(language: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(CATALOGUES.joinpath(f"{language}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("language", languages())
def test_every_language_says_everything(language: str) -> None:
    words = _catalogue(language)
    assert set(words) == set(_catalogue("en"))
    for key, said in words.items():
        assert said["sentence"].endswith("."), key
        assert said["remedy"] == "" or said["remedy"].endswith("."), key
        assert said["remedy"] or not key.startswith("problem."), key
