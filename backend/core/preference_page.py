"""The page docs/preferences.md, made from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backend.core.preference_kinds import FREE_TEXT, Number, Switch
from backend.core.preferences import CATALOGUE, Level, Preference, Section
from backend.core.words import say

_INTRODUCTION: Final = """\
# Preferences

<!-- Made by `sosync preferences --docs`; a test compares. -->

Everybody may have a value of one's own for a preference; without one that of the organisation's profile counts,
and without that the default. The administrator saves the profile, chooses whether personal values are kept or
overwritten, and may turn personal preferences off: then the profile and the defaults count for all. A value that
can only be a person's own, such as the calendar, has no profile and goes on counting.

Changing a preference leaves what is synced already as it is. Changes are checked as a whole: with one wrong value
nothing is saved. A stored value that is not valid any more, such as a type that was deleted, does not count: the
page tells, and the next value in the order above counts in its place.

*Live* choices are those that SuperOffice and Outlook offer at that moment. Categories and time zones may be others
than offered. The group of synced contacts (`contact_group`) exists with Google only and is no preference here.
"""
_KINDS: Final = {
    "switch": "on, off",
    "text": "a text",
    "zone": "IANA or Windows name",
    "choices": "several",
    "subject": f"parts in order, and texts behind `{FREE_TEXT}`",
}
_SET_BY: Final = {
    frozenset({Level.PERSONAL, Level.PROFILE}): "person, administrator",
    frozenset({Level.PERSONAL}): "person",
    frozenset({Level.PROFILE}): "administrator",
}


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_INTRODUCTION, *(line for section in Section for line in _table(section))])


def _table(section: Section) -> Iterator[str]:
    yield f"## {say(f'preference.section.{section}')}"
    yield ""
    yield "| key | value | default | set by | meaning |"
    yield "|---|---|---|---|---|"
    for one in CATALOGUE.values():
        if one.section is section:
            cells = (f"`{one.key}`", _value(one), _default(one), _SET_BY[one.levels], _meaning(one))
            yield f"| {' | '.join(cells)} |"
    yield ""


def _meaning(one: Preference) -> str:
    return f"**{say(f'preference.label.{one.key}')}.** {say(f'preference.help.{one.key}')}"


def _value(one: Preference) -> str:
    if isinstance(one.kind, Number):
        return f"{one.kind.least} to {one.kind.most}"
    live = one.live and not isinstance(one.kind, Switch)
    choices = ", ".join(f"`{choice}`" for choice in one.kind.offered) or ("live" if live else "")
    return ": ".join(filter(None, (_KINDS.get(one.kind.name), choices)))


def _default(one: Preference) -> str:
    match one.default:
        case bool(switch):
            return "on" if switch else "off"
        case tuple(parts):
            return ", ".join(f"`{part}`" for part in parts) or "none"
        case value:
            return f"`{value}`" if value or isinstance(one.kind, Number) else "none"
