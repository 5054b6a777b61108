"""What to do about one item: the table of engine.md §2.4, as a function from values to a value.

A decision is taken once, written down, and then made so; nothing here reads a clock, a network or a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from backend.core.decisions import (
    BY_ITSELF,
    Agree,
    Around,
    Change,
    CreateOn,
    Decision,
    Decline,
    End,
    Forget,
    Leave,
    Link,
    Missing,
    Nothing,
    Presence,
    Remove,
    Unborn,
    Unread,
    Wait,
    is_cancelled,
)
from backend.core.fields import FIELDS, FieldName, value_of
from backend.core.items import ALONE, Answer, Appointment, Side
from backend.core.marks import Marks, Shown, people, shown_of
from backend.core.meetings import Part, rights
from backend.core.merge import Merged, Stand, View, merge
from backend.core.reasons import Reason
from backend.core.rules import Rules
from backend.core.sides import Seen, Unmapped


def decide(
    link: Link | None, presence: Mapping[Side, Presence], rules: Rules, around: Around = BY_ITSELF
) -> Decision:
    """What to do about one item, given how each side shows it."""
    superoffice, calendar = presence[Side.SUPEROFFICE], presence[Side.CALENDAR]
    for one in (superoffice, calendar):
        if isinstance(one, Seen) and isinstance(one.item, Unmapped):
            return Leave(one.item.reason)
    if (ending := _ending(link, superoffice, calendar, rules, around)) is not None:
        return ending
    match superoffice, calendar:
        case (Missing() | Unborn(), Missing() | Unborn()):
            return Forget()
        case Seen(), Missing() | Unborn():
            return _one_sided(link, Side.SUPEROFFICE, superoffice, calendar, rules, around)
        case Missing() | Unborn(), Seen():
            return _one_sided(link, Side.CALENDAR, calendar, superoffice, rules, around)
        case (Unread(), Missing() | Unborn()) | (Missing() | Unborn(), Unread()) | (Unread(), Unread()):
            return Nothing()
        case (Seen() | Unread(), Seen() | Unread()):
            assert link is not None or (isinstance(superoffice, Seen) and isinstance(calendar, Seen))
            frozen = _frozen(link, calendar, rules)
            return Leave(frozen) if frozen else reconcile(link, presence, rules, around)
        case _ as never:
            assert_never(never)  # type: ignore[arg-type]


def reconcile(
    link: Link | None, presence: Mapping[Side, Presence], rules: Rules, around: Around = BY_ITSELF
) -> Agree | Change:
    """Both sides have it: merge. Without a link it is their first meeting."""
    views = {side: _view(link, side, presence[side], rules) for side in Side}
    right = rights(around.part, through=around.through is not None)
    left_alone = link.put_back if link else frozenset[FieldName]()
    origin = link.origin if link else Side.SUPEROFFICE
    answered = link is None and _was_answered(presence[Side.SUPEROFFICE], rules, around)
    merged = merge(views, origin, rules.marker, right, left_alone, answered=answered)
    if around.part is Part.ATTENDED and around.through is None:
        merged = _with_own_entry(merged, views[Side.SUPEROFFICE].item)
    shown = {side: _shown_after(views[side], merged, side, rules) for side in Side}
    if _is_unsettled(views, merged):
        for side, view in views.items():
            shown[side]["answer"] = view.shown["answer"]
    return Change(merged, shown) if merged.targets else Agree(shown)


def _is_unsettled(views: Mapping[Side, View], merged: Merged) -> bool:
    """Whether the two answers differ and wait for both sides to speak of the same time: nothing is agreed then."""
    here, there = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    told = any("answer" in fields for fields in merged.fields.values())
    if told or not here.shown.get("answer") or not there.shown.get("answer"):
        return False
    return here.mark("answer") != there.mark("answer")


def _was_answered(row: Presence, rules: Rules, around: Around) -> bool:
    """Whether a person answered a colleague's invitation in SuperOffice since the mailbox is synced: the organiser
    hears of that, and of nothing older (promise 2)."""
    if around.part is not Part.SHARED or not isinstance(row, Seen) or not isinstance(row.item, Appointment):
        return False
    said = row.item.answer in (Answer.ACCEPTED, Answer.DECLINED)
    return said and row.made_at is not None and row.made_at >= rules.invites_since


def _with_own_entry(merged: Merged, row: Appointment | None) -> Merged:
    """An answer that goes from SuperOffice to the organiser is noted in SuperOffice's own list of participants
    as well, where colleagues read it."""
    told = merged.fields.get(Side.CALENDAR, frozenset())
    if "answer" not in told or row is None:
        return merged
    target = merged.targets.get(Side.SUPEROFFICE, row)
    noted: frozenset[FieldName] = frozenset({"answer"})
    fields = merged.fields.get(Side.SUPEROFFICE, frozenset()) | noted
    return replace(
        merged,
        targets={**merged.targets, Side.SUPEROFFICE: target},
        fields={**merged.fields, Side.SUPEROFFICE: fields},
    )


def _frozen(link: Link | None, calendar: Presence, rules: Rules) -> Reason | None:
    """Why a pair stays as it is: a preference excludes by now what came from the calendar (sync-rules 13).

    What turns private is hidden all the same (promise 5), and goes on being kept equal.
    """
    if link is None or link.origin is Side.SUPEROFFICE or not isinstance(calendar, Seen):
        return None
    assert isinstance(calendar.item, Appointment)
    reason = rules.excludes(calendar.item)
    stays = rules.preferences_changed or (reason is not None and link.reason == reason)
    hides = _view(link, Side.CALENDAR, calendar, rules).stand("private") is not Stand.IN_STEP
    return reason if stays and not hides else None


def _ending(
    link: Link | None, superoffice: Presence, calendar: Presence, rules: Rules, around: Around
) -> Decision | None:
    """What a cancelled half means; None when neither is one."""
    row = superoffice if isinstance(superoffice, Seen) else None
    event = calendar if isinstance(calendar, Seen) else None
    row_cancelled, event_cancelled = is_cancelled(superoffice), is_cancelled(calendar)
    if not row_cancelled and not event_cancelled:
        return None
    strange = link is None or (link.ids[Side.SUPEROFFICE] is None and not isinstance(calendar, Missing))
    if strange and (row is None or event is None):
        return Leave(Reason.CANCELLED)
    if event_cancelled:
        if around.part is Part.SHARED and not row_cancelled and isinstance(superoffice, Seen | Unread):
            return Wait()
        return _cleared(superoffice, calendar, rules)
    if around.part is Part.COPY:
        return End(frozenset(side for side, one in _halves(superoffice, calendar) if isinstance(one, Seen)))
    if event is None:
        return End(frozenset({Side.SUPEROFFICE})) if isinstance(calendar, Missing | Unborn) else Wait()
    if around.awaited:
        return Wait()
    assert isinstance(event.item, Appointment)
    return CreateOn(Side.SUPEROFFICE, rules.copy_for(Side.SUPEROFFICE, event.item), again=True, instead_of=row)


def _cleared(superoffice: Presence, calendar: Presence, rules: Rules) -> End | Leave:
    """What the calendar's cancellation takes away: its own leftover, and the row where the direction lets."""
    reaches = rules.preferences.direction.lets(Side.CALENDAR) or is_cancelled(superoffice)
    sides = {Side.SUPEROFFICE} if reaches and isinstance(superoffice, Seen) else set[Side]()
    return End(frozenset(sides | {Side.CALENDAR})) if reaches else Leave(Reason.CANCELLED)


