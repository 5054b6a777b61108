"""New texts in old bodies: nothing of Outlook's own gets lost, nothing piles up."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from backend.core.text import canonical
from backend.graph.body import own_text, weave

RULE = f'<div style="width:100%; height:20px"><span style="opacity:.36">{"_" * 80}</span></div>'
JOIN = (
    f'{RULE}<div class="me-email-text" lang="en-US"><div><span>Microsoft Teams meeting</span></div>'
    '<a class="me-email-headline" href="https://teams.microsoft.com/l/meetup-join/19">Join</a></div>'
    f"{RULE}"
)
PAGE = '<html><head><style>p {{color: red}}</style></head><body lang="NO">{}</body></html>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>Agenda</p>", "Agenda"),
        (PAGE.format(f'<p style="color:blue">Agenda</p>{JOIN}'), "Agenda"),
        (
            PAGE.format(f'<div class="WordSection1"><p>Agenda</p><p>Lunch</p>{JOIN}</div>'),
            "<p>Agenda</p><p>Lunch</p>",
        ),
        (PAGE.format(JOIN), ""),
        (f"<p>Above</p>{JOIN}<p>Below</p>", "<p>Above</p><p>Below</p>"),
    ],
)
def test_the_way_into_the_meeting_is_not_text(html: str, text: str) -> None:
    assert own_text(html) == text


def test_a_rule_of_the_persons_own_stays_text() -> None:
    rule = f"<p>{'_' * 40}</p>"
    assert own_text(f"<p>a</p>{rule}{JOIN}") == f"<p>a</p>{rule}"


def test_a_new_text_keeps_images_and_the_join_block() -> None:
    html = PAGE.format(f'<p>Old</p><img src="cid:map" width="300">{JOIN}')
    woven = weave(html, "<p>New</p><p>text</p>")
    assert own_text(woven) == "<p>New</p><p>text</p>"
    assert '<img src="cid:map" width="300">' in woven
    assert JOIN in woven
    assert "Old" not in woven


def test_an_image_inside_the_join_block_is_kept_once() -> None:
    html = '<p>Old</p><div class="me-email-text"><img src="logo.png">Join</div>'
    assert weave(html, "New").count("<img") == 1


def test_a_text_taken_away_leaves_what_is_outlooks() -> None:
    assert weave(f'<p>Old</p><img src="cid:1">{JOIN}', "") == f'<div><img src="cid:1"></div>{JOIN}'


def test_an_unchanged_text_keeps_all_its_styling() -> None:
    html = PAGE.format('<p class="MsoNormal"><span style="font-size:14pt">Agenda</span></p>')
    assert weave(html, "Agenda") == html


plain_pieces = [
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "word", "a&amp;b", "<br>", "<ul><li>", "</li></ul>",
    "<table><tr><td>", "</td></tr></table>", "<html><body>", "</body></html>", "<", "&", "<p", "<!--", "-->",
    "<script>", "</script>",
]  # fmt: skip
own_pieces = [JOIN, RULE, '<div class="me-email-text">', '<img src="cid:1">', "<span title='>'>", " ", "\n"]
pieces = st.sampled_from([*plain_pieces, *own_pieces])
sources = st.lists(pieces, max_size=12).map("".join)


@given(sources, sources)
@example(JOIN, "")
def test_weaving_says_the_text_and_settles(html: str, source: str) -> None:
    text = canonical(source)
    assume(canonical(text) == text)
    woven = weave(html, text)
    assert own_text(woven) == text
    assert weave(woven, text) == woven
    assert weave(html, own_text(html)) == html


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["<div>", "</b>", '<i class="me-email-x">', "<i class='me-email-x'></i>", RULE])
def test_a_hostile_body_costs_little(piece: str) -> None:
    html = '<div class="me-email-text">' + piece * 20_000
    own_text(html)
    weave(html, "New")
