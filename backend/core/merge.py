"""Three-way merge by field, without a clock (scenario 14, engine.md §2.3 and §2.4).

A field counts as changed by a person exactly when its mark is not among those that the side may show anyway.
Changed on one side: that side's value travels. Changed on both: the field's rule decides, and the value that
lost is kept. Changed on neither: nothing happens, however often the systems rewrite what they were given.
In somebody else's meeting only some fields may travel at all (core.meetings).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from backend.core.fields import FIELDS, FieldName, as_shown, value_of, with_values
from backend.core.invitees import List, joined
from backend.core.items import Answer, Appointment, Importance, Side
from backend.core.marks import Marker, Marks, Shown
from backend.core.meetings import CONTENT, Part, Right, rights

#: an appointment that is the mailbox owner's on both sides
OWN_RIGHTS: Mapping[FieldName, Right] = rights(Part.OWN)


class Stand(Enum):
    """How a side's field stands to what was agreed."""

    #: a person wrote it since
    CHANGED = auto()
    #: it shows what was agreed
    IN_STEP = auto()
    #: it still shows what was there before a write that nobody saw arrive
    BEHIND = auto()


@dataclass(frozen=True, slots=True)
class View:
    """One side of a pair. *item* is None when the side was not read because nothing changed there."""

    item: Appointment | None
    marks: Marks
    shown: Shown
    #: fields whose changes on this side do not travel (direction, reminder switches)
    deaf: frozenset[FieldName] = frozenset()

    def stand(self, field: FieldName) -> Stand:
        """How *field* stands."""
        expected = self.shown.get(field, [])
        if self.item is None or (field in self.deaf and self.shown):
            return Stand.IN_STEP
        mark = self.marks[field]
        if not expected or mark not in expected:
            return Stand.CHANGED
        return Stand.IN_STEP if mark == expected[0] else Stand.BEHIND

    def mark(self, field: FieldName) -> str:
        """What the field shows now."""
        return self.marks[field] if self.item is not None else self.shown[field][0]


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that a conflict's rule did not choose."""

    field: FieldName
    #: whose value it is
    side: Side
    value: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What each side is to be told; a side without an entry already says it."""

    targets: Mapping[Side, Appointment]
    fields: Mapping[Side, frozenset[FieldName]]
    lost: tuple[Lost, ...]
    #: fields that somebody wrote who may not, and which are put back
    put_back: frozenset[FieldName] = frozenset()


@dataclass(frozen=True, slots=True)
class _Choice:
    """Whose value counts, and whether another person's value lost to it."""

    winner: Side
    conflict: bool = False
    foreign: bool = False


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
    for field in FIELDS:
        choice = _travelling(field, views, _choice(field, views, origin, marker, right, answered))
        if choice is None or (choice.foreign and field in left_alone):
            continue
        if field == "guests" and right[field] is Right.BOTH and _join_guests(views, changes, marker):
            continue
        winner, loser = choice.winner, choice.winner.other
        source = views[winner].item
        if source is None:
            continue
        value = as_shown(field, value_of(field, source), loser)
        if marker.mark(field, value) == views[loser].mark(field):
            continue
        changes[loser][field] = value
        overwritten = views[loser].item
        if choice.conflict and overwritten is not None:
            lost.append(Lost(field, loser, value_of(field, overwritten)))
        if choice.foreign:
            put_back.add(field)
    merged = _merged(views, changes, lost, put_back)
    return _with_organiser(merged, views[Side.CALENDAR].item) if right["guests"] is Right.CALENDAR else merged


def _merged(
    views: Mapping[Side, View],
    changes: Mapping[Side, Mapping[FieldName, Any]],
    lost: list[Lost],
    put_back: set[FieldName],
) -> Merged:
    targets: dict[Side, Appointment] = {}
    for side, values in changes.items():
        base = views[side].item or views[side.other].item
        if values and base is not None:
            targets[side] = with_values(base, values)
    fields = {side: frozenset(changes[side]) for side in targets}
    return Merged(targets, fields, tuple(lost), frozenset(put_back))


def _with_organiser(merged: Merged, event: Appointment | None) -> Merged:
    """Guests of somebody else's meeting are written with the one who invited them."""
    if event is None or "guests" not in merged.fields.get(Side.SUPEROFFICE, ()):
        return merged
    row = merged.targets[Side.SUPEROFFICE]
    invited = replace(row, meeting=replace(row.meeting, organiser=event.meeting.organiser))
    return replace(merged, targets={**merged.targets, Side.SUPEROFFICE: invited})


def _choice(
    field: FieldName,
    views: Mapping[Side, View],
    origin: Side,
    marker: Marker,
    right: Mapping[FieldName, Right],
    answered: bool,
) -> _Choice | None:
    """Whose value counts; None when nothing is to be done."""
    match right[field]:
        case Right.NOBODY:
            return None
        case Right.TOLD_BY_CALENDAR:
            return _told(field, views)
        case Right.CALENDAR:
            return _ruled(field, views, Side.CALENDAR)
        case Right.SUPEROFFICE:
            return _ruled(field, views, Side.SUPEROFFICE)
        case Right.BOTH if field == "answer":
            return _answer(views, moves_by_itself=right["span"] is Right.NOBODY, answered=answered)
        case Right.BOTH:
            return _shared(field, views, origin, marker)


def _told(field: FieldName, views: Mapping[Side, View]) -> _Choice | None:
    """The calendar alone knows; at a first meeting its silence takes nothing away."""
    here, there = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    if not there.shown and there.item is not None and value_of(field, there.item) == "":
        return None
    told = there.stand(field) is not Stand.IN_STEP or here.stand(field) is Stand.BEHIND
    return _Choice(Side.CALENDAR) if told else None


