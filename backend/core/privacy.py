"""Private events of the calendar of which SuperOffice shows only the time (spec/preferences.md, private)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.core.decisions import Change, CreateOn, Decision, Link, Presence, Unborn
from backend.core.fields import FieldName, value_of
from backend.core.items import ALONE, Appointment, Importance, Side
from backend.core.marks import Shown
from backend.core.meetings import Part
from backend.core.merge import Merged
from backend.core.preferences import Private
from backend.core.rules import Rules
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.views import View
from backend.core.words import say

#: what of an appointment tells what it is about
TELLING: Final[tuple[FieldName, ...]] = ("title", "body", "place", "join_url")
#: what SuperOffice is told of a private event all the same
_TIME: Final = frozenset({"span", "busy", "private"})


def time_alone(item: Appointment) -> Appointment:
    """*item* as SuperOffice shows its time: private and with a neutral title, without text, people and alarm."""
    return replace(
        item,
        title=say("busy_only"),
        body="",
        place="",
        private=True,
        importance=Importance.NORMAL,
        alarm=None,
        join_url="",
        listed=(),
        meeting=ALONE,
    )


def shows_time_only(link: Link, presence: Mapping[Side, Presence], rules: Rules) -> bool:
    """Whether SuperOffice is to show only the time of a pair. Once it does, no preference changes that.

    A meeting that guests were invited to before it turned private keeps its text: they know it, and the row is
    visible to nobody else.
    """
    event, row = presence[Side.CALENDAR], presence[Side.SUPEROFFICE]
    if not isinstance(event, Seen) or not isinstance(event.item, Appointment):
        return link.part is Part.BUSY_ONLY
    if not event.item.private:
        return False
    if link.part is Part.BUSY_ONLY or _is_time_alone(row):
        return True
    if rules.preferences.private is not Private.BUSY_ONLY:
        return False
    if isinstance(row, Unborn) or not any(link.shown.values()):
        return link.origin is Side.CALENDAR or isinstance(row, Seen)
    own = event.item.meeting == ALONE and link.origin is Side.CALENDAR
    return own and turned_private(link, presence)


def turned_private(link: Link, presence: Mapping[Side, Presence]) -> bool:
    """Whether a side that was agreed to be public is private by now."""
    return any(
        isinstance(one, Seen)
        and isinstance(one.item, Appointment)
        and one.item.private
        and link.shown[side].get("private", [""])[0] == "no"
        for side, one in presence.items()
    )


def with_texts_open(link: Link) -> Link:
    """The link of a pair that is public again: what the calendar says is news to SuperOffice."""
    event: Shown = {field: marks if field in _TIME else [] for field, marks in link.shown[Side.CALENDAR].items()}
    return replace(link, shown={**link.shown, Side.CALENDAR: event})


def without_texts(merged: Merged, views: Mapping[Side, View], rules: Rules) -> Merged:
    """*merged* for a pair that turns private: what SuperOffice's row tells goes."""
    base = merged.targets.get(Side.SUPEROFFICE) or views[Side.SUPEROFFICE].item or views[Side.CALENDAR].item
    assert isinstance(base, Appointment)
    alone = time_alone(base)
    target = replace(base, title=alone.title, body="", place="", join_url="")
    told = {
        field
        for field in TELLING
        if rules.marker.mark(field, value_of(field, target)) != views[Side.SUPEROFFICE].mark(field)
    }
    fields = merged.fields.get(Side.SUPEROFFICE, frozenset()) | told
    return replace(
        merged,
        targets={**merged.targets, Side.SUPEROFFICE: target},
        fields={**merged.fields, Side.SUPEROFFICE: fields},
    )


def hides(decision: Decision, row: Presence) -> bool:
    """Whether a decision makes SuperOffice hide a text that it does not hide by now, which takes a licence."""
    match decision:
        case CreateOn(Side.SUPEROFFICE, item):
            return item.private
        case Change(merged) if (target := merged.targets.get(Side.SUPEROFFICE)) is not None:
            is_hidden = isinstance(row, Seen) and isinstance(row.item, Appointment) and row.item.private
            return target.private and not is_hidden and "private" in merged.fields[Side.SUPEROFFICE]
        case _:
            return False


def _is_time_alone(row: Presence) -> bool:
    """Whether a row looks like what `time_alone` makes, as after the loss of all links."""
    if not isinstance(row, Seen) or not isinstance(row.item, Appointment):
        return False
    item = row.item
    return item.private and (item.title, item.body, item.place) == (say("busy_only"), "", "")
