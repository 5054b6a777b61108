"""Event bodies: which part is the person's own text, and how a new text gets in without harming the rest.

Two things stay in Outlook whatever SuperOffice does (spec/mapping.md): images, and the block with which Outlook
lets people join an online meeting. The block is not text of the appointment, so it is not read either, and nor is
our own list of participants; images have no canonical form at all. Hence, for every html and every canonical text:

    own_text(weave(html, text)) == text        and        weave(html, own_text(html)) == html
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from backend.core.listing_of_people import block, lines_in, without_block
from backend.core.text import canonical
from backend.graph.people_block import relisted

#: Outlook's mark on the parts of a join block; canonical text has no classes, so it is never taken for one
_JOIN_MARK = "me-email-"
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
#: underscores in a row that make the rule above and below a join block
_RULE_LENGTH = 20
#: characters of source, tags included, that such a rule has at most
_RULE_SOURCE = 2000
_TAG = re.compile(r"<[^<>]*>")


def own_text(html: str) -> str:
    """The canonical text of a body, without its join block and our list of participants."""
    return without_block(_own_part(html))


def listed_in(html: str) -> tuple[str, ...]:
    """The lines of our list of participants in a body."""
    return lines_in(_own_part(html))


def _own_part(html: str) -> str:
    """What of a body is no join block, canonical."""
    if _JOIN_MARK not in html:
        return canonical(html)
    kept: list[str] = []
    position = 0
    for start, end in _Tree(html).join_blocks():
        kept.append(html[position:start])
        position = end
    return canonical("".join(kept) + html[position:])


def weave(html: str, text: str, lines: Sequence[str] | None = None) -> str:
    """A body that says *text*, canonical, and keeps the images and the join block of *html*.

    *lines* are the participants to be listed in it; None keeps the list that is there. A body that says it all
    already is left as it is, with all its styling.
    """
    part = _own_part(html)
    listed = lines_in(part) if lines is None else tuple(lines)
    is_said = without_block(part) == text
    if is_said and listed == lines_in(part):
        return html
    tree = _Tree(html)
    blocks = tree.join_blocks()
    if is_said:
        styled = relisted(html, listed, blocks[0][0] if blocks else len(html))
        if own_text(styled) == text and listed_in(styled) == listed:
            return styled
    images = [image for image in tree.images if not any(start <= image[0] < end for start, end in blocks)]
    kept = "".join(f"<div>{html[start:end]}</div>" for start, end in images)
    kept += "".join(html[start:end] for start, end in blocks)
    return text + block(listed) + kept


@dataclass(slots=True, eq=False)
class _Node:
    """An element of the source: where it stands, and what it holds."""

    tag: str
    start: int
    #: one behind its last character
    end: int = -1
    #: without attributes, as canonical text writes all but links
    bare: bool = True
    children: list[_Node] = field(default_factory=list)


class _Tree(HTMLParser):
    """The elements of a source with their positions in it. Linear in the source, however broken that is."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._html = html
        self._lines = [0, *(found.end() for found in re.finditer("\n", html))]
        root = _Node("", 0)
        self._open = [root]
        self._open_tags = Counter[str]()
        #: of each outermost element with the join mark: its parent, and its place there
        self._joins: list[tuple[_Node, int]] = []
        self._inside: _Node | None = None
        #: where each image stands
        self.images: list[tuple[int, int]] = []
        self.feed(html)
        self.close()
        self._close_down_to(root, len(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        start = self._position()
        end = start + len(self.get_starttag_text() or "")
        if tag in _VOID:
            if tag == "img":
                self.images.append((start, end))
            return
        node = _Node(tag, start, bare=not attrs)
        parent = self._open[-1]
        parent.children.append(node)
        self._open.append(node)
        self._open_tags[tag] += 1
        if self._inside is None and any(name == "class" and _JOIN_MARK in (value or "") for name, value in attrs):
            self._inside = node
            self._joins.append((parent, len(parent.children) - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<div/>` opens a div, as in a browser."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close an element together with what was left open inside it."""
        if not self._open_tags[tag]:
            return
        start = self._position()
        while self._open[-1].tag != tag:
            self._close_last(start)
        self._close_last((self._html.find(">", start) + 1) or len(self._html))

    def _close_down_to(self, node: _Node, end: int) -> None:
        while self._open[-1] is not node:
            self._close_last(end)

    def _close_last(self, end: int) -> None:
        node = self._open.pop()
        node.end = end
        self._open_tags[node.tag] -= 1
        if node is self._inside:
            self._inside = None

    def _position(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def join_blocks(self) -> list[tuple[int, int]]:
        """Start and end of each join block, with the rules above and below it, in the order of the source."""
        blocks: list[tuple[int, int]] = []
        for parent, index in self._joins:
            siblings = parent.children
            start, end = siblings[index].start, siblings[index].end
            if index > 0 and self._is_rule(siblings[index - 1]):
                start = siblings[index - 1].start
            if index + 1 < len(siblings) and self._is_rule(siblings[index + 1]):
                end = siblings[index + 1].end
            start = max(start, blocks[-1][1] if blocks else 0)
            blocks.append((start, end))
        return blocks

    def _is_rule(self, node: _Node) -> bool:
        """Whether *node* is the line of underscores that Outlook draws around a join block."""
        if node.bare or node.end - node.start > _RULE_SOURCE:
            return False
        text = _TAG.sub("", self._html[node.start : node.end]).strip()
        return len(text) >= _RULE_LENGTH and not text.strip("_")