def _halves(superoffice: Presence, calendar: Presence) -> tuple[tuple[Side, Presence], tuple[Side, Presence]]:
    return (Side.SUPEROFFICE, superoffice), (Side.CALENDAR, calendar)


def _one_sided(
    link: Link | None, side: Side, seen: Seen, other: Missing | Unborn, rules: Rules, around: Around
) -> Decision:
    """Only *side* has it: born there, or gone from the other side."""
    item = seen.item
    assert isinstance(item, Appointment)
    if isinstance(other, Unborn):
        if link and link.reason == Reason.DECLINED and side is Side.SUPEROFFICE and item.answer is Answer.NONE:
            # a new row for somebody who has declined already; one that was moved waits for its invitation
            moved = _view(link, side, seen, rules).stand("span") is Stand.CHANGED
            return Leave(Reason.DECLINED) if link.shown[side] and moved else Decline(side)
        return _newborn(side, seen, item, rules, around)
    if not rules.preferences.direction.lets(side.other):
        return Nothing()
    if around.part is not Part.OWN:
        return _left(link, side, seen, item, rules, around)
    view = _view(link, side, seen, rules)
    had_guests = any(people(mark) for mark in view.shown.get("guests", []))
    if not had_guests and any(view.stand(field) is Stand.CHANGED for field in FIELDS):
        return CreateOn(side.other, rules.copy_for(side.other, item), again=True)
    # taking a meeting with guests away is cancelling it, and that always wins (scenario 15)
    return Remove(side)


