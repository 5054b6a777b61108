"""The oracle: a ledger of what people did, and what both sides may show after it (engine.md §3.1, I1 to I8).

Time is counted in epochs: a new one begins whenever a run begins and whenever it ends. What is in one epoch has no
run between it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from backend.core.fields import FieldName
from backend.core.items import Appointment, Busy, Importance, Side
from backend.core.marks import span_mark
from backend.core.privacy import TELLING
from backend.core.text import cut
from tests.chaos.people import FIELDS, Shown

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR

#: a conflict as the history tells it: the field and the value that lost
Told = tuple[str, Any]
#: what the history holds of a public text once its item has turned private
FORGOTTEN: Final = ""


class Violation(AssertionError):
    """A promise of the product is broken."""


@dataclass(frozen=True, slots=True)
class Written:
    """The last value that a person gave a field on one side since both agreed."""

    value: Any
    epoch: int


@dataclass
class Matter:
    """One real item, as people know it."""

    tag: int
    born: frozenset[Side]
    #: made by copying an event, with our extended properties
    copied: bool = False
    #: both sides when they last were found equal
    agreed: dict[Side, Appointment] = field(default_factory=dict)
    written: dict[tuple[Side, FieldName], Written] = field(default_factory=dict)
    #: values that people wrote and overwrote since both agreed; some may have travelled
    former: list[tuple[FieldName, Any]] = field(default_factory=list)
    #: by side, the epoch in which a person deleted it there since both agreed
    deleted: dict[Side, int] = field(default_factory=dict)
    #: it was public at some time, so that its text may be anywhere
    public: bool = False
    #: links were lost since both agreed: nobody can know which side was changed
    loose: bool = False

    @property
    def was_private(self) -> bool:
        """Whether somebody hid it since both agreed."""
        written = [found.value for (_, name), found in self.written.items() if name == "private"]
        return any(written) or any(value for name, value in self.former if name == "private")

    def sides_written(self, name: FieldName) -> dict[Side, Written]:
        """Who gave the field a new value."""
        return {side: found for side in Side if (found := self.written.get((side, name)))}


@dataclass
class Ledger:
    """What one person did in one mailbox."""

    #: the preference: private events of Outlook go to SuperOffice
    private: bool
    matters: dict[int, Matter] = field(default_factory=dict)
    epoch: int = 0

    # -- writing

    def made(self, tag: int, items: Mapping[Side, Appointment], *, copied: bool = False) -> None:
        """A person made an item on these sides."""
        matter = self.matters[tag] = Matter(tag, frozenset(items), copied)
        for side, item in items.items():
            for name in FIELDS:
                matter.written[side, name] = Written(kept(side, name, getattr(item, name)), self.epoch)
            matter.public = matter.public or not item.private or side is SO

    def edited(self, tag: int, side: Side, name: FieldName, value: Any) -> None:
        """A person gave a field a value."""
        matter = self.matters[tag]
        # whoever edits it there has it there: a deletion before was undone
        matter.deleted.pop(side, None)
        if before := matter.written.get((side, name)):
            matter.former.append((name, before.value))
        matter.written[side, name] = Written(kept(side, name, value), self.epoch)
        if name == "private" and not value:
            matter.public = True

    def erased(self, tag: int, side: Side) -> None:
        """A person deleted it on one side."""
        self.matters[tag].deleted[side] = self.epoch

    def lost_links(self) -> None:
        """Until both sides have met again, nobody can know which of them was changed."""
        for matter in self.matters.values():
            matter.loose = True

    # -- checking

    def judge_privacy(self, superoffice: Collection[Shown]) -> None:
        """Promise 5: what was private in Outlook all along, and is not let through, is nowhere else."""
        for shown in superoffice:
            matter = self.matters[shown.tag]
            if not self.private and matter.born == {CAL} and not matter.public:
                raise Violation(f"#{shown.tag} is private in Outlook, and its text is in SuperOffice")

    def judge(self, sides: Mapping[Side, Sequence[Shown]], told: Counter[Told]) -> None:
        """Both sides are as what people did allows. Then they agree, and the ledger begins a new page."""
        found: dict[Side, dict[int, Appointment]] = {}
        for side in Side:
            counts = Counter(shown.tag for shown in sides[side])
            for tag, count in counts.items():
                if count > 1:
                    raise Violation(f"#{tag} is {count} times in {side}")
            found[side] = {shown.tag: shown.item for shown in sides[side]}
        self.judge_privacy(sides[SO])
        for matter in list(self.matters.values()):
            here = {side: found[side][matter.tag] for side in Side if matter.tag in found[side]}
            self._judge_presence(matter, here)
            if len(here) == 2:
                self._judge_fields(matter, here, told)
            if not here:
                del self.matters[matter.tag]
            elif len(here) == 2:
                self._agree(matter, here)

    @staticmethod
    def _agree(matter: Matter, here: dict[Side, Appointment]) -> None:
        matter.agreed = here
        matter.written.clear()
        matter.former.clear()
        matter.deleted.clear()
        matter.loose = False

    def _judge_presence(self, matter: Matter, here: Mapping[Side, Appointment]) -> None:
        tag = f"#{matter.tag}"
        if not matter.deleted:
            if len(here) == 2:
                return
            if not here:
                raise Violation(f"{tag} is gone, and nobody deleted it")
            (side,) = here
            if self._stays_at_home(matter, here):
                return
            raise Violation(f"{tag} is not in {side.other}, and nobody deleted it")
        if len(here) == 1:
            (side,) = here
            if side in matter.deleted or not self._stays_at_home(matter, here):
                raise Violation(f"{tag} was deleted, and is only in {side}")
            return
        if len(matter.deleted) == 2:
            if here and not matter.loose:
                raise Violation(f"{tag} was deleted on both sides and lives")
            return
        (side,) = matter.deleted
        edits = [found for (where, _), found in matter.written.items() if where is side.other]
        if not here and self._must_live(matter, side):
            raise Violation(f"{tag} was deleted in {side} and edited in {side.other}: the edit should have won")
        if here and not edits and not matter.loose:
            raise Violation(f"{tag} was deleted in {side} and lives, although nobody edited it")

    def _stays_at_home(self, matter: Matter, here: Mapping[Side, Appointment]) -> bool:
        """A private event of Outlook that SuperOffice never had, or that nobody can know it had."""
        event = here.get(CAL)
        known = bool(matter.agreed) and not matter.loose
        return event is not None and event.private and not self.private and not known

    @staticmethod
    def _must_live(matter: Matter, side: Side) -> bool:
        """An edit beats a deletion; one in an epoch before the deletion may have travelled already."""
        other = side.other
        return any(
            found.epoch >= matter.deleted[side]
            and (not matter.agreed or not _equal(name, found.value, getattr(matter.agreed[other], name)))
            for (where, name), found in matter.written.items()
            if where is other
        )

    def _judge_fields(self, matter: Matter, here: Mapping[Side, Appointment], told: Counter[Told]) -> None:
        for name in FIELDS:
            now = {side: getattr(here[side], name) for side in Side}
            if not same(name, now[SO], now[CAL]):
                raise Violation(
                    f"#{matter.tag}: {name} is {now[SO]!r} in superoffice and {now[CAL]!r} in calendar"
                )
            written = matter.sides_written(name)
            allowed = [found.value for found in written.values()]
            if matter.agreed and (len(written) == 0 or matter.loose or matter.deleted):
                allowed += [getattr(item, name) for item in matter.agreed.values()]
            if matter.loose or matter.deleted:
                allowed += [value for of, value in matter.former if of == name]
            if not any(_one_of(name, now, value) for value in allowed):
                raise Violation(f"#{matter.tag}: {name} is {now[SO]!r}, but people wrote {allowed!r}")
            twins_met = len(matter.born) == 2 and not matter.agreed
            if name == "private" and twins_met and now[SO] is not any(allowed):
                raise Violation(f"#{matter.tag} was private on one side when both met, and is not any more")
            if len(written) == 2 and not matter.loose and not matter.deleted:
                self._judge_conflict(matter, name, now, written, told)

    @staticmethod
    def _judge_conflict(
        matter: Matter, name: FieldName, now: Mapping[Side, Any], written: Mapping[Side, Written],
        told: Counter[Told],
    ) -> None:  # fmt: skip
        """Written on both sides with no run between: the value that lost is in the history."""
        if written[SO].epoch != written[CAL].epoch or same(name, written[SO].value, written[CAL].value):
            return
        if any(
            matter.agreed and _equal(name, found.value, getattr(matter.agreed[side], name))
            for side, found in written.items()
        ):
            return
        loser = CAL if _one_of(name, now, written[SO].value) else SO
        if not matter.agreed and written[loser].value in _NOTHING:
            return  # where both meet for the first time a blank is filled, and nothing is lost
        forgotten = matter.was_private and name in TELLING and told[name, FORGOTTEN]
        if not told[name, as_told(name, written[loser].value)] and not forgotten:
            raise Violation(f"#{matter.tag}: {name} lost {written[loser].value!r}, and the history does not tell")


#: values with which people say nothing
_NOTHING: Final = (None, False, "", (), Importance.NORMAL)


def kept(side: Side, name: FieldName, value: Any) -> Any:
    """What a side keeps of what a person enters: Outlook cuts titles, SuperOffice knows only free and busy."""
    if side is CAL:
        return cut(value, 255) if name == "title" else value
    return Busy.BUSY if name == "busy" and value is not Busy.FREE else value


def same(name: FieldName, superoffice: Any, calendar: Any) -> bool:
    """Whether both sides say the same, each in its way."""
    match name:
        case "title":
            return bool(cut(superoffice, 255) == calendar)
        case "busy":
            return bool((superoffice is Busy.FREE) == (calendar is Busy.FREE))
        case _:
            return bool(superoffice == calendar)


def _one_of(name: FieldName, now: Mapping[Side, Any], value: Any) -> bool:
    """Whether the field now has *value*, whichever side wrote it."""
    return same(name, value, now[CAL]) or same(name, now[SO], value)


def _equal(name: FieldName, one: Any, other: Any) -> bool:
    return same(name, one, other) or same(name, other, one)


def as_told(name: str, value: Any) -> Any:
    """A value as the history keeps it."""
    return json.dumps(span_mark(value) if name == "span" else value)
