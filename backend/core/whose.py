"""Whose value of a field counts: the rules of conflicts, one a right (engine.md §2.4, scenarios 13 and 14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from backend.core.fields import FieldName, value_of
from backend.core.items import FIRM, Answer, Appointment, Importance, Side
from backend.core.marks import Marker
from backend.core.meetings import CONTENT, Right
from backend.core.values import replace
from backend.core.views import Stand, View


class Choice(Struct, frozen=True):
    """Whose value counts, and whether another person's value lost to it."""

    winner: Side
    conflict: bool = False
    foreign: bool = False


def choice(
    field: FieldName,
    views: Mapping[Side, View],
    origin: Side,
    marker: Marker,
    right: Mapping[FieldName, Right],
    answered: bool,
) -> Choice | None:
    """Whose value counts; None when nothing is to be done."""
    match right[field]:
        case Right.NOBODY | Right.TOLD_BY_SUPEROFFICE:
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


def _told(field: FieldName, views: Mapping[Side, View]) -> Choice | None:
    """The calendar alone knows; at a first meeting its silence takes nothing away."""
    here, there = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    if not there.shown and there.item is not None and value_of(field, there.item) == "":
        return None
    told = there.stand(field) is not Stand.IN_STEP or here.stand(field) is Stand.BEHIND
    return Choice(Side.CALENDAR) if told else None


def travelling(field: FieldName, views: Mapping[Side, View], chosen: Choice | None) -> Choice | None:
    """At a first meeting, too, nothing travels against the direction."""
    if chosen is None or field not in views[chosen.winner].deaf or views[chosen.winner].shown:
        return chosen
    other = chosen.winner.other
    return None if field in views[other].deaf else replace(chosen, winner=other)


def _ruled(field: FieldName, views: Mapping[Side, View], ruler: Side) -> Choice | None:
    """One side decides; the other is put back where a person changed it."""
    here, there = views[ruler].stand(field), views[ruler.other].stand(field)
    if here is not Stand.IN_STEP or there is Stand.BEHIND:
        return Choice(ruler, conflict=there is Stand.CHANGED and bool(views[ruler.other].shown))
    return Choice(ruler, conflict=True, foreign=True) if there is Stand.CHANGED else None


def _answer(views: Mapping[Side, View], *, moves_by_itself: bool, answered: bool) -> Choice | None:
    """The own answer: the calendar's counts in doubt, because the organiser has seen it (scenario 14).

    A new time voids what was said to the old one. An invitation that is unanswered in SuperOffice takes nothing
    back: the calendar's answer stands, as soon as both speak of the same time. Whatever a colleague moved waits
    for its other half to follow.
    """
    here, there = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    if moves_by_itself and here.mark("span") != there.mark("span"):
        return None
    answered = answered or (moves_by_itself and answered_anew(views))
    if answered and there.item is not None and value_of("answer", there.item) is Answer.NONE:
        return Choice(Side.SUPEROFFICE)
    if there.stand("answer") is Stand.CHANGED or here.stand("answer") is Stand.BEHIND:
        return Choice(Side.CALENDAR)
    if there.stand("answer") is Stand.BEHIND:
        return Choice(Side.SUPEROFFICE)
    if here.stand("answer") is not Stand.CHANGED or here.item is None:
        return None
    if value_of("answer", here.item) in FIRM:
        # what was said to another time than the calendar's is void
        moved = there.stand("span") is Stand.CHANGED and there.mark("span") != here.mark("span")
        return Choice(Side.CALENDAR if moved else Side.SUPEROFFICE)
    same_time = there.item is not None and there.mark("span") == here.mark("span")
    return Choice(Side.CALENDAR) if same_time else None


def answered_anew(views: Mapping[Side, View]) -> bool:
    """Whether a row that a colleague's mailbox moved was answered since: it asked anew then, so that what it says
    was said to the new time (contracts/superoffice.md §3.4)."""
    row, event = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    if row.item is None or event.item is None or not row.shown.get("span"):
        return False
    is_moved = row.stand("span") is Stand.CHANGED and row.mark("span") == event.mark("span")
    return is_moved and value_of("answer", row.item) in FIRM


def _shared(field: FieldName, views: Mapping[Side, View], origin: Side, marker: Marker) -> Choice | None:
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
            return Choice(_rule(field, here, origin), conflict=True)
        case (Stand.CHANGED, _) | (Stand.IN_STEP, Stand.BEHIND):
            return Choice(Side.SUPEROFFICE, conflict=_is_owed(field, here) or _may_be_back(field, there))
        case _:
            return Choice(Side.CALENDAR, conflict=_is_owed(field, there) or _may_be_back(field, here))


def _is_owed(field: FieldName, changed: View) -> bool:
    """Whether the other side's value was on its way when a person wrote another one here."""
    return changed.stand(field) is Stand.CHANGED and len(changed.shown.get(field, [])) > 1


def _may_be_back(field: FieldName, behind: View) -> bool:
    """Whether a person may have put back what was there before a write that nobody saw arrive: it is another
    version than before that write."""
    return behind.touched and behind.stand(field) is Stand.BEHIND


def _say_the_same(field: FieldName, here: View, there: View, marker: Marker) -> bool:
    """Equal in what either side makes of the other's value."""
    if here.item is None or there.item is None:
        return False
    to_calendar = here.told(field, Side.CALENDAR)
    to_superoffice = there.told(field, Side.SUPEROFFICE)
    return marker.mark(field, to_calendar) == there.mark(field) or (
        marker.mark(field, to_superoffice) == here.mark(field)
    )


def _rule(field: FieldName, superoffice: View, origin: Side) -> Side:
    """Both changed: time and place follow the owner's side, privacy the stricter, all else SuperOffice."""
    match field:
        case "span" | "place" | "due" | "start":
            return origin
        case "private":
            return _stricter(superoffice)
        case _:
            return Side.SUPEROFFICE


def _first_meeting(field: FieldName, here: View, there: View, origin: Side) -> Choice | None:
    """No base: what is not blank in SuperOffice counts, the calendar fills the blanks (sync-rules 11).

    A blank that is filled was written by nobody: no value loses.
    """
    winner = _of_first_meeting(field, here, there, origin)
    if winner is None:
        return None
    loser = there.item if winner is Side.SUPEROFFICE else here.item
    assert loser is not None
    return Choice(winner, conflict=not _blank(value_of(field, loser)))


def _of_first_meeting(field: FieldName, here: View, there: View, origin: Side) -> Side | None:
    """Whose value counts. Nobody is invited by it: the calendar's guests count where it has any."""
    assert here.item is not None and there.item is not None
    guests = there.item.guests if isinstance(there.item, Appointment) else ()
    match field:
        case "private":
            return _rule(field, here, origin)
        case "guests":
            return Side.CALENDAR if guests else None
        case _ if guests and field in CONTENT:
            # a change in the calendar would be told to everybody
            return Side.CALENDAR
        case "span":
            return _rule(field, here, origin)
        case "due" | "start" if value_of(field, there.item) is None:
            # SuperOffice may have made its own up (core.tasks.with_own_dates)
            return None
        case "start":
            return Side.CALENDAR
        case _:
            return Side.CALENDAR if _blank(value_of(field, here.item)) else Side.SUPEROFFICE


def _stricter(superoffice: View) -> Side:
    private_here = superoffice.item is not None and superoffice.item.private
    return Side.SUPEROFFICE if private_here else Side.CALENDAR


def _blank(value: Any) -> bool:
    return value is None or value is False or value in ("", ()) or value is Importance.NORMAL
