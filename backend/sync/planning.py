"""From what both sides showed to decisions: links joined with presences, strangers matched, each pair decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from backend.core.decisions import (
    CreateOn,
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
from backend.core.matching import Match, born, match
from backend.core.meetings import Part, has_others
from backend.core.plan import decide
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.tasks import is_secret
from backend.core.values import replace
from backend.core.wishes import NO_WISH, obeying
from backend.store import links
from backend.sync.apart import found_apart, others_apart
from backend.sync.conversion import convert
from backend.sync.deciding import decided, described, newcomer, with_copy
from backend.sync.desk import Desk
from backend.sync.elsewhere import left_elsewhere
from backend.sync.identity import claim, name_rows
from backend.sync.leftovers import cleared
from backend.sync.pull import Picture, look_up
from backend.sync.reshown import as_edited, shown_again, taken_away
from backend.sync.series_wishes import SeriesWishes
from backend.sync.siblings import base_of, bases
from backend.sync.steps import Step, presences
from backend.sync.surroundings import around, learn

#: more new items than these are not decided all at once
MANY = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done."""

    steps: list[Step]
    #: where there are many items that were not there before and concern nothing else, these by the side that shows
    #: them; each is decided when its turn comes, as decisions take more memory than items
    crowd: Mapping[Side, Sequence[Seen]] = field(default_factory=dict)


def plan(desk: Desk, picture: Picture, again: Iterable[Link] = ()) -> Plan:
    """Decide about every item that changed, that waits for another look, or that is in *again*."""
    name_rows(desk, picture)
    known = _touched(desk, picture, again)
    known = list({link.id: link for link in (*others_apart(desk, known), *known)}.values())
    claimed = claim(desk, picture, known)
    known = [claimed.get(link.id, link) for link in known]
    known += [link for link in claimed.values() if link not in known]
    convert(desk, picture, known)
    _read_other_halves(desk, picture, known)
    again_shown = shown_again(desk, picture, _unpaired(picture, known))
    edited = [one.link for one in again_shown if one.edits and one.link.id not in {link.id for link in known}]
    _read_other_halves(desk, picture, edited)
    as_edited(picture, again_shown)
    known += edited
    desk.people.recognise(picture)
    learn(desk, picture)
    strangers = _strangers(picture, known)
    said = SeriesWishes(desk, [(side, seen) for side, seen, link in strangers if not link])
    # what somebody took out of the sync with its series is nobody's other half
    out = [(side, seen) for side, seen, link in strangers if not link and said.of(side, seen).unlinked]
    taken_out = {(side, seen.id) for side, seen in out}
    strangers = [one for one in strangers if (one[0], one[1].id) not in taken_out]
    joined = _match(desk, picture, strangers, said)
    taken = {i for step in joined for i in (step.link.id, step.absorbed)}
    met = {(side, one.id) for step in joined for side, one in step.presence.items() if isinstance(one, Seen)}
    alone = {side: [one for s, one, _ in strangers if s is side and (side, one.id) not in met] for side in Side}
    alike = found_apart(alone[Side.SUPEROFFICE], alone[Side.CALENDAR], desk.rules.subject_of)
    steps = [decided(desk, link, presences(link, picture)) for link in known if link.id not in taken]
    steps += joined
    new = [(side, seen) for side, seen, link in strangers if not link and (side, seen.id) not in met]
    crowd = _crowd([(side, seen) for side, seen in new if (side, seen.id) not in alike])
    if crowd:
        new = [(side, seen) for side, seen in new if not _is_by_itself(seen) or (side, seen.id) in alike]
    steps += [newcomer(desk, side, seen, said.of(side, seen)) for side, seen in new]
    steps = [_left_apart(step) if _is_among(alike, step) else step for step in steps]
    steps += [newcomer(desk, side, seen, said.of(side, seen)) for side, seen in out]
    steps = taken_away(desk, again_shown, cleared(desk, steps))
    steps = left_elsewhere(desk, picture, steps, known)
    return Plan([step for step in steps if not isinstance(step.decision, Nothing)], crowd)


