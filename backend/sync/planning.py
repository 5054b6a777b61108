"""From what both sides showed to decisions: links joined with presences, strangers matched, each pair decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from backend.core.decisions import (
    BY_ITSELF,
    Agree,
    Around,
    Change,
    CreateOn,
    Decision,
    Leave,
    Link,
    Missing,
    Nothing,
    Presence,
    Unborn,
    Unread,
    is_cancelled,
)
from backend.core.items import Appointment, Side
from backend.core.marks import shown_of
from backend.core.matching import match
from backend.core.meetings import Part
from backend.core.plan import decide
from backend.core.reasons import Reason
from backend.core.sides import Seen
from backend.store import links
from backend.sync.apart import found_apart, others_apart
from backend.sync.desk import Desk
from backend.sync.identity import claim, name_rows
from backend.sync.introductions import with_people
from backend.sync.pull import Picture, look_up
from backend.sync.siblings import base_of, bases
from backend.sync.surroundings import around, learn


@dataclass(frozen=True, slots=True)
class Step:
    """One item with what is to be done about it."""

    link: Link
    presence: Mapping[Side, Presence]
    decision: Decision
    around: Around = BY_ITSELF
    #: the link is not in the database yet
    new: bool = False
    #: the item was marked as one that may be another's other half
    was_apart: bool = False
    #: another link whose item turned out to be this one's other half
    absorbed: UUID | None = None

    @property
    def joined(self) -> bool:
        """Whether two items that were there before are one from now on."""
        return not any(self.link.shown.values()) and all(isinstance(one, Seen) for one in self.presence.values())


def plan(desk: Desk, picture: Picture, again: Iterable[Link] = ()) -> list[Step]:
    """Decide about every item that changed, that waits for another look, or that is in *again*."""
    name_rows(desk, picture)
    known = _touched(desk, picture, again)
    known = list({link.id: link for link in (*others_apart(desk, known), *known)}.values())
    claimed = claim(desk, picture, known)
    known = [claimed.get(link.id, link) for link in known]
    known += [link for link in claimed.values() if link not in known]
    _read_other_halves(desk, picture, known)
    desk.people.recognise(picture)
    learn(desk, picture)
    strangers = _strangers(picture, known)
    joined = _match(desk, picture, strangers)
    taken = {i for step in joined for i in (step.link.id, step.absorbed)}
    met = {(side, one.id) for step in joined for side, one in step.presence.items() if isinstance(one, Seen)}
    alone = {side: [one for s, one, _ in strangers if s is side and (side, one.id) not in met] for side in Side}
    alike = found_apart(alone[Side.SUPEROFFICE], alone[Side.CALENDAR])
    steps = [_decided(desk, link, presences(link, picture)) for link in known if link.id not in taken]
    steps += joined
    steps += [
        _newcomer(desk, side, seen) for side, seen, link in strangers if not link and (side, seen.id) not in met
    ]
    steps = [_left_apart(step) if _is_among(alike, step) else step for step in steps]
    return [step for step in steps if not isinstance(step.decision, Nothing)]


def _is_among(alike: set[tuple[Side, str]], step: Step) -> bool:
    return any(isinstance(one, Seen) and (side, one.id) in alike for side, one in step.presence.items())


def _left_apart(step: Step) -> Step:
    """An item that may be another's other half is not copied."""
    (side, one) = next((side, one) for side, one in step.presence.items() if isinstance(one, Seen))
    link = replace(step.link, ids={side: one.id, side.other: None}, shown={each: {} for each in Side})
    return replace(step, link=link, decision=Leave(Reason.NOT_JOINED))


def presences(link: Link, picture: Picture) -> dict[Side, Presence]:
    """How each side shows the item of *link* in this picture."""

    def one(side: Side) -> Presence:
        item_id = link.ids[side]
        if item_id is None:
            return Unborn()
        if item_id in picture.missing[side]:
            return Missing()
        return picture.seen[side].get(item_id, Unread())

    return {side: one(side) for side in Side}