def _newborn(side: Side, seen: Seen, item: Appointment, rules: Rules, around: Around) -> CreateOn | Leave:
    """It never had another half."""
    if item.answer is Answer.DECLINED:
        return Leave(Reason.DECLINED)
    if around.awaited:
        return Leave(Reason.AWAITED)
    if reason := rules.admits(item, side):
        return Leave(reason)
    if side is Side.SUPEROFFICE:
        if around.part is Part.COPY:
            item = replace(item, meeting=ALONE)
        elif any(guest.address for guest in item.guests):
            if rules.is_over(item):
                return Leave(Reason.OVER)
            if not rules.may_invite(seen):
                return Leave(Reason.INVITATIONS)
    return CreateOn(side.other, rules.copy_for(side.other, item))


def _left(link: Link | None, side: Side, seen: Seen, item: Appointment, rules: Rules, around: Around) -> Decision:
    """Somebody else's meeting was taken away on one side: the person does not come (scenarios 6b, 6c, 7c, 7d)."""
    if side is Side.SUPEROFFICE:
        known = link is not None and "span" in link.shown[side]
        if known and around.part is Part.SHARED and _view(link, side, seen, rules).stand("span") is Stand.CHANGED:
            # a colleague moved it: the invitation comes again, and what was said to the old time is void
            return Wait()
        return Nothing() if item.answer is Answer.DECLINED else Decline(side)
    if item.answer is Answer.DECLINED:
        return Leave(Reason.DECLINED)
    if around.part is Part.COPY:
        return Remove(side)
    if around.part is Part.SHARED and around.awaited:
        return Wait()
    view = _view(link, side, seen, rules)
    if around.part is Part.SHARED or any(
        view.stand(field) is Stand.CHANGED for field in ("span", "place", "title")
    ):
        return CreateOn(side.other, rules.copy_for(side.other, item), again=True)
    return Decline(side)


def _view(link: Link | None, side: Side, presence: Presence, rules: Rules) -> View:
    shown = link.shown[side] if link else {}
    item = presence.item if isinstance(presence, Seen) else None
    assert not isinstance(item, Unmapped)
    marks: Marks = rules.marker.marks(item) if item else {}
    return View(item, marks, shown, rules.deaf(side))


def _shown_after(view: View, merged: Merged, side: Side, rules: Rules) -> Shown:
    """What a side may show once the decision is written down: the target first, what it shows now second."""
    if view.item is None:
        shown: Shown = dict(view.shown)
    elif view.shown:
        # what does not travel is not agreed: it stays a change of this side
        shown = shown_of(view.marks) | {f: view.shown[f] for f in view.deaf if f in view.shown}
    else:
        shown = shown_of(view.marks)
    target = merged.targets.get(side)
    if target is not None:
        for field in merged.fields[side]:
            mark = rules.marker.mark(field, value_of(field, target))
            shown[field] = [mark, *(old for old in shown.get(field, []) if old != mark)]
    return shown
