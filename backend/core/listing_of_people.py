"""The block at the end of a text that lists who takes part: written for readers, taken off when the text is read.

Its first and last line are words and signs, because vendors keep neither comments nor attributes of HTML, and
every line of it begins with a sign of its own: what a person types in between stays the person's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from backend.core.text import canonical, one_line
from backend.core.words import say

_SIGN: Final = "─"
_ITEM: Final = "• "
#: the last line of a block, and what its first line is like in any language
LAST: Final = _SIGN * 12
FIRST: Final = re.compile(rf"{_SIGN}{{4}} [^{_SIGN}<>]{{1,200}} {_SIGN} SuperOffice {_SIGN}{{4}}")
_BREAK = re.compile(r"(</?(?:p|h[1-6]|ul|ol|li|table|tbody|tr|td|th)>|<br>)")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the list."""

    name: str
    company: str = ""
    address: str = ""

    def line(self) -> str:
        """Name, company and address as far as they are known."""
        known = dict.fromkeys(one_line(part) for part in (self.name, self.company, self.address))
        return ", ".join(part for part in known if part)


def lines_of(people: Iterable[Listed]) -> tuple[str, ...]:
    """One line for each of *people*, in order, nobody twice."""
    return tuple(dict.fromkeys(line for one in people if (line := one.line())))


def block(lines: Iterable[str], language: str = "en") -> str:
    """The HTML of the block; "" where nobody is listed."""
    listed = [f"{_ITEM}{line}" for line in lines]
    if not listed:
        return ""
    first = f"{_SIGN * 4} {say('participants', language)} {_SIGN} SuperOffice {_SIGN * 4}"
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in (first, *listed, LAST))


def without_block(text: str) -> str:
    """Canonical *text* without any block; canonical again."""
    return _parted(text)[0] if _SIGN in text else text


def lines_in(text: str) -> tuple[str, ...]:
    """The lines that the blocks of canonical *text* list."""
    return _parted(text)[1] if _SIGN in text else ()


def _parted(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its blocks, and the lines of these."""
    pieces = _BREAK.split(text)
    lines = {place: unescape(_TAG.sub("", pieces[place])).strip() for place in range(0, len(pieces), 2)}
    ours = _places(lines)
    if not ours:
        return text, ()
    listed = tuple(line[len(_ITEM) :].strip() for place in ours if (line := lines[place]).startswith(_ITEM))
    for place in ours:
        _take_out(pieces, place)
    return canonical("".join(pieces)), listed


def _places(lines: dict[int, str]) -> list[int]:
    """Where the lines of blocks stand: the first to the last one; without a last one, what directly follows."""
    told = [(place, line) for place, line in lines.items() if line]
    ours: list[int] = []
    begun = -1
    for number, (place, line) in enumerate(told):
        if FIRST.fullmatch(line):
            begun = number
            ours += [place, *_directly_after(told, number)]
        elif line == LAST and begun >= 0:
            between = told[begun + 1 : number]
            ours += [one for one, text in between if text.startswith(_ITEM) and one not in ours] + [place]
            begun = -1
    return sorted(set(ours))


def _directly_after(told: list[tuple[int, str]], number: int) -> list[int]:
    found = []
    for place, line in told[number + 1 :]:
        if not line.startswith(_ITEM):
            break
        found.append(place)
    return found


def _take_out(pieces: list[str], place: int) -> None:
    """Remove the line at *place* with the paragraph or the line break that makes it one."""
    pieces[place] = ""
    before = place - 1 if place else None
    after = place + 1 if place + 1 < len(pieces) else None
    if before is not None and after is not None and (pieces[before], pieces[after]) == ("<p>", "</p>"):
        pieces[before] = pieces[after] = ""
    elif before is not None and pieces[before] == "<br>":
        pieces[before] = ""
    elif after is not None and pieces[after] == "<br>":
        pieces[after] = ""
