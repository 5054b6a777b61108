"""Every code has words, and every word a code."""

from __future__ import annotations

from string import Formatter
from typing import get_args

from backend.core.fields import FIELDS, TASK_FIELDS
from backend.core.items import Answer, Side
from backend.core.meetings import Part
from backend.core.reasons import Reason
from backend.core.words import catalogue, phrases, say
from backend.sync.acts import Act
from backend.sync.tasks import Action

#: codes of the product, by what their phrases begin with
CODES = {
    "action": {*get_args(Action), *get_args(Act), "conflict", "put_back"},
    "answer": set(Answer),
    "field": {*FIELDS, *TASK_FIELDS, "customer"},
    "kind": {*Part, "series", "task"},
    "part": set(Part),
    "side": set(Side),
}
#: phrases that are sentences
SENTENCES = ("action.", "meeting.", "part.", "preference.help.", "preference.refused.", "series.", "undo.")


def test_reasons_and_words_are_the_same_set() -> None:
    assert set(catalogue()) == {reason.value for reason in Reason}


def test_codes_and_phrases_are_the_same_set() -> None:
    found = {key for key in phrases() if key.partition(".")[0] in CODES}
    assert found == {f"{kind}.{code}" for kind, codes in CODES.items() for code in codes}


def test_every_sentence_and_remedy_is_a_sentence() -> None:
    said = [text for words in catalogue().values() for text in (words.sentence, words.remedy)]
    said += [phrase for key, phrase in phrases().items() if key.startswith(SENTENCES)]
    for text in said:
        assert text[0].isupper() or text[0] == "{", text
        assert text.endswith("."), text


def test_what_is_put_into_a_phrase_is_not_read_as_one() -> None:
    places = [name for phrase in phrases().values() for _, name, _, _ in Formatter().parse(phrase) if name]
    items = {"organiser", "side", "answer", "day", "field", "fields"}
    preferences = {"label", "value", "least", "most", "parts", "superoffice", "calendar", "type"}
    assert set(places) == items | preferences
    assert say("part.own", organiser="{0.__class__}").startswith("{0.__class__} organises")