def _touched(desk: Desk, picture: Picture, again: Iterable[Link]) -> list[Link]:
    """Links that this run has a reason to look at, without those one side of which may not be read."""
    found = {link.id: link for link in again}
    with desk.engine.connect() as connection:
        for side in Side:
            ids = [*picture.seen[side], *picture.missing[side]]
            found |= {link.id: link for link in links.by_ids(connection, desk.mailbox_id, side, ids)}
    return [link for link in found.values() if not any(link.ids[s] in picture.hidden[s] for s in Side)]


def _read_other_halves(desk: Desk, picture: Picture, known: Iterable[Link]) -> None:
    """Read the unread half where the decision needs it: before a deletion, and where a write may be missing."""
    wanted: dict[Side, list[str]] = {side: [] for side in Side}
    for link in known:
        now = presences(link, picture)
        for side in Side:
            item_id = link.ids[side]
            if item_id and isinstance(now[side], Unread) and _needs(link, side, now[side.other]):
                wanted[side].append(item_id)
    for side in Side:
        look_up(desk, picture, side, wanted[side])


def _needs(link: Link, side: Side, other: Presence) -> bool:
    """Whether *side* must be read although nothing is known to have changed there."""
    # a write that nobody saw arrive is on one side; what it was to say is on the other
    owed = any(len(marks) > 1 for shown in link.shown.values() for marks in shown.values())
    unsettled = link.state != "linked" or owed
    # in somebody else's meeting one side's change is measured by the other
    ruled = link.part is Part.COPY or (link.part is not Part.OWN and side is Side.CALENDAR)
    gone = isinstance(other, Missing | Unread | Unborn) or is_cancelled(other)
    # guests are merged as a set, which takes both lists
    invites = any(any(shown.get("guests", [])) for shown in link.shown.values()) or _has_guests(other)
    return gone or unsettled or ruled or invites or not link.shown[side]


def _has_guests(presence: Presence) -> bool:
    return isinstance(presence, Seen) and isinstance(presence.item, Appointment) and bool(presence.item.guests)


def _strangers(picture: Picture, known: Iterable[Link]) -> list[tuple[Side, Seen, Link | None]]:
    """Items without an other half: never seen, or left alone until now."""
    halves = {(side, link.ids[side]): link for link in known for side in Side if link.ids[side]}
    result: list[tuple[Side, Seen, Link | None]] = []
    for side in Side:
        for seen in picture.seen[side].values():
            link = halves.get((side, seen.id))
            if link is None or (link.ids[side.other] is None and link.state in ("skipped", "held")):
                result.append((side, seen, link))
    return result


def _match(desk: Desk, picture: Picture, strangers: list[tuple[Side, Seen, Link | None]]) -> list[Step]:
    """Strangers of both sides that are one item: their first meeting."""
    sides = {side: [seen for s, seen, _ in strangers if s is side] for side in Side}
    rows = {(side, seen.id): link for side, seen, link in strangers}
    steps: list[Step] = []
    pairs = match(sides[Side.SUPEROFFICE], sides[Side.CALENDAR])
    of_series = bases(desk, pairs)
    for pair in pairs:
        halves: dict[Side, Presence] = {Side.SUPEROFFICE: pair.superoffice, Side.CALENDAR: pair.calendar}
        ids = {Side.SUPEROFFICE: pair.superoffice.id, Side.CALENDAR: pair.calendar.id}
        rows_of = [link for side in Side if (link := rows[side, ids[side]])]
        link = _described(
            desk,
            Link(
                id=rows_of[0].id if rows_of else uuid4(),
                origin=_born(pair.superoffice, pair.calendar),
                ids=dict(ids),
                shown=base_of(of_series, pair, desk.rules.marker),
                versions=dict.fromkeys(Side, ""),
                uid=pair.calendar.uid,
            ),
            halves,
        )
        where = around(desk, link, halves)
        decision = decide(link if any(link.shown.values()) else None, halves, desk.rules, where)
        was_apart = any(row.reason == Reason.NOT_JOINED for row in rows_of)
        absorbed = rows_of[1].id if len(rows_of) > 1 else None
        link = replace(link, part=where.part)
        steps.append(Step(link, halves, decision, where, new=not rows_of, was_apart=was_apart, absorbed=absorbed))
    return steps


