"""What people did in one mailbox, item by item.

Time is counted in epochs: a new one begins whenever a run begins and whenever it ends. What is in one epoch has no
run between it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.core.fields import FieldName
from backend.core.items import Appointment, Side
from backend.core.privacy import TELLING
from backend.core.values import replace
from tests.chaos.matters import Matter, Written, given_to_most
from tests.chaos.people import FIELDS
from tests.chaos.values import CAL, MENTIONED, SO, equal, kept


@dataclass
class Records:
    """What one person did in one mailbox."""

    #: preferences: which events of Outlook go to SuperOffice beside the others, and what addresses in texts mean
    private: bool
    free: bool = True
    all_day: bool = True
    link_by_email: bool = False
    #: so many tags there are for one series; each item is one by itself else
    tags: int = 1
    matters: dict[int, Matter] = field(default_factory=dict)
    epoch: int = 0
    #: the preferences are those of the last judgement, and of the beginning
    settled: bool = True
    unchanged: bool = True

    def made(self, tag: int, items: Mapping[Side, Appointment], *, copied: bool = False) -> None:
        """A person made an item on these sides."""
        matter = self.matters[tag] = Matter(tag, frozenset(items), copied)
        for side, item in items.items():
            for name in FIELDS:
                value = kept(side, name, getattr(item, name))
                matter.written[side, name] = Written(value, self.epoch)
                self._note(matter, name, value, hidden=item.private)
            matter.public = matter.public or not item.private or side is SO or self.private

    def joined(self, tag: int, side: Side, others: Collection[int]) -> None:
        """A person let a series on *side* have one item more than *others*. A series that is given something as a
        whole on the other side gives it to all; and what is let through of a series goes for all of it."""
        siblings, matter = [self.matters[other] for other in others], self.matters[tag]
        matter.siblings = [(side.other, sibling) for sibling in siblings]
        matter.of_series = given_to_most(matter, matter.siblings)
        matter.public |= any(sibling.public for sibling in siblings)

    def perhaps_moved(self, pairs: Mapping[int, int]) -> None:
        """A series shows as many items as before on other days, each as many days away: that looks like a move
        (docs/safety.md), and those of the first days may be those of the second, with what is written in them."""
        for gone, come in pairs.items():
            self.matters[gone].perhaps_moved = True
            self.matters[come].moved_from = self.matters[gone]

    def edited(self, tag: int, side: Side, name: FieldName, value: Any, *, hidden: bool) -> None:
        """A person gave a field a value, in an item that was private there (*hidden*) or was not."""
        matter = self.matters[tag]
        flags = (found.value for (_, of), found in matter.written.items() if of == "private")
        # who has let everybody read it elsewhere may have done so before
        self._note(matter, name, kept(side, name, value), hidden=hidden and all(flags))
        if name == "private" and not value:
            matter.public = True
            matter.secret.clear()
        if matter.apart is not None:
            if shown := matter.apart[side]:
                matter.apart[side] = replace(shown, **{str(name): kept(side, name, value)})
            return
        if matter.deleted.pop(side, None) is not None:
            # whoever edits it there has it there: the deletion was undone, with the values of the other side
            matter.loose = True
        if before := matter.written.get((side, name)):
            matter.former.append((name, before))
        matter.written[side, name] = Written(kept(side, name, value), self.epoch)

    def fell_back(self, tag: int, side: Side, values: Mapping[FieldName, Any]) -> None:
        """An item shows what its series shows instead of these *values*, which may come again."""
        self.matters[tag].of_series += [(name, kept(side, name, value)) for name, value in values.items()]

    def returned(self, tag: int, side: Side, item: Appointment) -> None:
        """What a person did to a series let one of its items come back: it is as good as a new one. What it shows
        as it did before, nobody wrote."""
        matter = self.matters[tag]
        matter.loose = True
        matter.deleted.pop(side, None)
        for name in FIELDS:
            value = getattr(item, name)
            # what somebody wrote on the other side, a run may have brought here
            known = [found.value for (_, of), found in matter.written.items() if of == name]
            if matter.agreed and (side, name) not in matter.written:
                known.append(getattr(matter.agreed[side], name))
            if not any(equal(name, value, one) for one in known):
                self.edited(tag, side, name, value, hidden=item.private)

    def revived(self, tag: int, side: Side, item: Appointment, *, whole: bool) -> None:
        """A person wrote what had been deleted, and what a dead run let its series show again: it is there again
        with that, unless it was written with its series as a *whole*."""
        self.made(tag, {side: item})
        matter = self.matters[tag]
        matter.deleted[side.other], matter.perhaps_moved = self.epoch, whole

    def shown_again(self, tag: int, side: Side, item: Appointment) -> None:
        """What a person did to a series lets it show *item* beside the event that stands for it: where that is to
        go, it may stay, as if it had been made anew."""
        if (matter := self.matters.get(tag)) and matter.deleted:
            self.returned(tag, side, item)
            matter.perhaps_moved = True

    def shifted(self, side: Side, spans: Mapping[int, Any], days: int) -> None:
        """A person moved items of a series, in step so far, to other days on one side: by these they are known."""
        moved = [self.matters.pop(tag) for tag in spans]
        for matter in moved:
            matter.written[side, "span"] = Written(spans[matter.tag], self.epoch)
            matter.tag += days
            self.matters[matter.tag] = matter

    def overtaken(self, tag: int, side: Side, names: Collection[FieldName]) -> None:
        """What a person just wrote there was deleted before anybody could know of it."""
        for name in names:
            self.matters[tag].written.pop((side, name), None)

    @staticmethod
    def _note(matter: Matter, name: FieldName, value: Any, *, hidden: bool) -> None:
        if name in TELLING and value:
            (matter.secret if hidden else matter.told).add((name, value))
        if name == "body" and MENTIONED in value:
            matter.mentioned = True

    def erased(self, tag: int, side: Side) -> None:
        """A person deleted it on one side."""
        matter = self.matters[tag]
        if matter.apart is not None:
            matter.apart[side] = None
        else:
            matter.deleted[side] = self.epoch

    def unlinked(self, tag: int, sides: Mapping[Side, Appointment | None]) -> None:
        """A person took it out of the sync while *sides* showed it so."""
        self.matters[tag].apart = dict(sides)

    def included(self, tag: int) -> None:
        """A person lets it be synced again: nobody can know what was changed on which side meanwhile."""
        matter = self.matters[tag]
        for side, item in (matter.apart or {}).items():
            shown = [(name, Written(getattr(item, name), self.epoch)) for name in FIELDS]
            matter.former += shown
            matter.written |= {(side, name): value for name, value in shown}
        matter.apart, matter.loose = None, True
        matter.deleted.clear()

    def preferred(self, key: str, value: str | bool) -> None:
        """A person changed a preference."""
        setattr(self, key, value in (True, "yes"))
        self.settled = self.unchanged = False
        if self.private:
            for matter in self.matters.values():
                matter.public = True

    def lost_links(self) -> None:
        """Until both sides have met again, nobody can know which of them was changed."""
        for matter in self.matters.values():
            matter.loose = True
            if matter.remade:
                matter.born |= {CAL}
