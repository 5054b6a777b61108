"""What to do about one item: the table of engine.md §2.4, as a function from values to a value.

A decision is taken once, written down, and then made so; nothing here reads a clock, a network or a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from backend.core.decisions import (
    BY_ITSELF,
    Agree,
    Around,
    Change,
    Decision,
    End,
    Forget,
    Leave,
    Link,
    Missing,
    Nothing,
    Presence,
    Unborn,
    Unread,
    Wait,
    is_cancelled,
)
from backend.core.fields import FieldName, fields_of, value_of
from backend.core.headings import copied, heading_of
from backend.core.items import Answer, Appointment, Item, Kind, Side, kind_of
from backend.core.marks import Shown, shown_of
from backend.core.meetings import CONTENT, Part, Right
from backend.core.merge import Merged, merge
from backend.core.one_sided import one_sided, view_of
from backend.core.privacy import turned_private, with_texts_open, without_texts
from backend.core.reasons import Reason
from backend.core.rules import Rules
from backend.core.seen import Seen, Unmapped
from backend.core.tasks import rights_of, without_secrets
from backend.core.values import replace
from backend.core.views import Stand, View
from backend.core.whose import answered_anew


def decide(
    link: Link | None, presence: Mapping[Side, Presence], rules: Rules, around: Around = BY_ITSELF
) -> Decision:
    """What to do about one item, given how each side shows it."""
    if link is not None:
        if link.wish.unlinked:
            return _unlinked(presence)
        if link.reason == Reason.UNLINKED:
            # what was taken away meanwhile comes again, and takes nothing along
            presence = {side: Unborn() if isinstance(one, Missing) else one for side, one in presence.items()}
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
            return one_sided(link, Side.SUPEROFFICE, superoffice, calendar, rules, around)
        case Missing() | Unborn(), Seen():
            return one_sided(link, Side.CALENDAR, calendar, superoffice, rules, around)
        case (Unread(), Missing() | Unborn()) | (Missing() | Unborn(), Unread()) | (Unread(), Unread()):
            return Nothing()
        case (Seen() | Unread(), Seen() | Unread()):
            assert link is not None or (isinstance(superoffice, Seen) and isinstance(calendar, Seen))
            frozen = _frozen(link, calendar, rules)
            decision = Leave(frozen) if frozen else reconcile(link, presence, rules, around)
            return without_secrets(decision, superoffice, rules)
        case _ as never:
            assert_never(never)  # type: ignore[arg-type]


def _unlinked(presence: Mapping[Side, Presence]) -> Decision:
    """Somebody took the item out of the sync: it stays as it is on both sides while either has it."""
    gone = all(isinstance(one, Missing | Unborn) for one in presence.values())
    return Forget() if gone else Leave(Reason.UNLINKED)


def reconcile(
    link: Link | None, presence: Mapping[Side, Presence], rules: Rules, around: Around = BY_ITSELF
) -> Agree | Change:
    """Both sides have it: merge. Without a link it is their first meeting."""
    if link is not None and link.part is Part.BUSY_ONLY and around.part is not Part.BUSY_ONLY:
        link = with_texts_open(link)
    if link is not None and around.taken_over:
        link = _with_content_open(link)
    views = {side: view_of(link, side, presence[side], rules) for side in Side}
    if around.part is Part.BUSY_ONLY and not _is_own(views[Side.CALENDAR].item):
        # somebody else decides about the time
        views[Side.SUPEROFFICE] = replace(views[Side.SUPEROFFICE], deaf=frozenset(fields_of(Kind.APPOINTMENT)))
    kind = _kind(link, presence)
    right = rights_of(kind, around.part, through=around.through is not None)
    left_alone = link.put_back if link else frozenset[FieldName]()
    origin = link.origin if link else Side.SUPEROFFICE
    agreed = link is not None and bool(link.shown[Side.SUPEROFFICE].get("answer"))
    answered = not agreed and _was_answered(presence[Side.SUPEROFFICE], rules, around)
    answered = answered or (around.taken_over and answered_anew(views))
    heading = heading_of(link, presence, rules, around.part) if kind is Kind.APPOINTMENT else None
    views = heading.across(views) if heading else views
    merged = merge(views, origin, rules.marker, right, left_alone, answered=answered)
    merged = heading.followed(merged, views) if heading else merged
    if around.part is Part.ATTENDED and around.through is None:
        merged = _with_own_entry(merged, views[Side.SUPEROFFICE].item)
    if around.part is Part.SHARED or around.through is not None:
        merged = _with_own_no(merged, views)
    if link is not None and around.part is Part.BUSY_ONLY and turned_private(link, presence):
        merged = without_texts(merged, views, rules)
    shown = {side: _shown_after(views[side], merged, side, rules) for side in Side}
    for side, marks in _unsettled(views, merged, right).items():
        shown[side]["answer"] = marks
    trail = None
    if heading:
        shown[Side.SUPEROFFICE] |= heading.not_agreed(merged, views)
        trail = heading.trail_after(merged, views)
    return Change(merged, shown, trail) if merged.targets else Agree(shown, trail)


def _with_content_open(link: Link) -> Link:
    """The link of a meeting that this mailbox is to bring: what its calendar says is news to SuperOffice, because
    whoever brought it before may have left without the organiser's latest words."""
    event = {field: [] if field in CONTENT else marks for field, marks in link.shown[Side.CALENDAR].items()}
    return replace(link, shown={**link.shown, Side.CALENDAR: event})


