"""The subject of an item in the calendar: composed of what SuperOffice knows of the item, and taken apart again.

What was composed is remembered by digests, so that a decoration is known again whatever preferences, lists and
companies have become since. Only what a person wrote goes back to SuperOffice (spec/preferences.md, `subject`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Self

from msgspec import Struct

from backend.core.items import Appointment, Concerns
from backend.core.preference_kinds import FREE_TEXT
from backend.core.preferences import Preferences
from backend.core.text import cut, one_line

#: stands between the parts
SEPARATOR: Final = " * "
#: the longest subject, in characters
LONGEST: Final = 255
_FIRST_LINE: Final = "first line"

Digest = Callable[[str], str]


class Composed(Struct, frozen=True):
    """A subject with its parts, each as it stands there: the last one may be cut."""

    text: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    #: characters of the first line that are shown; None for all of it
    kept: int | None = None


def composed(parts: Sequence[str], concerns: Concerns, first_line: str, language: str = "") -> Composed:
    """The subject of an item, of texts of one line. Empty parts drop out; without any, the first line stands.

    *parts* and *language* are the preferences `subject` and `subject_language`.
    """
    place = parts.index(_FIRST_LINE) if _FIRST_LINE in parts else len(parts)
    before = [text for part in parts[:place] if (text := _text_of(part, concerns, language))]
    after = [text for part in parts[place + 1 :] if (text := _text_of(part, concerns, language))]
    shown = first_line if place < len(parts) or not before else ""
    whole = SEPARATOR.join(text for text in (*before, shown, *after) if text)
    text = _whole_parts(whole)
    standing = list(_standing(text, [*before, *([shown] if shown else []), *after]))
    rest = standing[len(before) :]
    middle = rest.pop(0) if shown else ""
    return Composed(
        text,
        tuple(part for part in standing[: len(before)] if part),
        tuple(part for part in rest if part),
        None if middle == first_line else len(middle),
    )


def preview(item: Appointment, preferences: Preferences) -> str:
    """How the calendar would show an item of SuperOffice under *preferences*."""
    return subject_of(item, preferences).text


def subject_of(item: Appointment, preferences: Preferences) -> Composed:
    """The subject that *preferences* give an item of SuperOffice."""
    concerns = item.concerns or Concerns()
    return composed(preferences.subject, concerns, item.title, preferences.subject_language)


def _text_of(part: str, concerns: Concerns, language: str) -> str:
    """What stands for a part that is not the first line."""
    match part:
        case "type":
            return concerns.type_name(language)
        case "company":
            return concerns.company
        case "department":
            return concerns.department
        case "person":
            return concerns.person
        case _:
            return one_line(part.removeprefix(FREE_TEXT))


def _whole_parts(whole: str) -> str:
    """*whole* as far as a subject goes, cut at a word, without a separator at its end."""
    if len(whole) <= LONGEST:
        return whole
    text = cut(whole, LONGEST)
    while text.endswith(SEPARATOR.rstrip()):
        text = text.removesuffix(SEPARATOR.rstrip()).rstrip()
    return text


def _standing(text: str, parts: Sequence[str]) -> Iterator[str]:
    """What of each of *parts*, joined, stands in *text*, which begins with them."""
    start = 0
    for part in parts:
        yield text[start : start + len(part)]
        start += len(part) + len(SEPARATOR)


class Trail(Struct, frozen=True):
    """What is remembered of a composed subject: digests of its decorations, in order."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    #: as `Composed.kept`
    kept: int | None = None

    @classmethod
    def of(cls, subject: Composed, digest: Digest) -> Self:
        """The trail of a subject."""
        return cls(tuple(map(digest, subject.before)), tuple(map(digest, subject.after)), subject.kept)

    def dump(self) -> str:
        """As one line; "" for a subject without decorations."""
        if self == Trail():
            return ""
        kept = "" if self.kept is None else str(self.kept)
        return "/".join((".".join(self.before), ".".join(self.after), kept))

    @classmethod
    def load(cls, line: str) -> Self:
        """What `dump` wrote."""
        if not line:
            return cls()
        before, after, kept = (part.split(".") if part else [] for part in line.split("/"))
        return cls(tuple(before), tuple(after), int(kept[0]) if kept else None)


#: of a subject without decorations
NO_TRAIL: Final = Trail()


def core_of(subject: str, trail: Trail, before: str, digest: Digest) -> str:
    """The first line in a subject that a person edited; *before* is the first line until now.

    Decorations that still stand where they were composed are taken off, everything else is the person's. What was
    cut off the end of a long first line stays, as long as its last word is there.
    """
    rest, taken = _without_decorations(subject, trail, digest)
    if rest:
        return rest + _cut_off(rest, before, trail)
    if trail.kept == 0 or before in ("", *taken):
        # it was not shown, or cannot be told from a decoration
        return before
    # one decoration by itself is a word that the person chose
    return taken[0] if len(taken) == 1 else ""


def _without_decorations(subject: str, trail: Trail, digest: Digest) -> tuple[str, list[str]]:
    """What is left of a subject, and the decorations that stood around it."""
    rest, taken = subject, []
    for mark in trail.before:
        for head, tail in _heads(rest):
            if digest(head) == mark:
                taken.append(head)
                rest = tail
                break
    # around nothing a person may write anywhere between
    after = trail.after or (trail.before[len(taken) :] if trail.kept == 0 else ())
    for mark in reversed(after):
        for head, tail in _tails(rest):
            if digest(tail) == mark:
                taken.append(tail)
                rest = head
                break
    return rest, taken


def _cut_off(rest: str, before: str, trail: Trail) -> str:
    """The end of the first line that was not shown, where it still belongs to what is shown."""
    if trail.kept is None or trail.kept >= len(before):
        return ""
    last_word = before[: trail.kept].rpartition(" ")[2]
    return before[trail.kept :] if last_word and rest.endswith(last_word) else ""


def _heads(text: str) -> Iterator[tuple[str, str]]:
    """Every way to take parts off the front: those taken, and the rest."""
    for place in _separators(text):
        yield text[:place], text[place + len(SEPARATOR) :]
    if text:
        yield text, ""


def _tails(text: str) -> Iterator[tuple[str, str]]:
    """Every way to take parts off the end: the rest, and those taken."""
    for place in _separators(text):
        yield text[:place], text[place + len(SEPARATOR) :]
    if text:
        yield "", text


def _separators(text: str) -> Iterator[int]:
    """Where separators stand; two may share a blank."""
    place = text.find(SEPARATOR)
    while place >= 0:
        yield place
        place = text.find(SEPARATOR, place + 1)
