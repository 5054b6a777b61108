"""From bytes to logical lines with their numbers: encodings, line ends, folding, quoted-printable leftovers."""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE_END = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED = re.compile(r";ENCODING=QUOTED-PRINTABLE", re.IGNORECASE)
_CHARSET = re.compile(r";CHARSET=\"?([\w.:-]+)\"?", re.IGNORECASE)
_IS_LINE = re.compile(r"[A-Za-z0-9-]+[;:]")


@dataclass(frozen=True)
class Line:
    """One unfolded line of the file."""

    number: int
    text: str

    @property
    def is_readable(self) -> bool:
        """Whether it has the form "NAME:value"."""
        return _IS_LINE.match(self.text) is not None

    @cached_property
    def name(self) -> str:
        """The property's name in upper case."""
        return re.split("[;:]", self.text, maxsplit=1)[0].strip().upper()

    @property
    def value(self) -> str:
        """What follows the first colon, trimmed."""
        return self.text.partition(":")[2].strip()


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file, and the encoding that it had to be guessed as; "" for what a calendar file should be."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace"), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        # Windows-1252 is what files called Latin-1 contain in practice; its few gaps mean nothing
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def logical_lines(text: str) -> Iterator[Line]:
    """Unfolded lines with the number of their first physical line; empty ones are left out."""
    number, parts, quoted = 0, [""], False
    for place, physical in enumerate(_LINE_END.split(text), start=1):
        if parts[0] and physical[:1] in (" ", "\t"):
            parts.append(physical[1:])
            continue
        if quoted and parts[-1].endswith("="):
            parts[-1] = parts[-1][:-1]
            parts.append(physical)
            continue
        yield from _line(number, parts, quoted)
        number, parts = place, [physical]
        quoted = _QUOTED.search(physical.partition(":")[0]) is not None
    yield from _line(number, parts, quoted)


def _line(number: int, parts: list[str], quoted: bool) -> Iterator[Line]:
    text = _CONTROL.sub("", "".join(parts)).rstrip()
    if text.strip():
        yield Line(number, _unquoted(text) if quoted else text)


def _unquoted(text: str) -> str:
    """A quoted-printable line of a vCalendar 1.0 file as iCalendar writes it."""
    head, _, value = text.partition(":")
    charset = _CHARSET.search(head)
    head = _CHARSET.sub("", _QUOTED.sub("", head))
    raw = quopri.decodestring(value.encode("utf-8", errors="replace"))
    try:
        plain = raw.decode(charset[1] if charset else "utf-8", errors="replace")
    except LookupError:
        plain = raw.decode("utf-8", errors="replace")
    return f"{head}:" + plain.replace("\r\n", "\n").replace("\n", "\\n")
