"""Canonical HTML as plain text, for readers of calendars that show no HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: elements of core.text's canonical form that stand on lines of their own
_LINES = frozenset({"p", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"})
_CELLS = frozenset({"td", "th"})


def plain(html: str) -> str:
    """The words of canonical HTML: a line a block, a tab between cells."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line, an item of a list a line with a dash."""
        del attrs
        if tag in _LINES:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag in _CELLS:
            self.parts.append("\t")

    def handle_data(self, data: str) -> None:
        """Words."""
        self.parts.append(data)