def _crowd(new: Sequence[tuple[Side, Seen]]) -> dict[Side, list[Seen]]:
    """Those of *new* that can be decided one by one, by side; none where they are few."""
    alone = {side: [seen for s, seen in new if s is side and _is_by_itself(seen)] for side in Side}
    return alone if sum(map(len, alone.values())) > MANY else {}


def _is_by_itself(seen: Seen) -> bool:
    """Whether an item is of no series and concerns nobody else."""
    meets = isinstance(seen.item, Appointment) and has_others(seen.item)
    return not meets and seen.place is None and seen.booking is None


def _is_among(alike: set[tuple[Side, str]], step: Step) -> bool:
    return any(isinstance(one, Seen) and (side, one.id) in alike for side, one in step.presence.items())


def _left_apart(step: Step) -> Step:
    """An item that may be another's other half is not copied."""
    (side, one) = next((side, one) for side, one in step.presence.items() if isinstance(one, Seen))
    link = replace(step.link, ids={side: one.id, side.other: None}, shown={each: {} for each in Side})
    return replace(step, link=link, decision=Leave(Reason.NOT_JOINED))


def _touched(desk: Desk, picture: Picture, again: Iterable[Link]) -> list[Link]:
    """Links that this run has a reason to look at, without those one side of which may not be read."""
    found = {link.id: link for link in again}
    with desk.reading() as connection:
        for side in Side:
            ids = [*picture.seen[side], *picture.missing[side]]
            found |= {link.id: link for link in links.by_ids(connection, desk.mailbox_id, side, ids, desk.kind)}
    return [link for link in found.values() if not any(link.ids[s] in picture.hidden[s] for s in Side)]


def _unpaired(picture: Picture, known: Iterable[Link]) -> list[Seen]:
    """The events of which no row is known."""
    paired = {link.ids[Side.CALENDAR] for link in known if link.ids[Side.SUPEROFFICE]}
    return [one for one in picture.seen[Side.CALENDAR].values() if one.id not in paired]


def _read_other_halves(desk: Desk, picture: Picture, known: Iterable[Link]) -> None:
    """Read the unread half where the decision needs it: before a deletion, and where a write may be missing."""
    wanted: dict[Side, list[str]] = {side: [] for side in Side}
    for link in known:
        now = presences(link, picture)
        for side in Side:
            item_id = link.ids[side]
            if not item_id or not isinstance(now[side], Unread):
                continue
            needs = _needs(link, side, now[side.other]) or link.id in desk.introduced
            if needs or _is_retitled(desk, link, side, now[side.other]) or _followed(desk, link, now[side.other]):
                wanted[side].append(item_id)
    for side in Side:
        look_up(desk, picture, side, wanted[side])


def _needs(link: Link, side: Side, other: Presence) -> bool:
    """Whether *side* must be read although nothing is known to have changed there."""
    # a write that nobody saw arrive is on one side; what it was to say is on the other; of some nothing is agreed
    owed = any(len(marks) != 1 for shown in link.shown.values() for marks in shown.values())
    unsettled = link.state != "linked" or owed
    # in somebody else's meeting one side's change is measured by the other
    ruled = link.part is Part.COPY or (link.part is not Part.OWN and side is Side.CALENDAR)
    gone = isinstance(other, Missing | Unread | Unborn) or is_cancelled(other)
    hides = isinstance(other, Seen) and is_secret(other.item)
    # guests are merged as a set, which takes both lists
    invites = any(any(shown.get("guests", [])) for shown in link.shown.values()) or _has_guests(other)
    return gone or unsettled or ruled or hides or invites or not link.shown[side]


def _is_retitled(desk: Desk, link: Link, side: Side, other: Presence) -> bool:
    """Whether a person changed a composed subject, of which only the row tells what is the first line."""
    if side is Side.CALENDAR or link.origin is Side.CALENDAR or not isinstance(other, Seen):
        return False
    if not isinstance(other.item, Appointment):
        return False
    return desk.rules.marker.mark("title", other.item.title) not in link.shown[Side.CALENDAR].get("title", [])


