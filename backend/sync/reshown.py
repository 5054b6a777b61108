"""Occurrences that Outlook shows again, although another event stands for them since they were taken out.

An occurrence that was deleted in Outlook and edited in SuperOffice comes back as an event by itself, or with
others in a series of their own, as nothing takes back a deletion within a series. Whoever gives the series another
end, time or other days makes Outlook show it again, beside that (contracts/graph.md §1.8). It goes once more; what
somebody wrote in it meanwhile, the event is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from backend.core.decisions import Agree, Change, Link, Remove
from backend.core.fields import FIELDS, MEETING_FIELDS, FieldName, value_of, with_values
from backend.core.items import Appointment, Side
from backend.core.meetings import Part
from backend.core.merge import Merged
from backend.core.places import day_of, placed
from backend.core.recurrence.rule import Endless, Series
from backend.core.recurrence.series import wall_starts
from backend.core.seen import Seen
from backend.core.values import replace
from backend.store import links
from backend.sync.desk import Desk
from backend.sync.pull import Picture
from backend.sync.unfinished import catching_up

if TYPE_CHECKING:
    from backend.sync.steps import Step


@dataclass(frozen=True, slots=True)
class Again:
    """An occurrence that is shown again."""

    id: str
    #: the item that it is, with the event that stands for it
    link: Link
    #: what somebody wrote in the occurrence since
    edits: Mapping[FieldName, Any]


def shown_again(desk: Desk, picture: Picture, strangers: Iterable[Seen]) -> list[Again]:
    """Those of the calendar's *strangers* that are occurrences for which another event stands."""
    found = [one for one in strangers if one.uid and one.place]
    if not found or not desk.rules.preferences.direction.lets(Side.CALENDAR):
        return []
    uids = {one.place.series: one.uid for one in found if one.place}
    with desk.reading() as connection:
        known = links.by_uids(connection, desk.mailbox_id, uids.values())
        siblings = links.by_series(connection, desk.mailbox_id, Side.CALENDAR, uids)
        # a series that was made again has another UID than its items are known by
        of_rows = {one.series[Side.SUPEROFFICE]: uids[one.series[Side.CALENDAR]] for one in siblings}
        rows = links.by_series(connection, desk.mailbox_id, Side.SUPEROFFICE, of_rows.keys() - {""})
    named = [(one.uid, one) for one in known] + [(of_rows[one.series[Side.SUPEROFFICE]], one) for one in rows]
    standing: dict[str, dict[str, Link]] = defaultdict(dict)
    for uid, link in named:
        # one of the same series is known by its id
        if link.original and _stands(picture, link) and uids.get(link.series[Side.CALENDAR]) != uid:
            standing[uid][link.original] = link
    stays = {
        series
        for series, uid in uids.items()
        if uid in standing and _stays(desk, picture, series, siblings, found)
    }
    others = _by_series(picture, siblings)
    result: list[Again] = []
    for uid, by_start in standing.items():
        # with another time, a series shows it on its day; with other days, the day tells nothing
        items = [one for one in found if one.uid == uid and (_start(one) in by_start or _series(one) in stays)]
        for start, one in placed({start: start for start in by_start}, items).items():
            if isinstance(one.item, Appointment):
                result.append(Again(one.id, by_start[start], _edits(desk, by_start[start], one, others)))
    return result


def as_edited(picture: Picture, again: Iterable[Again]) -> None:
    """Let the events in *picture* show what was written in the occurrences for which they stand."""
    for one in again:
        event = picture.seen[Side.CALENDAR].get(str(one.link.ids[Side.CALENDAR]))
        if event is not None and isinstance(event.item, Appointment):
            picture.seen[Side.CALENDAR][event.id] = replace(event, item=with_values(event.item, one.edits))


def taken_away(desk: Desk, again: Iterable[Again], steps: Sequence[Step]) -> list[Step]:
    """*steps*, in which the occurrences go, and the events are written as `as_edited` has them."""
    edited = {one.link.id: one for one in again if one.edits}
    result = [_written(desk, step, edited[step.link.id]) if step.link.id in edited else step for step in steps]
    done = {step.link.id for step in result if isinstance(step.decision, Change)}
    going = {one.id for one in again if not one.edits or one.link.id in done}
    return [replace(step, decision=Remove(Side.CALENDAR)) if _shows(step) in going else step for step in result]


def _shows(step: Step) -> str | None:
    """The event of a step that knows no row."""
    return step.link.ids[Side.CALENDAR] if step.link.ids[Side.SUPEROFFICE] is None else None


