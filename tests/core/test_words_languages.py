"""Every catalogue says everything in every language, with the forms that the language has for numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel import Locale

import backend
from backend.core.catalogues import Catalogue
from backend.core.languages import LANGUAGES, listed, nearest, written
from backend.core.words import CATALOGUE, Phrase, say

ROOT = Path(backend.__file__).parent
PACKAGES = [
    "backend.api", "backend.api.v1", "backend.core", "backend.sync.administration", "backend.sync.mails"
]  # fmt: skip
#: words that several languages share
SHORT = 24
#: entries that are the same in every language: names
NAMES = frozenset(
    f"{start}.{name}" for start in ("side", "preference.section") for name in ("superoffice", "calendar")
)


def texts(entry: Any) -> Iterator[str]:
    """Every text of an entry: of sentence and remedy, of each plural form."""
    if isinstance(entry, str):
        yield entry
    else:
        for part in entry.values():
            yield from texts(part)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def plurals(entry: Any) -> Iterator[Any]:
    """The texts of an entry that have forms."""
    if isinstance(entry, dict):
        if "other" in entry:
            yield entry
        for part in entry.values():
            yield from plurals(part)


def folder(package: str) -> Path:
    return ROOT.joinpath(*package.split(".")[1:], "words")


def test_every_folder_of_words_is_known() -> None:
    assert {file.parent for file in ROOT.rglob("words/en.json")} == {folder(package) for package in PACKAGES}


@pytest.mark.parametrize("package", PACKAGES)
def test_there_is_a_catalogue_for_each_language_and_no_other(package: str) -> None:
    assert {file.stem for file in folder(package).glob("*.json")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_every_language_says_everything(package: str, language: str) -> None:
    english, said = Catalogue(package).entries(), Catalogue(package).entries(language)
    assert list(said) == list(english), "the same keys in the same order"
    for key, entry in said.items():
        pairs = list(zip(texts(entry), texts(english[key]), strict=True))
        for text, model in pairs:
            assert places(text) == places(model), key
            assert bool(text) == bool(model) and text == text.strip() and "  " not in text, key
            assert text.endswith(".") == model.endswith("."), key
            assert language == "en" or text != model or len(text) < SHORT or key in NAMES, key
        for forms in plurals(entry):
            assert set(forms) == {*Locale.parse(language).plural_form.tags, "other"}, key


@pytest.mark.parametrize(
    ("language", "none", "one", "many"),
    [
        ("en", "0 deletions", "1 deletion", "1,250 deletions"),
        ("nb", "0 slettinger", "1 sletting", "1\xa0250 slettinger"),
        ("da", "0 sletninger", "1 sletning", "1.250 sletninger"),
        ("sv", "0 borttagningar", "1 borttagning", "1\xa0250 borttagningar"),
        ("de", "0 Löschungen", "1 Löschung", "1.250 Löschungen"),
        ("nl", "0 verwijderingen", "1 verwijdering", "1.250 verwijderingen"),
    ],
)
def test_counts_read_right(language: str, none: str, one: str, many: str) -> None:
    administration = Catalogue("backend.sync.administration")
    said = [administration.say("held.deletions", language, n=number) for number in (0, 1, 1250)]
    assert said == [none, one, many]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_and_many_are_told_apart_in_what_a_run_tells(language: str) -> None:
    for key in ("run.deletions_held", "run.invitations_held", "run.contacts_held"):
        one, many = (Phrase(key, {"n": number}).said(language) for number in (1, 2))
        assert one.replace("1", "2", 1) != many, key


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (("da-DK",), "da"), (("nb-NO",), "nb"), (("no",), "nb"), (("nn-NO",), "nb"), (("de_AT",), "de"),
        (("fr-FR", "NL"), "nl"), (("fr",), "en"), (("*", ""), "en"), ((), "en"), (("den",), "en"),
    ],
)  # fmt: skip
def test_the_nearest_language(tags: tuple[str, ...], language: str) -> None:
    assert nearest(*tags) == language


def test_days_and_lists_are_written_as_the_language_does() -> None:
    day = date(2026, 12, 1)
    assert [written(day, language) for language in ("en", "nb", "de", "nl")] == [
        "1 December 2026", "1. desember 2026", "1. Dezember 2026", "1 december 2026"
    ]  # fmt: skip
    assert listed(["A", "B"], "sv") == "A och B"
    assert say("series.until", "en", day=day) == "This series goes on until 1 December 2026."


def test_every_reason_has_words_in_every_language() -> None:
    assert all(CATALOGUE.words("private", language).remedy for language in LANGUAGES)
