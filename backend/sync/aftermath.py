"""What a write that took effect leaves to be said, and what is remembered of a link that lost a half."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from backend.core.decisions import Link
from backend.core.fields import FieldName, fields_of
from backend.core.items import Answer, Appointment, Guest, Side, kind_of
from backend.core.marks import Marker, Shown, span_mark
from backend.core.meetings import PERSONAL, has_others
from backend.core.mentions import Mentions
from backend.core.places import clock_of, later
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.values import replace
from backend.core.writes import Create, Update
from backend.sync.tasks import Task


def answers_open(side: Side, seen: Seen, shown: Shown) -> Shown:
    """Guests who were just invited have not answered, whatever SuperOffice shows: it is told in this run."""
    if side is Side.SUPEROFFICE or not isinstance(seen.item, Appointment) or not seen.item.guests:
        return shown
    return shown | {"answers": []}


def own_wishes(task: Task, link: Link, shown: Shown) -> Shown:
    """What the own row of a meeting is still to be told: it may be one that a colleague's mailbox made."""
    if task.side is Side.CALENDAR or not isinstance(task.write, Create):
        return shown
    if not isinstance(task.write.item, Appointment) or not has_others(task.write.item):
        return shown
    wanted = link.shown[task.side]
    return shown | {field: list(dict.fromkeys([*wanted[field][:1], *shown[field]])) for field in PERSONAL}


def unlike(marker: Marker, task: Task, seen: Seen | None) -> set[FieldName]:
    """Fields in which an item that a create was answered with is not what was to be made. In a meeting, whoever
    brings it tells them."""
    if seen is None or isinstance(seen.item, Unmapped):
        return set()
    if isinstance(seen.item, Appointment) and has_others(seen.item):
        return set()
    now, wanted = marker.marks(seen.item), task.link.shown[task.side]
    return {field for field in fields_of(kind_of(seen.item)) if now[field] not in wanted.get(field, [now[field]])}


def as_first_met(link: Link, differing: Collection[FieldName]) -> Link:
    """The link of two items that were there before and differ: nothing is agreed about those fields yet."""
    return replace(link, shown={side: {**link.shown[side], **{field: [] for field in differing}} for side in Side})


def is_owed(link: Link) -> bool:
    """Whether the row is still to be told whom or what it concerns."""
    return link.mentions.owed or link.wish.owed is not None


def is_choice(task: Task) -> bool:
    """Whether a row was told what somebody chose for it."""
    return isinstance(task.write, Update) and "chosen" in task.write.fields


def linked_by(task: Task, link: Link) -> Mentions:
    """What is remembered of the addresses in a text once somebody is linked by one of them."""
    if task.side is Side.CALENDAR or not task.step.mention:
        return link.mentions
    return Mentions(link.mentions.linked | {task.step.mention}, taken=True)


def guests_before(task: Task) -> set[Guest]:
    """Who was invited when the decision was taken, as either half told."""
    halves = task.step.presence.values()
    items = [half.item for half in halves if isinstance(half, Seen)]
    return {guest for item in items if isinstance(item, Appointment) for guest in item.guests}


def series_of(task: Task) -> set[str]:
    """The series of a task on both sides."""
    place = task.source.place if task.source else None
    return {task.link.series[task.side], place.series if place else ""} - {""}


def without(link: Link, side: Side) -> Link:
    """The link when the item on *side* is no more: a meeting that was declined leaves its row.

    Should an invitation come again, it asks anew: what it shows then is not what was said before.
    """
    shown = {field: marks[:1] for field, marks in link.shown[side].items()}
    return replace(
        link,
        ids={**link.ids, side: None},
        shown={**link.shown, side: shown | {"answer": [Answer.DECLINED.value]}},
        versions={**link.versions, side: ""},
        state="skipped",
        reason=Reason.DECLINED.value,
    )


def with_time(link: Link, side: Side, seen: Seen) -> Link:
    """The link of an invitation that is declined: it keeps the time to which the no is said, by which it is known
    whether the row was moved since, and asks anew (contracts/superoffice.md §3.4)."""
    assert isinstance(seen.item, Appointment)
    shown = link.shown[side] | {"span": [span_mark(seen.item.span)]}
    return replace(link, shown={**link.shown, side: shown})


def nowhere(link: Link, side: Side) -> Link:
    """The link when its item on *side* was not among those of its series that went to other days: somebody removed
    it, and its id is that of another item by now (contracts/graph.md §1.4)."""
    return replace(
        link,
        ids={**link.ids, side: None},
        versions={**link.versions, side: ""},
        series={**link.series, side: ""},
    )


def standing(links: Iterable[Link], series: str, seen: Collection[Seen], days: int) -> list[Link]:
    """Those of *links*, of rows of one series, whose event stands by itself for one that was removed from *series*
    of the calendar: as this has the items *seen* now, so many days from where they were, its place moved too."""
    clock = clock_of(seen)
    alone = [one for one in links if one.ids[Side.CALENDAR] and one.series[Side.CALENDAR] != series]
    return [replace(one, original=later(one.original, days, clock)) for one in alone if one.original]


def is_over(task: Task, link: Link, word: str) -> bool:
    """Whether nothing is left that the link could name."""
    if word not in {"done", "gone"}:
        return False
    # a meeting that was declined may come again under its UID
    remembered = task.action == "declined" and bool(link.uid)
    return task.action == "deleted" or not (any(link.ids.values()) or remembered)
