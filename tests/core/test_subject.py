"""Subjects are composed and taken apart: whatever the template and the facts, decorations never pile up."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.items import Concerns
from backend.core.preference_kinds import PARTS
from backend.core.subject import LONGEST, SEPARATOR, Trail, composed, core_of
from backend.core.text import one_line

HAVBRIS = Concerns(
    type_id=1,
    type_names=(("en", "Visit"), ("no", "Besøk"), ("de", "Besuch")),
    company="Havbris",
    department="Bergen",
    person="Clara Customer",
)
FULL = "Visit * Offer * Havbris * Bergen * Clara Customer"


def digest(text: str) -> str:
    """What is remembered of a text."""
    return f"<{text}>"


def edited(subject: str, before: str = "Offer", parts: tuple[str, ...] = PARTS, of: Concerns = HAVBRIS) -> str:
    """The first line in *subject*, where the calendar showed what was composed of *before*."""
    return core_of(subject, Trail.of(composed(parts, of, before), digest), before, digest)


# -- composing


def test_the_default_build_up() -> None:
    assert composed(PARTS, HAVBRIS, "Offer").text == FULL


@pytest.mark.parametrize(
    ("parts", "subject"),
    [
        (("first line",), "Offer"),
        (("first line", "type"), "Offer * Visit"),
        (("company", "first line"), "Havbris * Offer"),
        (("person", "company", "first line"), "Clara Customer * Havbris * Offer"),
        (("type", "text:CRM", "first line", "text:!"), "Visit * CRM * Offer * !"),
        (("type", "company"), "Visit * Havbris"),
    ],
)
def test_parts_stand_in_the_chosen_order(parts: tuple[str, ...], subject: str) -> None:
    assert composed(parts, HAVBRIS, "Offer").text == subject


def test_empty_parts_drop_out_with_their_separator() -> None:
    assert composed(PARTS, Concerns(company="Havbris"), "Offer").text == "Offer * Havbris"
    assert composed(PARTS, HAVBRIS, "").text == "Visit * Havbris * Bergen * Clara Customer"
    assert composed(PARTS, Concerns(), "").text == ""


def test_a_subject_is_never_empty_because_its_parts_are() -> None:
    assert composed(("type", "company"), Concerns(), "Offer").text == "Offer"


@pytest.mark.parametrize(
    ("language", "name"),
    [("", "Visit"), ("en-US", "Visit"), ("nb-NO", "Besøk"), ("nn", "Besøk"), ("de", "Besuch"), ("fr-FR", "Visit")],
)
def test_the_type_is_printed_in_the_chosen_language_else_in_the_first(language: str, name: str) -> None:
    assert composed(("type", "first line"), HAVBRIS, "Offer", language).text == f"{name} * Offer"


def test_a_long_subject_is_cut_at_a_word() -> None:
    subject = composed(PARTS, HAVBRIS, "word " * 49 + "word").text
    assert len(subject) <= LONGEST
    assert subject.endswith(("word", "Havbris"))
    assert composed(("first line", "company"), HAVBRIS, "x" * 253).text == "x" * 253


# -- taking apart


@pytest.mark.parametrize(
    ("subject", "first_line"),
    [
        (FULL, "Offer"),
        ("Visit * Better offer * Havbris * Bergen * Clara Customer", "Better offer"),
        # the person took decorations away: they stay away, and nothing else does
        ("Better offer * Havbris * Bergen * Clara Customer", "Better offer"),
        ("Visit * Better offer", "Better offer"),
        ("Better offer", "Better offer"),
        # the person's own words beside and between them
        ("Soon: Visit * Offer * Havbris * Bergen * Clara Customer", "Soon: Visit * Offer"),
        ("Visit * Offer * at noon * Havbris * Bergen * Clara Customer", "Offer * at noon"),
        (f"{FULL} * at noon", "Offer * Havbris * Bergen * Clara Customer * at noon"),
        # a decoration by itself is a word that the person chose
        ("Havbris", "Havbris"),
        # the first line was taken out
        ("Visit * Havbris * Bergen * Clara Customer", ""),
        ("", ""),
    ],
)
def test_only_what_a_person_wrote_is_the_first_line(subject: str, first_line: str) -> None:
    assert edited(subject) == first_line


def test_a_title_that_looks_like_a_decoration_stays() -> None:
    for title in ("Visit", "Visit * Havbris", "Havbris * Clara Customer", "Visit the customer"):
        assert edited(composed(PARTS, HAVBRIS, title).text, title) == title
    assert edited("Visit * Havbris * Bergen * Clara Customer", "Visit") == "Visit"


def test_a_first_line_that_is_not_shown_is_not_emptied() -> None:
    parts = ("type", "company")
    assert edited("Visit", parts=parts) == edited("", parts=parts) == edited("Havbris", parts=parts) == "Offer"
    assert edited("Visit * Call back * Havbris", parts=parts) == "Call back"


def test_what_was_cut_off_the_end_stays_while_its_last_word_is_there() -> None:
    title = " ".join(f"w{number}" for number in range(90))
    shown = composed(PARTS, HAVBRIS, title).text
    assert edited(shown, title) == title
    assert edited(shown.replace("w0 ", "First "), title) == title.replace("w0 ", "First ")
    assert edited("Visit * Short", title) == "Short"


LINES = st.text(st.sampled_from("ab* "), max_size=12).map(one_line)
WORDS = st.one_of(LINES, st.sampled_from(["Visit", "Visit * Havbris", "*", "* *", "a * b", "Havbris"]))
FACTS = st.builds(
    Concerns,
    type_names=st.one_of(st.just(()), WORDS.map(lambda name: (("en", name),))),
    company=WORDS,
    department=WORDS,
    person=WORDS,
)
FREE = WORDS.filter(bool).map(lambda word: f"text:{word}")
TEMPLATES = st.one_of(
    st.lists(st.sampled_from(PARTS), min_size=1, unique=True),
    st.tuples(st.permutations(PARTS), FREE, FREE).map(lambda all_: [all_[1], *all_[0], all_[2]]),
).map(tuple)


@given(TEMPLATES, FACTS, st.one_of(WORDS, st.text(max_size=400).map(one_line)))
def test_what_nobody_edited_comes_back_as_it_was(parts: tuple[str, ...], facts: Concerns, title: str) -> None:
    subject = composed(parts, facts, title)
    assert len(subject.text) <= LONGEST
    assert core_of(subject.text, Trail.of(subject, digest), title, digest) == title


@given(st.lists(st.tuples(TEMPLATES, FACTS, st.booleans(), st.sampled_from(["x", "y * z", "Visit"])), max_size=10))
def test_edits_on_both_sides_in_turn_never_pile_up(
    turns: list[tuple[tuple[str, ...], Concerns, bool, str]],
) -> None:
    """Each turn somebody writes another first line, here or there; preferences and facts change in between."""
    title = "Offer"
    for parts, facts, in_calendar, word in turns:
        shown = composed(parts, facts, title)
        if not in_calendar:
            title = word
            continue
        trail = Trail.of(shown, digest)
        written = SEPARATOR.join([*shown.before, f"{word} {word}", *shown.after])
        title = core_of(written, trail, title, digest)
        assert title == f"{word} {word}"


@given(st.permutations(PARTS), st.lists(st.integers(0, 6), max_size=3), WORDS.filter(bool))
def test_whatever_decorations_a_person_takes_away_the_first_line_is_what_is_left(
    parts: list[str], taken: list[int], word: str
) -> None:
    title = f"mine {word} mine"
    shown = composed(parts, HAVBRIS, "Offer")
    pieces = [*shown.before, title, *shown.after]
    kept = [piece for place, piece in enumerate(pieces) if piece == title or place not in taken]
    assert core_of(SEPARATOR.join(kept), Trail.of(shown, digest), "Offer", digest) == title


def test_a_trail_is_remembered_in_a_line() -> None:
    for parts in [("first line",), *permutations(PARTS, 3)]:
        trail = Trail.of(composed(parts, HAVBRIS, "Offer " * 60), lambda text: str(len(text)))
        assert Trail.load(trail.dump()) == trail
    assert Trail().dump() == ""
