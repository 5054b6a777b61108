"""Each item decided by itself: one whose link is known, and one that was not there before."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from backend.core.decisions import (
    CreateOn,
    Decline,
    Leave,
    Link,
    Nothing,
    Presence,
    Unborn,
)
from backend.core.items import Appointment, Side
from backend.core.marks import shown_of
from backend.core.meetings import Part, has_others
from backend.core.plan import decide
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.values import replace
from backend.core.wishes import Wish, obeying, with_chosen
from backend.sync.aftermath import with_time
from backend.sync.desk import Desk
from backend.sync.introductions import with_people
from backend.sync.steps import Step
from backend.sync.surroundings import around


def described(desk: Desk, link: Link, presence: Mapping[Side, Presence], part: Part) -> Link:
    """The link with its *part*, and what its halves say about booking, series and people."""
    calendar = presence[Side.CALENDAR]
    strangers, declined = link.strangers, link.declined
    if isinstance(calendar, Seen) and isinstance(calendar.item, Appointment):
        strangers = desk.people.strangers(calendar.item, desk.rules.marker)
        declined = desk.people.declined(calendar.item)
        if declined - link.declined and (row := link.ids[Side.SUPEROFFICE]):
            desk.news_of.add(row)
    superoffice = presence[Side.SUPEROFFICE]
    booking = superoffice.booking if isinstance(superoffice, Seen) else link.booking
    series = dict(link.series)
    original = link.original
    for side in (Side.SUPEROFFICE, Side.CALENDAR):
        one = presence[side]
        if isinstance(one, Seen):
            series[side] = one.place.series if one.place else ""
            # the calendar's word stands, also once it shows the item no more: it may show it again
            if one.place and (side is Side.CALENDAR or not link.shown[Side.CALENDAR]):
                original = one.place.original
    mentions = link.mentions
    if isinstance(superoffice, Seen) and isinstance(superoffice.item, Appointment):
        taken = _concerns_somebody(superoffice.item)
        mentions = mentions if mentions.taken == taken else replace(mentions, taken=taken)
    return replace(
        link,
        part=part,
        booking=booking,
        series=series,
        original=original,
        strangers=strangers,
        declined=declined,
        mentions=mentions,
    )


def _has_others(seen: Seen) -> bool:
    return isinstance(seen.item, Appointment) and has_others(seen.item)


def _concerns_somebody(row: Appointment) -> bool:
    return row.concerns is not None and bool(row.concerns.person_id or row.concerns.company_id)


def decided(desk: Desk, link: Link, presence: dict[Side, Presence]) -> Step:
    """The step of an item that is remembered."""
    where = around(desk, link, presence)
    was_apart = link.reason == Reason.NOT_JOINED
    # a link that nothing was ever agreed on is a first meeting
    base = link if any(link.shown.values()) else None
    both = all(isinstance(one, Seen) for one in presence.values())
    first_meeting = both and base is None and not link.wish.unlinked
    decision = decide(None if first_meeting else link, presence, obeying(desk.rules, link.wish), where)
    if isinstance(decision, CreateOn):
        decision = _with_chosen(decision, link.wish)
    meets = any(isinstance(one, Seen) and _has_others(one) for one in presence.values())
    if link.id in desk.introduced and meets and where.part in (Part.OWN, Part.ATTENDED):
        decision = with_people(decision, presence[Side.SUPEROFFICE])
    link = described(desk, link, presence, where.part)
    match decision:
        case CreateOn():
            link = with_copy(desk, link, presence, decision)
        case Decline(side):
            declined = presence[side]
            assert isinstance(declined, Seen)
            link = with_time(link, side, declined)
        case _:
            pass
    return Step(link, presence, decision, where, was_apart=was_apart)


def newcomer(desk: Desk, side: Side, seen: Seen, wish: Wish) -> Step:
    """An item that was not there before, on one side only; *wish* was said of its series."""
    presence: dict[Side, Presence] = {side: seen, side.other: Unborn()}
    link = Link(
        id=uuid4(),
        origin=side,
        ids={side: seen.id, side.other: None},
        shown={one: {} for one in Side},
        versions=dict.fromkeys(Side, ""),
        kind=desk.kind,
        uid=seen.uid,
        wish=wish,
    )
    where = around(desk, link, presence)
    decision = (
        Leave(Reason.UNLINKED) if wish.unlinked else decide(None, presence, obeying(desk.rules, wish), where)
    )
    link = described(desk, link, presence, where.part)
    if isinstance(decision, CreateOn):
        decision = _with_chosen(decision, wish)
        link = with_copy(desk, link, presence, decision)
    elif isinstance(decision, Leave) and decision.reason is Reason.OUTSIDE_WINDOW:
        decision = Nothing()
    return Step(link, presence, decision, where, new=True)


def _with_chosen(decision: CreateOn, wish: Wish) -> CreateOn:
    if wish.chosen is None:
        return decision
    return replace(decision, item=with_chosen(decision.item, decision.side, wish))


def with_copy(desk: Desk, link: Link, presence: Mapping[Side, Presence], decision: CreateOn) -> Link:
    """The link as it is written down before the copy is made: both sides' marks, the copy's id open."""
    source = decision.side.other
    seen = presence[source]
    assert isinstance(seen, Seen) and not isinstance(seen.item, Unmapped)
    marks = desk.rules.marker.marks(seen.item)
    marks_of_copy = desk.rules.marker.marks_beside(decision.item, seen.item, marks)
    return replace(
        link,
        ids={source: seen.id, decision.side: None},
        shown={source: shown_of(marks), decision.side: shown_of(marks_of_copy)},
        uid=link.uid or seen.uid,
        series={**link.series, decision.side: ""},
        trail=decision.trail,
        state="linked",
        reason="",
    )