def _travelling(field: FieldName, views: Mapping[Side, View], choice: _Choice | None) -> _Choice | None:
    """At a first meeting, too, nothing travels against the direction."""
    if choice is None or field not in views[choice.winner].deaf or views[choice.winner].shown:
        return choice
    other = choice.winner.other
    return None if field in views[other].deaf else replace(choice, winner=other)


def _ruled(field: FieldName, views: Mapping[Side, View], ruler: Side) -> _Choice | None:
    """One side decides; the other is put back where a person changed it."""
    here, there = views[ruler].stand(field), views[ruler.other].stand(field)
    if here is not Stand.IN_STEP or there is Stand.BEHIND:
        return _Choice(ruler, conflict=there is Stand.CHANGED and bool(views[ruler.other].shown))
    return _Choice(ruler, conflict=True, foreign=True) if there is Stand.CHANGED else None


def _answer(views: Mapping[Side, View], *, moves_by_itself: bool, answered: bool) -> _Choice | None:
    """The own answer: the calendar's counts in doubt, because the organiser has seen it (scenario 14).

    A new time voids what was said to the old one. An invitation that is unanswered in SuperOffice takes nothing
    back: the calendar's answer stands, as soon as both speak of the same time. A row that a colleague moved waits
    for its event to follow.
    """
    here, there = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    if (
        moves_by_itself
        and here.shown
        and here.stand("span") is Stand.CHANGED
        and here.mark("span") != there.mark("span")
    ):
        return None
    if answered and there.item is not None and there.item.answer is Answer.NONE:
        return _Choice(Side.SUPEROFFICE)
    if there.stand("answer") is Stand.CHANGED or here.stand("answer") is Stand.BEHIND:
        return _Choice(Side.CALENDAR)
    if there.stand("answer") is Stand.BEHIND:
        return _Choice(Side.SUPEROFFICE)
    if here.stand("answer") is not Stand.CHANGED or here.item is None:
        return None
    if here.item.answer in (Answer.ACCEPTED, Answer.DECLINED):
        # what was said to another time than the calendar's is void
        moved = there.stand("span") is Stand.CHANGED and there.mark("span") != here.mark("span")
        return _Choice(Side.CALENDAR if moved else Side.SUPEROFFICE)
    same_time = there.item is not None and there.mark("span") == here.mark("span")
    return _Choice(Side.CALENDAR) if same_time else None


def _shared(field: FieldName, views: Mapping[Side, View], origin: Side, marker: Marker) -> _Choice | None:
    """Both sides are the same person's."""
    here, there = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    match here.stand(field), there.stand(field):
        case Stand.IN_STEP, Stand.IN_STEP:
            return None
        case (Stand.CHANGED, Stand.CHANGED) | (Stand.BEHIND, Stand.BEHIND):
            if _say_the_same(field, here, there, marker):
                return None
            if not here.shown or not there.shown:
                return _first_meeting(field, here, there, origin)
            return _Choice(_rule(field, here, origin), conflict=True)
        case (Stand.CHANGED, _) | (Stand.IN_STEP, Stand.BEHIND):
            return _Choice(Side.SUPEROFFICE, conflict=_is_owed(field, here))
        case _:
            return _Choice(Side.CALENDAR, conflict=_is_owed(field, there))


def _is_owed(field: FieldName, changed: View) -> bool:
    """Whether the other side's value was on its way when a person wrote another one here."""
    return changed.stand(field) is Stand.CHANGED and len(changed.shown.get(field, [])) > 1


def _say_the_same(field: FieldName, here: View, there: View, marker: Marker) -> bool:
    """Equal in what either side makes of the other's value."""
    if here.item is None or there.item is None:
        return False
    to_calendar = as_shown(field, value_of(field, here.item), Side.CALENDAR)
    to_superoffice = as_shown(field, value_of(field, there.item), Side.SUPEROFFICE)
    return marker.mark(field, to_calendar) == there.mark(field) or (
        marker.mark(field, to_superoffice) == here.mark(field)
    )


def _rule(field: FieldName, superoffice: View, origin: Side) -> Side:
    """Both changed: time and place follow the owner's side, privacy the stricter, all else SuperOffice."""
    match field:
        case "span" | "place":
            return origin
        case "private":
            return _stricter(superoffice)
        case _:
            return Side.SUPEROFFICE


def _first_meeting(field: FieldName, here: View, there: View, origin: Side) -> _Choice | None:
    """No base: what is not blank in SuperOffice counts, the calendar fills the blanks (sync-rules 11).

    Nobody is invited by it: the calendar's guests count where it has any.
    """
    assert here.item is not None and there.item is not None
    match field:
        case "private":
            return _Choice(_rule(field, here, origin), conflict=True)
        case "guests":
            return _Choice(Side.CALENDAR, conflict=True) if there.item.guests else None
        case _ if there.item.guests and field in CONTENT:
            # a change in the calendar would be told to everybody
            return _Choice(Side.CALENDAR, conflict=True)
        case "span":
            return _Choice(_rule(field, here, origin), conflict=True)
        case _:
            blank = _blank(value_of(field, here.item))
            return _Choice(Side.CALENDAR if blank else Side.SUPEROFFICE, conflict=True)


def _lists(views: Mapping[Side, View]) -> dict[Side, List] | None:
    """Both sides' guests with what they may show; None where one was not read, or nothing was agreed yet."""
    found = {
        side: List(view.item, view.shown) for side, view in views.items() if view.item and view.shown.get("guests")
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


def _stricter(superoffice: View) -> Side:
    private_here = superoffice.item is not None and superoffice.item.private
    return Side.SUPEROFFICE if private_here else Side.CALENDAR


def _blank(value: Any) -> bool:
    return value is None or value == "" or value is Importance.NORMAL