def _born(superoffice: Seen, calendar: Seen) -> Side:
    """Where a matched pair was born: the calendar, when SuperOffice's row was registered under its UID."""
    return Side.CALENDAR if superoffice.uid and superoffice.uid == calendar.uid else Side.SUPEROFFICE


def _described(desk: Desk, link: Link, presence: Mapping[Side, Presence]) -> Link:
    """The link with what its halves say about booking, series and people."""
    calendar = presence[Side.CALENDAR]
    strangers = link.strangers
    if isinstance(calendar, Seen) and isinstance(calendar.item, Appointment):
        strangers = desk.people.strangers(calendar.item, desk.rules.marker)
    superoffice = presence[Side.SUPEROFFICE]
    booking = superoffice.booking if isinstance(superoffice, Seen) else link.booking
    series = dict(link.series)
    original = link.original
    for side in (Side.SUPEROFFICE, Side.CALENDAR):
        one = presence[side]
        if isinstance(one, Seen):
            series[side] = one.place.series if one.place else ""
            original = one.place.original if one.place else original
    return replace(link, booking=booking, series=series, original=original, strangers=strangers)


def _decided(desk: Desk, link: Link, presence: dict[Side, Presence]) -> Step:
    where = around(desk, link, presence)
    was_apart = link.reason == Reason.NOT_JOINED
    # a link that nothing was ever agreed on is a first meeting
    base = link if any(link.shown.values()) else None
    both = all(isinstance(one, Seen) for one in presence.values())
    decision = decide(None if both and base is None else link, presence, desk.rules, where)
    if link.id in desk.introduced and where.part in (Part.OWN, Part.ATTENDED):
        decision = with_people(decision, presence[Side.SUPEROFFICE])
    link = _described(desk, replace(link, part=where.part), presence)
    if isinstance(decision, CreateOn):
        link = _with_copy(desk, link, presence, decision)
    return Step(link, presence, decision, where, was_apart=was_apart)


def _newcomer(desk: Desk, side: Side, seen: Seen) -> Step:
    """An item that was not there before, on one side only."""
    presence: dict[Side, Presence] = {side: seen, side.other: Unborn()}
    link = _described(
        desk,
        Link(
            id=uuid4(),
            origin=side,
            ids={side: seen.id, side.other: None},
            shown={one: {} for one in Side},
            versions=dict.fromkeys(Side, ""),
            uid=seen.uid,
        ),
        presence,
    )
    where = around(desk, link, presence)
    decision = decide(None, presence, desk.rules, where)
    link = replace(link, part=where.part)
    if isinstance(decision, CreateOn):
        link = _with_copy(desk, link, presence, decision)
    elif isinstance(decision, Leave) and decision.reason is Reason.OUTSIDE_WINDOW:
        decision = Nothing()
    return Step(link, presence, decision, where, new=True)


def _with_copy(desk: Desk, link: Link, presence: Mapping[Side, Presence], decision: CreateOn) -> Link:
    """The link as it is written down before the copy is made: both sides' marks, the copy's id open."""
    source = decision.side.other
    seen = presence[source]
    assert isinstance(seen, Seen) and isinstance(seen.item, Appointment)
    marker = desk.rules.marker
    return replace(
        link,
        ids={source: seen.id, decision.side: None},
        shown={source: shown_of(marker.marks(seen.item)), decision.side: shown_of(marker.marks(decision.item))},
        uid=link.uid or seen.uid,
        series={**link.series, decision.side: ""},
        state="linked",
        reason="",
    )


def agreed(step: Step) -> Link:
    """The link of a step whose decision is written down: what the sides may show, and the versions seen."""
    link = step.link
    decision = step.decision
    shown = decision.shown if isinstance(decision, Agree | Change) else link.shown
    versions = {
        side: one.version if isinstance(one, Seen) else link.versions[side] for side, one in step.presence.items()
    }
    put_back = link.put_back
    if isinstance(decision, Change):
        told = decision.merged.fields.get(Side.SUPEROFFICE, frozenset()) | decision.merged.fields.get(
            Side.CALENDAR, frozenset()
        )
        put_back = (put_back - told) | decision.merged.put_back
    reason = Reason.ORGANISER_DECIDES.value if put_back else ""
    return replace(link, shown=shown, versions=versions, state="linked", reason=reason, put_back=put_back)
