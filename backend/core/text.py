"""Texts in one canonical form, so that what a system rewrites is not taken for an edit (sync-rules 7)."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from html.parser import HTMLParser

import nh3

#: inline and block elements that both systems keep (spec/mapping.md, appointment body)
_INLINE = frozenset({"b", "i", "u", "em", "strong", "sub", "sup", "s", "a"})
_BLOCK = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tbody", "tr", "td", "th"})
_CLEAN = nh3.Cleaner(
    tags=set(_INLINE | _BLOCK | {"div", "br"}),
    attributes={"a": {"href"}},
    clean_content_tags={"script", "style", "head", "title"},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_AROUND_BLOCK = re.compile(r" *(</?(?:p|h[1-6]|ul|ol|li|table|tbody|tr|td|th)>|<br>) *")
# a run is tried from its beginning only: from each of its places would take the square of its length
_BREAK_AT_END = re.compile(r"(?<!<br>)(?:<br>)+(</(?:p|li|td|th|h[1-6])>)")
_AT_THE_EDGES = re.compile(r"^(?:<p></p>|<br>| )+|(?<!<p></p>)(?<!<br>)(?<! )(?:<p></p>|<br>| )+$")
_BLOCK_INSIDE = re.compile(r"<(?:ul|ol|table|h[1-6])>")
_TANGLES = re.compile(r"<(?:li|table|a)\b")
_EMPTY = re.compile(r"<(b|i|u|em|strong|sub|sup|s)></\1>|<a(?: [^>]*)?></a>")
_LONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)


def one_line(text: str | None) -> str:
    """A title or place: one line, trimmed, without control characters."""
    if not text:
        return ""
    if text.isprintable() and "  " not in text:
        # of the characters in question a plain space is the only one that is printable
        return text.strip()
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def cut(text: str, limit: int) -> str:
    """*text* within *limit* characters, cut at a word where there is one in the last third."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    space = head.rfind(" ", limit * 2 // 3)
    return head[: space if space > 0 else limit].rstrip()


def from_plain(text: str | None) -> str:
    """Canonical HTML of plain text: one paragraph a line."""
    lines = [_SPACE.sub(" ", line).strip() for line in _CONTROL.sub("", text or "").split("\n")]
    return canonical("".join(f"<p>{escape(line, quote=False) or '<br>'}</p>" for line in lines))


@lru_cache(maxsize=2048)
def canonical(html: str | None) -> str:
    """The part of *html* that both systems keep, written in one way; "" when nothing is left.

    Scripts, styles, images, and embedded objects fall away; they stay on their own side (spec/mapping.md).
    canonical(canonical(x)) == canonical(x).
    """
    if not html or not html.strip():
        return ""
    if "<" not in html and "&" not in html:
        return escape(one_line(html), quote=False)
    text = _rewritten(_CONTROL.sub("", html))
    # wrongly nested tables, lists and anchors are untangled layer by layer
    while _TANGLES.search(text) and (again := _rewritten(text)) != text:
        text = again
    return text


def _rewritten(html: str) -> str:
    writer = _Writer()
    writer.feed(_CLEAN.clean(html))
    writer.close()
    return writer.result()


def _tidied(text: str) -> str:
    """Written HTML without what says nothing; taking one thing away may leave the next saying nothing."""
    while (tidier := _tidied_once(text)) != text:
        text = tidier
    return text


def _tidied_once(text: str) -> str:
    text = _AROUND_BLOCK.sub(r"\1", text)
    text = _BREAK_AT_END.sub(r"\1", text)
    text = re.sub(" {2,}", " ", _EMPTY.sub("", text))
    text = _AT_THE_EDGES.sub("", text)
    lone = _LONE_PARAGRAPH.fullmatch(text)
    return lone[1] if lone and not _BLOCK_INSIDE.search(text) else text


class _Writer(HTMLParser):
    """Writes sanitised HTML again: `div` as `p`, no nested paragraphs, white space folded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a block ends the paragraph before it."""
        if tag == "br":
            self._out.append("<br>")
            return
        tag = "p" if tag == "div" else tag
        if tag in _BLOCK:
            self._end_paragraph()
        if tag == "p" and any(parent in {"li", "td", "th"} for parent in self._open):
            return
        self._open.append(tag)
        href = next((value for name, value in attrs if name == "href" and value), None)
        self._out.append(f'<a href="{escape(href)}">' if href and tag == "a" else f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        """Close an element together with what was left open inside it."""
        tag = "p" if tag == "div" else tag
        if tag not in self._open:
            return
        while self._open:
            inner = self._open.pop()
            self._out.append(f"</{inner}>")
            if inner == tag:
                return

    def handle_data(self, data: str) -> None:
        """Text; between blocks it gets a paragraph of its own."""
        text = _SPACE.sub(" ", data)
        if text == " " and not (self._open and self._open[-1] in _INLINE | {"p", "li", "td", "th"}):
            return
        self._out.append(escape(text, quote=False))

    def _end_paragraph(self) -> None:
        if "p" in self._open:
            self.handle_endtag("p")

    def result(self) -> str:
        """Everything written, tidied."""
        while self._open:
            self._out.append(f"</{self._open.pop()}>")
        return _tidied("".join(self._out))