def _written(desk: Desk, step: Step, again: Again) -> Step:
    """The step of an event that is to be told what it seemed to show already."""
    decision, event = step.decision, step.presence[Side.CALENDAR]
    if not isinstance(decision, Agree | Change):
        return step
    if not isinstance(event, Seen) or not isinstance(event.item, Appointment):
        return step
    merged = decision.merged if isinstance(decision, Change) else Merged({}, {}, ())
    told = merged.fields.get(Side.CALENDAR, frozenset[FieldName]())
    edits = {name: value for name, value in again.edits.items() if name not in told}
    item = with_values(merged.targets.get(Side.CALENDAR, event.item), edits)
    merged = replace(
        merged,
        targets={**merged.targets, Side.CALENDAR: item},
        fields={**merged.fields, Side.CALENDAR: told | edits.keys()},
    )
    marker, before = desk.rules.marker, again.link.shown[Side.CALENDAR]
    # the event itself still shows what it did
    owed = {
        name: list(dict.fromkeys([marker.mark(name, value_of(name, item)), *before.get(name, [])]))
        for name in again.edits
    }
    shown = {**decision.shown, Side.CALENDAR: {**decision.shown[Side.CALENDAR], **owed}}
    return replace(step, decision=Change(merged, shown, decision.trail))


def _stays(desk: Desk, picture: Picture, series: str, siblings: Iterable[Link], found: Iterable[Seen]) -> bool:
    """Whether a series is known to have the days that it had."""
    known = [one for one in siblings if one.series[Side.CALENDAR] == series]
    lost = [one for one in known if _is_gone(picture, one)]
    strange = sorted((one for one in found if _series(one) == series), key=_start)
    return len(lost) < len(known) or keeps_its_days(desk, series, lost, strange)


def keeps_its_days(desk: Desk, series: str, lost: Sequence[Link], strange: Sequence[Seen]) -> bool:
    """Whether a series that shows none of the items that it did, which are *lost*, was not moved: its days are
    what they were, it ends before those or they were taken out, and it shows again the *strange* ones, which had
    been taken out earlier. As many items, each as many days from the one before, are taken for a move; so is what
    reaches beyond the window, as nobody knows how many it had."""
    rule = desk.gateways[Side.CALENDAR].rules(strange[:1]).get(series) if lost and strange else None
    if not isinstance(rule, Series):
        return False
    days = sorted(day_of(link.original, rule.zone) for link in lost)
    now = [day_of(_start(one), rule.zone) for one in strange]
    window = desk.rules.window
    is_whole = window.first < min(days[0], now[0]) and max(days[-1], now[-1]) < window.last
    in_step = len({after - before for before, after in zip(days, now, strict=False)}) == 1
    if in_step and (len(days) == len(now) or not is_whole):
        return False
    until = datetime.combine(days[-1], time.max)
    return {*days} <= {start.date() for start in wall_starts(replace(rule, range=Endless()), before=until)}


def _stands(picture: Picture, link: Link) -> bool:
    """Whether the link names a row and an own event that is there."""
    here = not _is_gone(picture, link)
    return here and link.ids[Side.SUPEROFFICE] is not None and link.part is Part.OWN and not link.wish.unlinked


def _is_gone(picture: Picture, link: Link) -> bool:
    """Whether the link has no event, or lost it in this very round."""
    event = link.ids[Side.CALENDAR]
    return event is None or event in picture.missing[Side.CALENDAR]


def _start(seen: Seen) -> str:
    return seen.place.original if seen.place else ""


def _series(seen: Seen) -> str:
    return seen.place.series if seen.place else ""


def _by_series(picture: Picture, siblings: Iterable[Link]) -> Mapping[str, list[Seen | Link]]:
    """What is known of each series in the calendar."""
    found: dict[str, list[Seen | Link]] = defaultdict(list)
    for link in siblings:
        found[link.series[Side.CALENDAR]].append(link)
    for seen in picture.seen[Side.CALENDAR].values():
        if seen.place:
            found[seen.place.series].append(seen)
    return found


def _edits(desk: Desk, link: Link, seen: Seen, others: Mapping[str, list[Seen | Link]]) -> Mapping[FieldName, Any]:
    """What an occurrence shows that neither its series shows nor, for certain, the event of *link*."""
    assert isinstance(seen.item, Appointment) and seen.place is not None
    if seen.like_series:
        return {}
    now = desk.rules.marker.marks(seen.item)
    known = catching_up(desk.rules.marker, link, Side.CALENDAR, seen, others[seen.place.series]).shown[
        Side.CALENDAR
    ]
    in_place = {"span"} if now["span"].partition("/")[0] == seen.place.original else set()
    return {
        name: value_of(name, seen.item)
        for name in FIELDS
        if name not in MEETING_FIELDS | in_place and now[name] not in _arrived(known.get(name, [now[name]]))
    }


def _arrived(marks: Sequence[str]) -> Sequence[str]:
    """Those of *marks* that stand for no value on its way, which a run that died may never have written."""
    return marks[1:] or marks
