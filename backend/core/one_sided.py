"""What to do about an item that only one side has: born there, or gone from the other (engine.md §2.4)."""

from __future__ import annotations

from typing import Final

from backend.core.decisions import (
    Around,
    CreateOn,
    Decision,
    Decline,
    Leave,
    Link,
    Missing,
    Nothing,
    Presence,
    Remove,
    Unborn,
    Wait,
)
from backend.core.fields import FieldName, fields_of
from backend.core.headings import copied
from backend.core.items import ALONE, Answer, Appointment, Item, Side, Task, kind_of
from backend.core.marks import Marks, people
from backend.core.meetings import Part
from backend.core.privacy import time_alone
from backend.core.reasons import Reason
from backend.core.rules import Rules
from backend.core.seen import Seen, Unmapped
from backend.core.tasks import is_secret
from backend.core.values import replace
from backend.core.views import Stand, View

#: fields that make a preference exclude an item
_ASKED_FOR: Final[dict[Reason, FieldName]] = {
    Reason.PRIVATE: "private",
    Reason.FREE: "busy",
    Reason.ALL_DAY: "span",
    Reason.OUTSIDE_WINDOW: "span",
}


def one_sided(
    link: Link | None, side: Side, seen: Seen, other: Missing | Unborn, rules: Rules, around: Around
) -> Decision:
    """Only *side* has it: born there, or gone from the other side."""
    item = seen.item
    assert not isinstance(item, Unmapped)
    if isinstance(item, Task):
        return _one_sided_task(link, side, seen, item, other, rules)
    if around.part is Part.BUSY_ONLY:
        return _one_sided_time(link, side, seen, other, rules, around)
    if isinstance(other, Unborn):
        if around.declined and item.answer is not Answer.DECLINED:
            # the organiser has seen the no, and that counts, whatever was said in SuperOffice (scenario 14)
            return Decline(side)
        if link and link.reason == Reason.DECLINED and side is Side.SUPEROFFICE and item.answer is Answer.NONE:
            # a new row for somebody who has declined already; one that was moved waits for its invitation
            view = view_of(link, side, seen, rules)
            is_moved = bool(link.shown[side]) and view.stand("span") is Stand.CHANGED
            waits = is_moved and not _had_come(link, side, view) and not around.delivered
            return Wait() if waits else Decline(side)
        refused = rules.admits(item, side)
        if refused and link and _is_begun(link, side, seen, item, rules, refused):
            refused = None
        return _newborn(side, seen, item, rules, around, refused)
    if not rules.preferences.direction.lets(side.other):
        return Nothing()
    if around.part is not Part.OWN:
        return _left(link, side, seen, item, rules, around)
    view = view_of(link, side, seen, rules)
    had_guests = any(people(mark) for mark in view.shown.get("guests", []))
    if not had_guests and (_is_edited(view, item) or _is_owed(link, side, item)):
        return copied(link, side.other, item, rules, again=True)
    # taking a meeting with guests away is cancelling it, and that always wins (scenario 15)
    return Remove(side)


def _one_sided_time(
    link: Link | None, side: Side, seen: Seen, other: Missing | Unborn, rules: Rules, around: Around
) -> Decision:
    """Only *side* has the item of which SuperOffice shows the time alone: whatever is said there is no edit."""
    if side is Side.SUPEROFFICE:
        return Remove(side) if rules.preferences.direction.lets(side.other) else Nothing()
    assert isinstance(seen.item, Appointment)
    part = Part.OWN if seen.item.meeting.is_own else Part.ATTENDED
    decision = one_sided(link, side, seen, other, rules, replace(around, part=part))
    if isinstance(decision, CreateOn) and isinstance(decision.item, Appointment):
        return replace(decision, item=time_alone(decision.item))
    return decision


def _one_sided_task(
    link: Link | None, side: Side, seen: Seen, task: Task, other: Missing | Unborn, rules: Rules
) -> Decision:
    """Only *side* has the task."""
    if side is Side.SUPEROFFICE and is_secret(task):
        return Leave(Reason.PRIVATE_TASK)
    if isinstance(other, Unborn):
        reason = rules.admits(task, side)
        return Leave(reason) if reason else CreateOn(side.other, rules.copy_for(side.other, task))
    if not rules.preferences.direction.lets(side.other):
        return Nothing()
    if _is_edited(view_of(link, side, seen, rules), task) or _is_owed(link, side, task):
        return CreateOn(side.other, rules.copy_for(side.other, task), again=True)
    # SuperOffice keeps what was done (contracts/superoffice.md §3.3), however people tidy up their lists
    return Leave(Reason.COMPLETED) if side is Side.SUPEROFFICE and task.completed else Remove(side)


