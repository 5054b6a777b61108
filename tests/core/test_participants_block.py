"""The list of participants in a text: recognised however it comes back, and never a part of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.fields import value_of
from backend.core.items import Appointment
from backend.core.listing_of_people import Listed, block, lines_in, lines_of, without_block
from backend.core.meetings import Part, rights
from backend.core.merge import Merged
from backend.core.text import canonical, from_plain
from backend.core.values import replace
from backend.graph.body import listed_in, own_text, weave
from tests.core.pairs import BUDGET, CAL, CATS, STAFF, but, met, view, written

CLARA = Listed("Clara Oswald", "Customer AS", "clara@customer.example")
MIKE = Listed("Mike", address="mike@firm.example")
LINES = lines_of([CLARA, MIKE])
FIRST, *_, LAST = (line for line in block(LINES).replace("</p>", "").split("<p>") if line)
JOIN = '<div class="me-email-text">Join at https://teams.example/x</div>'


def test_a_line_tells_what_is_known_once() -> None:
    assert LINES == ("Clara Oswald, Customer AS, clara@customer.example", "Mike, mike@firm.example")
    assert lines_of([Listed("x@firm.example", address="x@firm.example"), Listed(""), MIKE, MIKE]) == (
        "x@firm.example",
        "Mike, mike@firm.example",
    )


def test_nobody_makes_no_block() -> None:
    assert block(()) == ""


def test_the_heading_is_in_words() -> None:
    assert "Participants" in FIRST


TEXTS = ["", "Bring boots", "<p>One</p><p>Two</p>", "<ul><li>One</li></ul>", "a<br>b", "<h1>Plan</h1><p>x</p>"]


@pytest.mark.parametrize("text", TEXTS)
def test_the_text_without_the_block_is_the_text(text: str) -> None:
    said = canonical(text + block(LINES))
    assert without_block(said) == canonical(text)
    assert lines_in(said) == LINES


#: what mail programs make of the block
COPIES = {
    "paragraphs of Outlook": "".join(
        f'<p class="MsoNormal"><span lang="EN">{line}<o:p></o:p></span></p>\r\n'
        for line in (FIRST, *(f"• {line}" for line in LINES), LAST)
    ),
    "divisions": "".join(f"<div>{line}</div>" for line in (FIRST, *(f"• {line}" for line in LINES), LAST)),
    "line breaks": "<br>".join((FIRST, *(f"• {line}" for line in LINES), LAST)),
    "entities": block(LINES).replace("─", "&#9472;").replace("•", "&bull;"),
    "links": block(LINES).replace(CLARA.address, f'<a href="mailto:{CLARA.address}">{CLARA.address}</a>'),
    "blank lines": block(LINES).replace("</p><p>", "</p><p>&nbsp;</p><p>"),
    "bold": block(LINES).replace("<p>", "<p><b>").replace("</p>", "</b></p>"),
    "without its last line": block(LINES).replace(f"<p>{LAST}</p>", ""),
}  # fmt: skip


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("text", ["", "<p>One</p><p>Two</p>"])
def test_a_block_that_a_program_rewrote_is_recognised(text: str, copy: str) -> None:
    html = f"<html><head></head><body>{text}{copy}</body></html>"
    assert own_text(html) == canonical(text)
    assert listed_in(html) == LINES


def test_plain_text_carries_it_too() -> None:
    text = "\n".join(("Bring boots", FIRST, *(f"• {line}" for line in LINES), LAST))
    assert without_block(from_plain(text)) == "Bring boots"


def test_what_is_typed_below_above_and_inside_is_the_persons_text() -> None:
    inside = block(LINES).replace("<p>• Mike", "<p>Is Mike coming?</p><p>• Mike")
    said = canonical(f"<p>Above</p>{inside}<p>Below</p>")
    assert without_block(said) == "<p>Above</p><p>Is Mike coming?</p><p>Below</p>"


@pytest.mark.parametrize("line", ["──── Agenda ────", "────────────", "• One", "──── Participants ────"])
def test_lines_that_only_look_like_it_stay(line: str) -> None:
    text = canonical(f"<p>{line}</p><p>Text</p>")
    assert without_block(text) == text


def test_names_cannot_end_the_block() -> None:
    lines = lines_of([Listed("</p><script>"), Listed(LAST), Listed(FIRST), Listed("a\nb")])
    said = canonical(f"Text{block(lines)}")
    assert (without_block(said), lines_in(said)) == ("Text", lines)


def test_two_copies_of_it_both_go() -> None:
    assert without_block(canonical(f"<p>a</p>{block(LINES)}<p>b</p>{block(LINES[:1])}")) == "<p>a</p><p>b</p>"


# -- in an event


@pytest.mark.parametrize("html", [*TEXTS, f"<p>Text</p>{JOIN}", f"<html><body><p>a</p>{JOIN}</body></html>"])
def test_a_list_comes_and_goes_without_the_text(html: str) -> None:
    listed = weave(html, own_text(html), LINES)
    assert (own_text(listed), listed_in(listed)) == (own_text(html), LINES)
    assert weave(listed, own_text(html), LINES) == listed
    shorter = weave(listed, own_text(html), LINES[:1])
    assert (own_text(shorter), listed_in(shorter)) == (own_text(html), LINES[:1])
    gone = weave(shorter, own_text(html), ())
    assert (own_text(gone), listed_in(gone)) == (own_text(html), ())
    assert (JOIN in gone) == (JOIN in html)


def test_the_rest_of_a_styled_text_stays_as_it_is() -> None:
    html = '<html><body><p class="MsoNormal" style="color:red">Red</p></body></html>'
    listed = weave(html, "Red", LINES)
    assert 'style="color:red"' in listed
    assert weave(listed, "Red", ()) == html


def test_a_new_text_keeps_the_list_that_is_there() -> None:
    html = weave("One", "One", LINES)
    assert listed_in(weave(html, "Two")) == LINES


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["superoffice", "calendar"]),
        st.sampled_from([*TEXTS, "Bring boots &amp; umbrellas", "<p>• One</p><p>• Two</p>"]),
        st.lists(st.sampled_from([CLARA, MIKE, Listed("Ann")]), max_size=3),
    ),
    min_size=10,
    max_size=10,
)


@given(edits=EDITS)
def test_ten_alternate_edits_never_let_the_text_grow(edits: list[tuple[str, str, list[Listed]]]) -> None:
    html = text = ""
    for side, said, people in edits:
        if side == "superoffice":
            text = canonical(said)
            html = weave(html, text, lines_of(people))
        else:
            html = weave(html, canonical(said))
            text = own_text(html)
        assert own_text(html) == text == canonical(said)
        assert html.count("Participants") <= 1


# -- when it is written


LIST = ("Clara Oswald, Customer AS",)


def listed(item: Appointment, *, agreed: Appointment) -> Merged:
    """What comes of a list that SuperOffice shows by now."""
    return met(view(replace(item, listed=LIST), agreed=agreed), view(agreed, agreed=agreed))


def test_a_new_list_is_told_where_nobody_is_mailed() -> None:
    merged = listed(BUDGET, agreed=BUDGET)
    assert merged.fields == {CAL: {"listed"}}
    assert value_of("listed", written(merged, CAL)) == LIST


def test_nobody_is_mailed_for_the_list_alone() -> None:
    assert not listed(STAFF, agreed=STAFF).targets


def test_the_list_is_told_along_with_the_text() -> None:
    merged = listed(but(STAFF, "body", "New"), agreed=STAFF)
    assert merged.fields == {CAL: {"body", "listed"}}


def test_a_list_that_a_person_changed_in_the_calendar_is_left_alone() -> None:
    merged = met(view(BUDGET, agreed=BUDGET), view(replace(BUDGET, listed=LIST), agreed=BUDGET))
    assert not merged.targets


def test_a_list_that_never_arrived_is_told_again() -> None:
    here = replace(BUDGET, listed=LIST)
    assert met(view(here, agreed=here), view(BUDGET, agreed=here, behind=BUDGET)).fields == {CAL: {"listed"}}


@pytest.mark.parametrize("part", [Part.ATTENDED, Part.SHARED])
def test_an_attendees_copy_is_never_written(part: Part) -> None:
    row = replace(CATS, listed=LIST)
    assert not met(view(row, agreed=CATS), view(CATS, agreed=CATS), right=rights(part)).targets


def test_a_first_meeting_lists_nobody() -> None:
    assert not met(view(replace(BUDGET, listed=LIST), agreed=None), view(BUDGET, agreed=None)).targets
