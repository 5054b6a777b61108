"""The list of participants inside the HTML of an event: put in, replaced or taken out, the rest left as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from backend.core.listing_of_people import FIRST, LAST, block

_END_OF_BODY = re.compile(r"</body\s*>|</html\s*>", re.IGNORECASE)


def relisted(html: str, lines: Sequence[str], limit: int) -> str:
    """*html* with a block of *lines* in place of its own, or before *limit*, the place of a join block, where it
    has none. The caller makes sure that it reads as wanted: HTML may be broken in many ways."""
    first = FIRST.search(html)
    last = html.find(LAST, first.end()) if first else -1
    if first and last >= 0:
        start, end = _around(html, first.start())[0], _around(html, last)[1]
        return html[:start] + block(lines) + html[end:]
    found = _END_OF_BODY.search(html)
    place = min(limit, found.start() if found else len(html))
    return html[:place] + block(lines) + html[place:]


def _around(html: str, position: int) -> tuple[int, int]:
    """Where the paragraph or division around *position* begins and ends."""
    finder = _Finder(html, position)
    return finder.found or (position, position)


class _Finder(HTMLParser):
    """Finds the innermost block around a position. Linear in the source."""

    def __init__(self, html: str, position: int) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0, *(found.end() for found in re.finditer("\n", html))]
        self._position = position
        self._open: list[tuple[str, int]] = []
        self.found: tuple[int, int] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where a block begins."""
        if tag in {"p", "div"}:
            self._open.append((tag, self._here()))

    def handle_endtag(self, tag: str) -> None:
        """Whether the block that ends here is the one."""
        if tag not in {"p", "div"} or self.found or not any(name == tag for name, _ in self._open):
            return
        while self._open:
            name, start = self._open.pop()
            if name == tag:
                break
        end = self._here() + len(f"</{tag}>")
        if start <= self._position < end:
            self.found = (start, end)

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
