"""Every code has words, and every word a code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import backend
from backend.core.fields import FIELDS, TASK_FIELDS
from backend.core.items import Answer, Side
from backend.core.meetings import Part
from backend.core.reasons import Reason
from backend.core.words import CATALOGUE, Phrase, explain, say
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
SENTENCES = (
    "action.", "item.", "meeting.", "part.", "preference.help.", "preference.refused.", "run.", "series.",
    "sign_in.", "trouble.", "undo.",
)  # fmt: skip
#: exceptions and phrases that are made with a code, also by a function: where it stands, what they begin with
MADE = {
    "SideError": (1, "trouble."), "Unavailable": (1, "trouble."), "NoAnswer": (1, "trouble."),
    "NeedsSignIn": (1, "trouble."), "CursorLost": (1, "trouble."), "WentBack": (1, "trouble."),
    "Vanished": (1, "trouble."), "SignInFailed": (0, "sign_in."), "Phrase": (0, ""),
    "_as_trouble": (0, "trouble."),
}  # fmt: skip


def phrases() -> dict[str, list[str]]:
    """The texts of each phrase, one for each plural form."""
    return {
        key: [entry] if isinstance(entry, str) else list(entry.values())
        for key, entry in CATALOGUE.entries().items()
        if "sentence" not in entry
    }


def made() -> Iterator[str]:
    """The keys that the code makes phrases of, as far as it spells them out."""
    for file in Path(backend.__file__).parent.rglob("*.py"):
        if "sandbox" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MADE:
                place, start = MADE[node.func.id]
                code = node.args[place] if len(node.args) > place else None
                if isinstance(code, ast.Constant):
                    yield start + str(code.value)


def test_reasons_and_words_are_the_same_set() -> None:
    told = {key for key, entry in CATALOGUE.entries().items() if "sentence" in entry}
    assert told == {reason.value for reason in Reason}


def test_codes_and_phrases_are_the_same_set() -> None:
    found = {key for key in phrases() if key.partition(".")[0] in CODES}
    assert found == {f"{kind}.{code}" for kind, codes in CODES.items() for code in codes}


def test_what_the_code_says_has_words() -> None:
    said = set(made())
    assert said <= set(CATALOGUE.entries())
    trouble = {key for key in phrases() if re.match(r"(trouble|run|sign_in)\.(?!organisation)", key)}
    # named by the state of the mailbox, by a class of its own, by the codes of Microsoft
    named = {"run.paused", "run.unlinked", "trouble.superoffice.approval"}
    named |= {key for key in trouble if key.startswith("sign_in.outlook.")}
    assert trouble - named == said & trouble - named


def test_every_sentence_and_remedy_is_a_sentence() -> None:
    said = [text for reason in Reason for text in (explain(reason).sentence, explain(reason).remedy)]
    said += [text for key, texts in phrases().items() if key.startswith(SENTENCES) for text in texts]
    for text in said:
        assert text[0].isupper() or text[0] == "{", text
        assert text.removesuffix(" ({detail})").endswith("."), text


def test_what_is_put_into_a_phrase_is_not_read_as_one() -> None:
    texts = [text for each in phrases().values() for text in each]
    places = [name for text in texts for _, name, _, _ in Formatter().parse(text) if name]
    items = {"organiser", "side", "answer", "day", "field", "fields"}
    preferences = {"label", "value", "least", "most", "parts", "superoffice", "calendar", "type"}
    assert set(places) == items | preferences | {"n", "detail", "of"}
    assert say("part.own", organiser="{0.__class__}").startswith("{0.__class__} organises")


def test_a_phrase_is_said_in_the_language_of_who_reads_it() -> None:
    label = Phrase("preference.label.types")
    fault = Phrase("preference.refused.not_offered", {"label": label, "value": "7"})
    assert fault.said() == "Types: 7 is not among the choices."
    assert fault.said("de") == f"{label.said('de')}: 7 steht nicht zur Auswahl."
