"""Canonical texts: one way to write what both systems keep."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.text import canonical, cut, from_plain, one_line


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Hello", "Hello"),
        ("<p>Hello</p>", "Hello"),
        ("<div>Hello</div>\r\n", "Hello"),
        ("<html><head><style>p{}</style></head><body><div>Hi <b>you</b></div></body></html>", "Hi <b>you</b>"),
        ("<p>one</p><p>two</p>", "<p>one</p><p>two</p>"),
        ("<div>one<div>two</div></div>", "<p>one</p><p>two</p>"),
        ("<p>&nbsp;</p>", ""),
        ("a<br>b<br>", "a<br>b"),
        ("<ul><li><p>a</p></li> <li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<script>alert(1)</script>text<img src=x onerror=alert(2)>", "text"),
        ('<a href="javascript:alert(1)">here</a>', "<a>here</a>"),
        ('<a href="https://a.example/?x=1&y=2">here</a>', '<a href="https://a.example/?x=1&amp;y=2">here</a>'),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("<b><b><b>", ""),
        ("bell\x07", "bell"),
    ],
)
def test_what_is_kept(written: str, kept: str) -> None:
    assert canonical(written) == kept


TAGS = (
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<br>",
    "<li>",
    "</li>",
    "<ul>",
    "</ul>",
    "<td>",
    "<table>",
)
TEXTS = ("text", " ", "\n", "&nbsp;", "&amp;", "<", "æ", "<a href='https://x.example'>", "</a>", "<i>", "</i>")
PIECES = st.lists(st.sampled_from(TAGS + TEXTS), max_size=12).map("".join)


@given(PIECES | st.text(max_size=40))
def test_canonical_is_a_fixed_point(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once


@given(st.text(max_size=60))
def test_plain_text_survives(text: str) -> None:
    once = from_plain(text)
    assert canonical(once) == once


def test_a_title_is_one_line() -> None:
    assert one_line("  a\r\n b\x00\tc ") == "a b c"
    assert one_line(None) == ""


@given(st.text(max_size=400), st.integers(1, 300))
def test_cut_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit
    assert text.startswith(cut(text, limit))


@pytest.mark.parametrize("between", ["<br>", "<p></p>", "<p><br></p>", " <br>", "<p> </p> "])
def test_a_long_gap_costs_what_its_length_costs(between: str) -> None:
    def cost(length: int) -> float:
        begun = time.process_time()
        assert canonical(f"<p>a</p>{between * length}<p>b</p>").endswith("b</p>")
        return time.process_time() - begun

    # ten times as long: ten times as dear, not a hundred times
    assert cost(20_000) < 45 * max(cost(2_000), 0.001)


@given(st.text(st.characters() | st.sampled_from(" \t\n\x00\x07\u00a0\ufffe"), max_size=20))
def test_a_line_is_the_same_with_a_character_that_falls_away(text: str) -> None:
    assert one_line(text + "\x07") == one_line(text)
