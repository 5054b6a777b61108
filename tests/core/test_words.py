"""Every reason has words, and every word a reason."""

from __future__ import annotations

from backend.core.reasons import Reason
from backend.core.words import catalogue


def test_reasons_and_words_are_the_same_set() -> None:
    assert set(catalogue()) == {reason.value for reason in Reason}


def test_every_sentence_and_remedy_is_a_sentence() -> None:
    for code, words in catalogue().items():
        for text in (words.sentence, words.remedy):
            assert text[0].isupper() and text.endswith("."), code
