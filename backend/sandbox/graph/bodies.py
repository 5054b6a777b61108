"""Texts of items: stored as HTML, read as HTML or plain text (contracts/graph.md §1.1)."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_PREVIEW = 255
_META = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
_HAS_DOCUMENT = re.compile(r"<html[\s>]", re.IGNORECASE)
_HIDDEN = {"script", "style", "head", "title"}
_BREAKS = {"br", "div", "p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table"}


def stored_html(content_type: str, content: str) -> str:
    """What Exchange keeps of a body: a whole HTML document. Empty text stays empty."""
    if not content:
        return ""
    if content_type == "html" and _HAS_DOCUMENT.search(content):
        return content
    if content_type == "text":
        lines = html.escape(content, quote=False).replace("\r\n", "\n").split("\n")
        content = '<div class="PlainText">' + "<br>\r\n".join(lines) + "</div>"
    return f"<html><head>\r\n{_META}\r\n</head>\r\n<body>\r\n{content}\r\n</body>\r\n</html>\r\n"


def plain_text(content: str) -> str:
    """The text of an HTML document, with a line for each block and at most one empty line between two."""
    if not content:
        return ""
    reader = _TextReader()
    reader.feed(content)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def preview(content: str) -> str:
    """bodyPreview: the beginning of the text."""
    return plain_text(content)[:_PREVIEW].replace("\n", "\r\n")[:_PREVIEW]


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0
        self._begun = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "body":
            self._hidden = 0
        elif tag in _BREAKS and (tag == "br" or self._begun):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "p":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            # line ends of the source are spaces; only elements break lines
            self.parts.append(data.replace("\n", " ").replace("\r", " "))
            self._begun = self._begun or not data.isspace()
