"""Three-way merge by field, without a clock (scenario 14, engine.md §2.3 and §2.4).

A field counts as changed by a person exactly when its mark is not among those that the side may show anyway.
Changed on one side: that side's value travels. Changed on both: the field's rule decides, and the value that
lost is kept. Changed on neither: nothing happens, however often the systems rewrite what they were given.
In somebody else's meeting only some fields may travel at all (core.meetings).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from backend.core.fields import FieldName, value_of, with_values
from backend.core.invitees import List, joined
from backend.core.items import Appointment, Item, Side
from backend.core.marks import Marker, people
from backend.core.meetings import Part, Right, rights
from backend.core.values import replace
from backend.core.views import Stand, View
from backend.core.whose import choice, travelling

#: an appointment that is the mailbox owner's on both sides
OWN_RIGHTS: Mapping[FieldName, Right] = rights(Part.OWN)


class Lost(Struct, frozen=True):
    """A value that a conflict's rule did not choose."""

    field: FieldName
    #: whose value it is
    side: Side
    value: Any


class Merged(Struct, frozen=True):
    """What each side is to be told; a side without an entry already says it."""

    targets: Mapping[Side, Item]
    fields: Mapping[Side, frozenset[FieldName]]
    lost: tuple[Lost, ...]
    #: fields that somebody wrote who may not, and which are put back
    put_back: frozenset[FieldName] = frozenset()


def merge(
    views: Mapping[Side, View],
    origin: Side,
    marker: Marker,
    right: Mapping[FieldName, Right] = OWN_RIGHTS,
    left_alone: Collection[FieldName] = (),
    *,
    answered: bool = False,
) -> Merged:
    """Bring both sides of a pair together.

    *origin*: the side that owns time and place in a conflict. *left_alone*: fields that were put back before, and
    are not a second time (scenario 13). *answered*: at a first meeting, SuperOffice's answer was given by now.
    """
    changes: dict[Side, dict[FieldName, Any]] = {side: {} for side in Side}
    lost: list[Lost] = []
    put_back: set[FieldName] = set()
    for field in right:
        chosen = travelling(field, views, choice(field, views, origin, marker, right, answered))
        if chosen is None or (chosen.foreign and field in left_alone):
            continue
        if field == "guests" and right[field] is Right.BOTH and _join_guests(views, changes, marker):
            continue
        winner, loser = chosen.winner, chosen.winner.other
        source = views[winner].item
        if source is None:
            continue
        value = views[winner].told(field, loser)
        if marker.mark(field, value) == views[loser].mark(field):
            continue
        changes[loser][field] = value
        overwritten = views[loser].item
        if chosen.conflict and overwritten is not None:
            lost.append(Lost(field, loser, value_of(field, overwritten)))
        if chosen.foreign:
            put_back.add(field)
    if right.get("listed") is Right.TOLD_BY_SUPEROFFICE:
        _list_people(views, changes, marker)
    merged = _merged(views, changes, lost, put_back)
    return _with_organiser(merged, views[Side.CALENDAR].item) if right.get("guests") is Right.CALENDAR else merged


def _merged(
    views: Mapping[Side, View],
    changes: Mapping[Side, Mapping[FieldName, Any]],
    lost: list[Lost],
    put_back: set[FieldName],
) -> Merged:
    targets: dict[Side, Item] = {}
    for side, values in changes.items():
        base = views[side].item or views[side.other].item
        if values and base is not None:
            targets[side] = with_values(base, values)
    fields = {side: frozenset(changes[side]) for side in targets}
    return Merged(targets, fields, tuple(lost), frozenset(put_back))


def _with_organiser(merged: Merged, event: Item | None) -> Merged:
    """Guests of somebody else's meeting are written with the one who invited them."""
    if not isinstance(event, Appointment) or "guests" not in merged.fields.get(Side.SUPEROFFICE, ()):
        return merged
    row = merged.targets[Side.SUPEROFFICE]
    assert isinstance(row, Appointment)
    invited = replace(row, meeting=replace(row.meeting, organiser=event.meeting.organiser))
    return replace(merged, targets={**merged.targets, Side.SUPEROFFICE: invited})


def _lists(views: Mapping[Side, View]) -> dict[Side, List] | None:
    """Both sides' guests with what they may show; None where one was not read, or nothing was agreed yet."""
    found = {
        side: List(view.item, view.shown)
        for side, view in views.items()
        if isinstance(view.item, Appointment) and view.shown.get("guests")
    }
    return found if len(found) == len(views) else None


def _join_guests(views: Mapping[Side, View], changes: Mapping[Side, dict[FieldName, Any]], marker: Marker) -> bool:
    """Merge who is invited as a set. False where that cannot be done."""
    lists = _lists(views)
    if lists is None:
        return False
    for side, guests in joined(lists, marker).items():
        told = "guests" not in views[side.other].deaf and marker.mark("guests", guests) != views[side].mark(
            "guests"
        )
        if told:
            changes[side]["guests"] = guests
    return True


def _list_people(views: Mapping[Side, View], changes: Mapping[Side, dict[FieldName, Any]], marker: Marker) -> None:
    """Tell the calendar who takes part, along with the text; for the list alone only where it has no attendees,
    whom the calendar would mail."""
    row, event = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    if not isinstance(row.item, Appointment) or "listed" in row.deaf:
        return
    is_news = _is_news(row) or _is_news(event, Stand.BEHIND)
    if "body" not in changes[Side.CALENDAR] and (_has_attendees(event, changes) or not is_news):
        return
    value = row.item.listed
    if event.item is None or marker.mark("listed", value) != event.mark("listed"):
        changes[Side.CALENDAR]["listed"] = value


def _has_attendees(event: View, changes: Mapping[Side, Mapping[FieldName, Any]]) -> bool:
    """Whether the calendar has somebody to mail, now or by what is to be written."""
    if isinstance(event.item, Appointment):
        return bool(event.item.guests) or "guests" in changes[Side.CALENDAR]
    return any(people(mark) for mark in event.shown.get("guests", []))


def _is_news(view: View, stand: Stand = Stand.CHANGED) -> bool:
    """Whether the list on this side stands so to one that was agreed; at a first meeting there is none."""
    return bool(view.shown.get("listed")) and view.stand("listed") is stand
