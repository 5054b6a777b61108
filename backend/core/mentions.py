"""The e-mail addresses that somebody wrote into the text of an item (spec/preferences.md, link_by_email)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, Final, Self
from urllib.parse import unquote

from msgspec import Struct

#: different addresses of one text that are looked at
_LIMIT: Final = 20
#: longest word that can hold an address (RFC 5321: 64 + 1 + 255), with some punctuation around it
_LONGEST: Final = 400

_MAILTO = re.compile(r'<a href="mailto:([^"?]{1,400})')
_BLOCK = re.compile(r"</?(?:p|h[1-6]|ul|ol|li|table|tbody|tr|td|th|br)>")
_TAG = re.compile(r"<[^<>]*>")
_BETWEEN_WORDS = re.compile(r"[\s<>()\[\]\"“”„«»,;:|]+")
_LOCAL = r"[\w.!#$%&'*+^`{|}~-]"
_ADDRESS = re.compile(rf"(?<!{_LOCAL})({_LOCAL}{{1,64}}+)@([\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,8}})")
#: punctuation that may stand before an address without being part of it
_BEFORE: Final = ".!#$%&'*^`{|}~-"

#: the line of underscores that calendars draw around what one joins an online meeting by
_RULE = re.compile(r"_{20,}")
#: names of the lines above a quoted mail or invitation, in the languages of Outlook's users here
_SENDER = re.compile(r"(?:from|von|van|fra|från|de) ?:", re.IGNORECASE)
_HEADER = re.compile(
    r"(?:from|von|van|fra|från|de|sent|gesendet|verzonden|sendt|skickat|date|datum|dato|to|an|aan|til|till|cc|kopi"
    r"|kopia|kopie|bcc|subject|betreff|onderwerp|emne|ämne|when|wann|wanneer|når|hvornår|när|where|wo|waar|hvor|var"
    r"|organi[sz]er|required attendees|optional attendees) ?:",
    re.IGNORECASE,
)


class Mentions(Struct, frozen=True):
    """What became of the addresses in the text of an item."""

    #: digests of those whose person was linked: whoever takes the person away again need not do it twice
    linked: frozenset[str] = frozenset()
    #: persons of SuperOffice who share one address, so that somebody has to say who is meant
    candidates: tuple[int, ...] = ()
    #: the row of SuperOffice names a company or a person
    taken: bool = False
    #: somebody is being linked, and it is not known yet whether SuperOffice took it
    owed: bool = False

    def dump(self) -> dict[str, Any]:
        """As JSON; without what is not there."""
        values = {
            "linked": sorted(self.linked),
            "candidates": list(self.candidates),
            "taken": self.taken,
            "owed": self.owed,
        }
        return {name: value for name, value in values.items() if value}

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> Self:
        """What `dump` wrote."""
        return cls(
            frozenset(kept.get("linked", ())),
            tuple(kept.get("candidates", ())),
            bool(kept.get("taken", False)),
            bool(kept.get("owed", False)),
        )


#: of an item in whose text nobody was looked for
NO_MENTIONS: Final = Mentions()


def mentioned(text: str) -> tuple[str, ...]:
    """The addresses in *text*, canonical and without participants block, case-folded, in the order of reading.

    Left out are those of quoted mail headers, of the footer by which one joins a meeting, and inside of web
    addresses. Linear in the text.
    """
    if "@" not in text and "%40" not in text:
        return ()
    found: dict[str, None] = {}
    for line in _lines_of_people(text):
        for address in _addresses(line):
            found.setdefault(address)
            if len(found) == _LIMIT:
                return tuple(found)
    return tuple(found)


def spellings(address: str) -> frozenset[str]:
    """An address as typed, and with its domain as mail servers write it (IDNA)."""
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        readable = ascii_domain.encode("ascii").decode("idna")
    except UnicodeError:
        return frozenset({address})
    return frozenset({address, f"{local}@{ascii_domain}".casefold(), f"{local}@{readable}".casefold()})


def _lines_of_people(text: str) -> list[str]:
    """The lines that somebody wrote about the item: neither footers of online meetings nor quoted headers."""
    lines = [line for line in _BLOCK.sub("\n", text).split("\n") if line]
    kept: list[str] = []
    section: list[str] = []
    below_rule = False
    for line in [*lines, "_" * 20]:
        if not _RULE.fullmatch(_plain(line).strip()):
            section.append(line)
            continue
        if not (below_rule and any("://" in one for one in section)):
            kept += section
        section, below_rule = [], True
    return _without_headers(kept)


def _without_headers(lines: list[str]) -> list[str]:
    """*lines* without runs of at least two header lines, one of which names a sender."""
    kept: list[str] = []
    run: list[str] = []
    for line in [*lines, None]:
        if line is not None and _HEADER.match(_plain(line).lstrip()):
            run.append(line)
            continue
        if len(run) < 2 or not any(_SENDER.match(_plain(one).lstrip()) for one in run):
            kept += run
        run = []
        if line is not None:
            kept.append(line)
    return kept


def _plain(line: str) -> str:
    return unescape(_TAG.sub("", line))


def _addresses(line: str) -> list[str]:
    """Addresses of links first, as their words may be names, then those of the words."""
    links = [unquote(unescape(target)) for target in _MAILTO.findall(line)]
    words = [word for text in (*links, _plain(line)) for word in _words(text)]
    return [address for word in words for address in _of_word(word)]


def _words(text: str) -> list[str]:
    """The words of *text* that may hold an address; web addresses are one word each and hold none."""
    return [
        word
        for chunk in text.split()
        if "@" in chunk and "://" not in chunk
        for word in _BETWEEN_WORDS.split(chunk)
        if "@" in word and len(word) <= _LONGEST
    ]


def _of_word(word: str) -> list[str]:
    found = []
    for match in _ADDRESS.finditer(word):
        local, domain = match[1].lstrip(_BEFORE).rstrip("."), match[2].rstrip("-")
        if local and _is_domain(domain):
            found.append(f"{local}@{domain}".casefold())
    return found


def _is_domain(name: str) -> bool:
    labels = name.split(".")
    top = labels[-1]
    is_named = (top.isalpha() and len(top) > 1) or top.casefold().startswith("xn--")
    return is_named and not any(label.startswith("-") or label.endswith("-") for label in labels)