def _followed(desk: Desk, link: Link, event: Presence) -> bool:
    """Whether the event of a colleague's meeting comes to the time that the row has had for a while: what was said
    to that in the row has waited."""
    if link.part is not Part.SHARED or not isinstance(event, Seen) or not isinstance(event.item, Appointment):
        return False
    span = desk.rules.marker.mark("span", event.item.span)
    shown = {side: link.shown[side].get("span", []) for side in Side}
    return span in shown[Side.SUPEROFFICE] and span not in shown[Side.CALENDAR]


def _has_guests(presence: Presence) -> bool:
    return isinstance(presence, Seen) and isinstance(presence.item, Appointment) and bool(presence.item.guests)


def _strangers(picture: Picture, known: Iterable[Link]) -> list[tuple[Side, Seen, Link | None]]:
    """Items without an other half: never seen, or left alone until now."""
    halves = {(side, link.ids[side]): link for link in known for side in Side if link.ids[side]}
    result: list[tuple[Side, Seen, Link | None]] = []
    for side in Side:
        for seen in picture.seen[side].values():
            link = halves.get((side, seen.id))
            if link is not None and link.wish.unlinked:
                continue
            is_alone = link is not None and link.ids[side.other] is None
            if link is None or (is_alone and (link.wish.included or link.state in ("skipped", "held"))):
                result.append((side, seen, link))
    return result


def _match(
    desk: Desk, picture: Picture, strangers: list[tuple[Side, Seen, Link | None]], said: SeriesWishes
) -> list[Step]:
    """Strangers of both sides that are one item: their first meeting."""
    sides = {side: [seen for s, seen, _ in strangers if s is side] for side in Side}
    rows = {(side, seen.id): link for side, seen, link in strangers}
    steps: list[Step] = []
    pairs = match(sides[Side.SUPEROFFICE], sides[Side.CALENDAR], desk.rules.subject_of)
    of_series = bases(desk, pairs)
    for pair in pairs:
        halves: dict[Side, Presence] = {Side.SUPEROFFICE: pair.superoffice, Side.CALENDAR: pair.calendar}
        ids = {Side.SUPEROFFICE: pair.superoffice.id, Side.CALENDAR: pair.calendar.id}
        rows_of = [link for side in Side if (link := rows[side, ids[side]])]
        rows_of.sort(key=lambda link: link.wish == NO_WISH)
        link = Link(
            id=rows_of[0].id if rows_of else uuid4(),
            origin=_origin(pair, rows[Side.SUPEROFFICE, pair.superoffice.id]),
            ids=dict(ids),
            shown=base_of(of_series, pair, desk.rules.marker),
            versions=dict.fromkeys(Side, ""),
            kind=desk.kind,
            uid=pair.calendar.uid,
            wish=rows_of[0].wish if rows_of else said.of(Side.CALENDAR, pair.calendar, is_pair=True),
        )
        where = around(desk, link, halves)
        rules = obeying(desk.rules, link.wish)
        decision = decide(link if any(link.shown.values()) else None, halves, rules, where)
        was_apart = any(row.reason == Reason.NOT_JOINED for row in rows_of)
        absorbed = rows_of[1].id if len(rows_of) > 1 else None
        link = described(desk, link, halves, where.part)
        if isinstance(decision, CreateOn):
            # one of them is what is left of a meeting that was called off
            link = with_copy(desk, link, halves, decision)
        steps.append(Step(link, halves, decision, where, new=not rows_of, was_apart=was_apart, absorbed=absorbed))
    return steps


def _origin(pair: Match, row: Link | None) -> Side:
    """Where a pair was born: a row that waits for its invitation has its UID from a colleague's link only."""
    if row is not None and row.reason == Reason.AWAITED:
        return row.origin
    return born(pair.superoffice, pair.calendar)