def _is_edited(view: View, item: Item) -> bool:
    """Whether a person changed anything since the sides agreed."""
    return any(view.stand(field) is Stand.CHANGED for field in fields_of(kind_of(item)))


def _is_begun(link: Link, side: Side, seen: Seen, item: Appointment, rules: Rules, refused: Reason) -> bool:
    """Whether it was decided before to make the other half of an item although a preference excludes it for that
    reason, and the run died then.

    What an edit saved from deletion comes back, although it would not come as a new item, and edits after that
    do not end it, unless they are the reason.
    """
    waits = link.state == "linked" and link.ids[side.other] is None and bool(link.shown[side.other])
    view, field = view_of(link, side, seen, rules), _ASKED_FOR.get(refused)
    return waits and not (view.stand(field) is Stand.CHANGED if field else _is_edited(view, item))


def _is_owed(link: Link | None, side: Side, item: Item) -> bool:
    """Whether an edit of *side* was on its way to the other, and nobody saw it arrive."""
    shown = link.shown[side.other] if link else {}
    return any(len(shown.get(field, [])) > 1 for field in fields_of(kind_of(item)))


def _newborn(
    side: Side, seen: Seen, item: Appointment, rules: Rules, around: Around, refused: Reason | None
) -> CreateOn | Leave:
    """It has no other half. *refused*: why preferences let it get none."""
    if item.answer is Answer.DECLINED:
        return Leave(Reason.DECLINED)
    if around.awaited:
        return Leave(Reason.AWAITED)
    if refused:
        return Leave(refused)
    if side is Side.SUPEROFFICE:
        if around.part is Part.COPY:
            item = replace(item, meeting=ALONE)
        elif any(guest.address for guest in item.guests):
            if rules.is_over(item):
                return Leave(Reason.OVER)
            if not rules.may_invite(seen):
                return Leave(Reason.INVITATIONS)
    return copied(None, side.other, item, rules)


def _left(link: Link | None, side: Side, seen: Seen, item: Appointment, rules: Rules, around: Around) -> Decision:
    """Somebody else's meeting was taken away on one side: the person does not come (scenarios 6b, 6c, 7c, 7d)."""
    if side is Side.SUPEROFFICE:
        view = view_of(link, side, seen, rules)
        known = link is not None and "span" in link.shown[side]
        if (
            known
            and not _had_come(link, side, view)
            and around.part is Part.SHARED
            and not around.declined
            and view.stand("span") is Stand.CHANGED
        ):
            # a colleague moved it: the invitation comes again, and what was said to the old time is void
            return Decline(side) if around.delivered and item.answer is not Answer.DECLINED else Wait()
        return Leave(Reason.DECLINED) if item.answer is Answer.DECLINED else Decline(side)
    if item.answer is Answer.DECLINED:
        return Leave(Reason.DECLINED)
    if around.part is Part.COPY:
        return Remove(side)
    if around.part is Part.SHARED and around.awaited:
        return Wait()
    view = view_of(link, side, seen, rules)
    if around.part is Part.SHARED or any(
        view.stand(field) is Stand.CHANGED for field in ("span", "place", "title")
    ):
        return copied(link, side.other, item, rules, again=True)
    return Decline(side)


def _had_come(link: Link | None, side: Side, view: View) -> bool:
    """Whether the invitation to the row's time was here already: the event that is gone was at that time."""
    return link is not None and view.mark("span") in link.shown[side.other].get("span", [])


def view_of(link: Link | None, side: Side, presence: Presence, rules: Rules) -> View:
    """One side of a pair, as it was seen and as it is remembered."""
    shown = link.shown[side] if link else {}
    item = presence.item if isinstance(presence, Seen) else None
    assert not isinstance(item, Unmapped)
    marks: Marks = rules.marker.marks(item) if item else {}
    known = link.versions[side] if link else ""
    touched = isinstance(presence, Seen) and known not in ("", presence.version)
    return View(item, marks, shown, rules.deaf(side), touched=touched)