def _is_own(event: Item | None) -> bool:
    """Whether the owner of the mailbox organises it, as far as the event was read."""
    return not isinstance(event, Appointment) or event.meeting.is_own


def _kind(link: Link | None, presence: Mapping[Side, Presence]) -> Kind:
    if link is not None:
        return link.kind
    items = (one.item for one in presence.values() if isinstance(one, Seen))
    return next((kind_of(item) for item in items if not isinstance(item, Unmapped)), Kind.APPOINTMENT)


def _unsettled(
    views: Mapping[Side, View], merged: Merged, right: Mapping[FieldName, Right]
) -> dict[Side, list[str]]:
    """What either side's answer may show as long as nothing is agreed about it; empty where something is.

    Where a colleague moved one half, nobody has said anything to its time until the other follows: both ask anew.
    """
    here, there = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    if any(view.item is None and not view.shown.get("answer") for view in views.values()):
        return {}
    if right.get("answer") is not Right.BOTH or any("answer" in fields for fields in merged.fields.values()):
        return {}
    if right.get("span") is Right.NOBODY and here.mark("span") != there.mark("span"):
        asked = {side: [Answer.NONE.value] if view.shown.get("answer") else [] for side, view in views.items()}
        if all(here.stand(field) is Stand.IN_STEP for field in ("span", "answer")):
            # what it says was said before, or by a run in the moment in which it was moved
            asked[Side.SUPEROFFICE] = here.shown.get("answer", [])
        return asked
    if here.mark("answer") == there.mark("answer") or not here.shown or not there.shown:
        return {}
    return {side: view.shown.get("answer", []) for side, view in views.items()}


def _was_answered(row: Presence, rules: Rules, around: Around) -> bool:
    """Whether a person answered a colleague's invitation in SuperOffice since the mailbox is synced: the organiser
    hears of that, and of nothing older (promise 2)."""
    invited = around.part is Part.SHARED or around.through is not None
    if not invited or not isinstance(row, Seen) or not isinstance(row.item, Appointment):
        return False
    said = row.item.answer in (Answer.ACCEPTED, Answer.DECLINED)
    return said and row.made_at is not None and row.made_at >= rules.invites_since


def _with_own_entry(merged: Merged, row: Item | None) -> Merged:
    """An answer that goes from SuperOffice to the organiser is noted in SuperOffice's own list of participants
    as well, where colleagues read it."""
    told = merged.fields.get(Side.CALENDAR, frozenset())
    if "answer" not in told or row is None:
        return merged
    return _noting_answer(merged, merged.targets.get(Side.SUPEROFFICE, row))


def _with_own_no(merged: Merged, views: Mapping[Side, View]) -> Merged:
    """Who took back in Outlook that he comes, and was asked once more about the same time before any run saw that,
    does not come: SuperOffice cannot ask him anew (contracts/superoffice.md §3.4), and must not tell of a yes."""
    row, event = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    if not isinstance(row.item, Appointment) or not isinstance(event.item, Appointment):
        return merged
    said = row.shown.get("answer"), event.shown.get("answer")
    took_back = said == ([Answer.ACCEPTED.value], [Answer.DECLINED.value])
    is_asked = event.item.answer is Answer.NONE and row.item.answer is Answer.ACCEPTED
    if not took_back or not is_asked or row.mark("span") != event.mark("span"):
        return merged
    item = merged.targets.get(Side.SUPEROFFICE, row.item)
    assert isinstance(item, Appointment)
    return _noting_answer(merged, replace(item, meeting=replace(item.meeting, answer=Answer.DECLINED)))


def _noting_answer(merged: Merged, row: Item) -> Merged:
    """*merged*, by which SuperOffice's row is brought to the answer of *row* as well."""
    noted: frozenset[FieldName] = frozenset({"answer"})
    fields = merged.fields.get(Side.SUPEROFFICE, frozenset()) | noted
    return replace(
        merged,
        targets={**merged.targets, Side.SUPEROFFICE: row},
        fields={**merged.fields, Side.SUPEROFFICE: fields},
    )


def _frozen(link: Link | None, calendar: Presence, rules: Rules) -> Reason | None:
    """Why a pair stays as it is: a preference excludes by now what came from the calendar (sync-rules 13).

    What turns private is hidden all the same (promise 5), and goes on being kept equal.
    """
    if link is None or link.origin is Side.SUPEROFFICE or not isinstance(calendar, Seen):
        return None
    if not isinstance(calendar.item, Appointment):
        return None
    reason = rules.excludes(calendar.item)
    stays = rules.preferences_changed or (reason is not None and link.reason == reason)
    hides = view_of(link, Side.CALENDAR, calendar, rules).stand("private") is not Stand.IN_STEP
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
    strange = link is None or (not link.had_row and not isinstance(calendar, Missing))
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
    return copied(link, Side.SUPEROFFICE, event.item, rules, again=True, instead_of=row)


def _cleared(superoffice: Presence, calendar: Presence, rules: Rules) -> End | Leave:
    """What the calendar's cancellation takes away: its own leftover, and the row where the direction lets."""
    reaches = rules.preferences.direction.lets(Side.CALENDAR) or is_cancelled(superoffice)
    sides = {Side.SUPEROFFICE} if reaches and isinstance(superoffice, Seen) else set[Side]()
    return End(frozenset(sides | {Side.CALENDAR})) if reaches else Leave(Reason.CANCELLED)


def _halves(superoffice: Presence, calendar: Presence) -> tuple[tuple[Side, Presence], tuple[Side, Presence]]:
    return (Side.SUPEROFFICE, superoffice), (Side.CALENDAR, calendar)


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
