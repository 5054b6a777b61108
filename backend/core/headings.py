"""The titles of one pair: SuperOffice's first line with what the row concerns, and the calendar's whole subject.

Only an item that was born in SuperOffice has a composed subject, and only while SuperOffice may say what it is;
any other shows one title on both sides (spec/preferences.md, `subject`).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from backend.core.decisions import CreateOn, Link, Presence
from backend.core.fields import FieldName, as_shown, value_of, with_values
from backend.core.items import Appointment, Concerns, Item, Side
from backend.core.marks import CONCERNS, Shown, people
from backend.core.matching import born
from backend.core.meetings import Part
from backend.core.merge import Merged
from backend.core.rules import Rules
from backend.core.seen import Seen
from backend.core.subject import Composed, Trail, core_of, subject_of
from backend.core.values import replace
from backend.core.views import View

#: fields of an event whose change its attendees are told anyway
_TOLD: frozenset[FieldName] = frozenset({"title", "body", "place", "span"})


class Heading(Struct, frozen=True):
    """The subject of one pair, as far as its sides were read."""

    rules: Rules
    #: what the row's subject is under the present preferences; None where the row was not read
    subject: Composed | None
    #: the first line in the calendar's subject; None where the event was not read
    first_line: str | None
    #: what the calendar's subject was composed of
    trail: Trail

    def across(self, views: Mapping[Side, View]) -> dict[Side, View]:
        """The views with what each title means on the other side."""
        told = {Side.SUPEROFFICE: self.subject.text if self.subject else None, Side.CALENDAR: self.first_line}
        return {
            side: view if (text := told[side]) is None else replace(view, across={"title": text})
            for side, view in views.items()
        }

    def followed(self, merged: Merged, views: Mapping[Side, View]) -> Merged:
        """*merged* with a new subject in the calendar where only what the row concerns has changed.

        Attendees are not mailed for that: then it waits until the event is written anyway.
        """
        row, event = views[Side.SUPEROFFICE], views[Side.CALENDAR]
        told = merged.fields.get(Side.CALENDAR, frozenset())
        if not self._is_behind(merged, views) or (_has_attendees(views) and not told & _TOLD):
            return merged
        base = merged.targets.get(Side.CALENDAR) or event.item or row.item
        subject = self._subject_after(merged, row)
        assert base is not None and subject is not None
        return replace(
            merged,
            targets={**merged.targets, Side.CALENDAR: with_values(base, {"title": subject.text})},
            fields={**merged.fields, Side.CALENDAR: told | {"title"}},
        )

    def trail_after(self, merged: Merged, views: Mapping[Side, View]) -> Trail:
        """What the calendar's subject is composed of once *merged* is written."""
        subject = self._subject_after(merged, views[Side.SUPEROFFICE])
        if subject is None or self._shown_after(merged, views) != self._mark(subject.text):
            return self.trail
        return Trail.of(subject, self.rules.marker.text)

    def not_agreed(self, merged: Merged, views: Mapping[Side, View]) -> Shown:
        """What of the row is not agreed, so that the subject follows later."""
        row = views[Side.SUPEROFFICE]
        silent = "title" in row.deaf and CONCERNS in row.shown
        return {CONCERNS: row.shown[CONCERNS]} if silent or self._is_behind(merged, views) else {}

    def _is_behind(self, merged: Merged, views: Mapping[Side, View]) -> bool:
        """Whether the row concerns something else than was agreed, which the calendar's subject does not show."""
        row = views[Side.SUPEROFFICE]
        agreed, now = row.shown.get(CONCERNS), row.marks.get(CONCERNS)
        subject = self._subject_after(merged, row)
        if not agreed or now in (None, agreed[0]) or subject is None or "title" in row.deaf:
            return False
        return self._shown_after(merged, views) != self._mark(subject.text)

    def _subject_after(self, merged: Merged, row: View) -> Composed | None:
        """The subject with the first line that counts in the end; None where the row was not read."""
        item = merged.targets[Side.SUPEROFFICE] if "title" in merged.fields.get(Side.SUPEROFFICE, ()) else row.item
        if self.subject is None or not isinstance(item, Appointment):
            return None
        return subject_of(item, self.rules.preferences)

    def _shown_after(self, merged: Merged, views: Mapping[Side, View]) -> str:
        """The mark of the subject that the calendar shows in the end."""
        if "title" in merged.fields.get(Side.CALENDAR, ()):
            return self._mark(value_of("title", merged.targets[Side.CALENDAR]))
        return views[Side.CALENDAR].mark("title")

    def _mark(self, subject: str) -> str:
        return self.rules.marker.mark("title", subject)


def heading_of(link: Link | None, presence: Mapping[Side, Presence], rules: Rules, part: Part) -> Heading | None:
    """The subject of a pair; None where one title stands on both sides. Without a link it is a first meeting."""
    row, event = (_appointment(presence[side]) for side in (Side.SUPEROFFICE, Side.CALENDAR))
    if part not in (Part.OWN, Part.COPY) or _origin(link, presence) is Side.CALENDAR:
        return None
    if row is not None and row.concerns is None:
        return None
    subject = subject_of(row, rules.preferences) if row else None
    trail = link.trail if link else Trail()
    if event is None:
        return Heading(rules, subject, None, trail)
    if not (link and any(link.shown.values())) and row is not None and subject is not None:
        if event.title == as_shown("title", row.title, Side.CALENDAR):
            return Heading(rules, subject, row.title, trail)
        trail = Trail.of(subject, rules.marker.text)
    first_line = core_of(event.title, trail, row.title if row else "", rules.marker.text)
    return Heading(rules, subject, first_line, trail)


def copied(
    link: Link | None, side: Side, item: Item, rules: Rules, *, again: bool = False, instead_of: Seen | None = None
) -> CreateOn:
    """The decision to make *item* on *side*, with the title that it has there."""
    copy = rules.copy_for(side, item)
    if not isinstance(copy, Appointment) or not isinstance(item, Appointment):
        return CreateOn(side, copy, again, instead_of)
    is_plain = link is not None and link.origin is Side.CALENDAR
    if side is Side.SUPEROFFICE:
        first_line = (
            core_of(item.title, link.trail, "", rules.marker.text) if link and not is_plain else item.title
        )
        type_id = rules.types.of_incoming(item, rules.preferences)
        concerns = Concerns(type_id=type_id) if type_id else None
        if first_line != copy.title or concerns != copy.concerns:
            copy = replace(copy, title=first_line, concerns=concerns)
        return CreateOn(side, copy, again, instead_of)
    if is_plain or item.concerns is None:
        return CreateOn(side, replace(copy, concerns=None), again, instead_of)
    subject = subject_of(item, rules.preferences)
    trail = Trail.of(subject, rules.marker.text)
    return CreateOn(side, replace(copy, title=subject.text, concerns=None), again, instead_of, trail)


def _origin(link: Link | None, presence: Mapping[Side, Presence]) -> Side:
    if link is not None:
        return link.origin
    row, event = presence[Side.SUPEROFFICE], presence[Side.CALENDAR]
    return born(row, event) if isinstance(row, Seen) and isinstance(event, Seen) else Side.SUPEROFFICE


def _appointment(presence: Presence) -> Appointment | None:
    return presence.item if isinstance(presence, Seen) and isinstance(presence.item, Appointment) else None


def _has_attendees(views: Mapping[Side, View]) -> bool:
    """Whether the calendar mails somebody when the event is written."""
    event = views[Side.CALENDAR]
    if isinstance(event.item, Appointment):
        return bool(event.item.guests)
    return any(people(mark) for mark in event.shown.get("guests", []))
