"""The oracle: what both sides may show after what people did (engine.md §3.1, I1 to I8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from backend.core.fields import FieldName
from backend.core.items import AllDay, Appointment, Busy, Side
from backend.core.privacy import TELLING
from tests.chaos.matters import Matter, Written, as_one_of, given_to_most
from tests.chaos.people import FIELDS, Shown
from tests.chaos.records import Records
from tests.chaos.values import CAL, MENTIONED, NOTHING, SO, as_told, equal, one_of, same

#: a conflict as the history tells it: the field and the value that lost
Told = tuple[str, Any]
#: what the history holds of a public text once its item has turned private
FORGOTTEN: Final = ""


class Violation(AssertionError):
    """A promise of the product is broken."""


class Ledger(Records):
    """What one person did in one mailbox, and whether both sides show what it allows."""

    def judge_privacy(self, superoffice: Collection[Shown]) -> None:
        """Promise 5: what was private in Outlook all along, and is not let through, is nowhere else; and what was
        written where it was private is nowhere read by everybody."""
        for shown in superoffice:
            matter = self.matters[shown.tag]
            if matter.born == {CAL} and not matter.public:
                raise Violation(f"#{shown.tag} is private in Outlook, and its text is in SuperOffice")
            if shown.item.private:
                continue
            for name, value in matter.secret:
                # a long title is cut in Outlook, and may have been told in full
                if any(name == also and equal(name, value, said) for also, said in matter.told):
                    continue
                if same(name, getattr(shown.item, name), value):
                    raise Violation(f"#{shown.tag}: {name} {value!r} was private, and everybody reads it")

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
        series: dict[int, list[Matter]] = defaultdict(list)
        for matter in self.matters.values():
            series[matter.tag // self.tags].append(matter)
        for matter in self.matters.values():
            values = as_one_of(matter, series[matter.tag // self.tags])
            matter.of_series += [*given_to_most(matter, matter.siblings), *values]
        for matter in list(self.matters.values()):
            here = {side: found[side][matter.tag] for side in Side if matter.tag in found[side]}
            if matter.apart is not None:
                self._judge_apart(matter, here)
            else:
                self._judge_presence(matter, here)
            if len(here) == 2 and self._is_frozen(matter, here):
                matter.loose = True
                continue
            if len(here) == 2 and matter.apart is None:
                self._judge_fields(matter, here, told)
                self._judge_card(matter, here)
            if not here:
                del self.matters[matter.tag]
            elif len(here) == 2 and matter.apart is None:
                self._agree(matter, here)
        self.settled = True

    @staticmethod
    def _judge_apart(matter: Matter, here: Mapping[Side, Appointment]) -> None:
        """What was taken out of the sync is on each side as people left it there."""
        assert matter.apart is not None
        for side, left in matter.apart.items():
            shown = here.get(side)
            if shown is None or left is None:
                if shown is not left:
                    raise Violation(
                        f"#{matter.tag} is out of the sync, and {'came' if shown else 'went'} in {side}"
                    )
                continue
            for name in FIELDS:
                if (now := getattr(shown, name)) != (then := getattr(left, name)):
                    raise Violation(
                        f"#{matter.tag} is out of the sync, and {name} in {side} is {now!r} for {then!r}"
                    )

    def _judge_card(self, matter: Matter, here: Mapping[Side, Appointment]) -> None:
        """SuperOffice's row is linked to whom its text mentions, and to nobody else (link_by_email)."""
        concerns = here[SO].concerns
        is_linked = concerns is not None and concerns.person_id != 0
        if is_linked and not matter.mentioned:
            raise Violation(f"#{matter.tag} is linked to a card that nobody mentioned")
        is_new = not matter.agreed and not matter.loose and not matter.deleted
        if self.link_by_email and self.settled and is_new and MENTIONED in here[CAL].body and not is_linked:
            raise Violation(f"#{matter.tag} mentions {MENTIONED}, and is linked to nobody")

    @staticmethod
    def _agree(matter: Matter, here: dict[Side, Appointment]) -> None:
        matter.agreed, matter.remade = here, matter.remade or SO in matter.deleted
        matter.written.clear()
        matter.former.clear()
        matter.of_series.clear()
        matter.siblings.clear()
        matter.moved_from = None
        matter.deleted.clear()
        matter.loose = matter.perhaps_moved = False

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
        if not here and not matter.perhaps_moved and self._must_live(matter, side):
            raise Violation(f"{tag} was deleted in {side} and edited in {side.other}: the edit should have won")
        if here and not edits and not matter.loose:
            raise Violation(f"{tag} was deleted in {side} and lives, although nobody edited it")

    def _stays_at_home(self, matter: Matter, here: Mapping[Side, Appointment]) -> bool:
        """An event that a preference keeps in Outlook, and SuperOffice never had, or nobody can know it had, or
        lost before somebody wrote it here."""
        event = here.get(CAL)
        let_live = SO in matter.deleted and any(side is CAL for side, _ in matter.written)
        known = bool(matter.agreed) and not matter.loose and not let_live
        return event is not None and not known and self._is_kept_back(event)

    def _is_frozen(self, matter: Matter, here: Mapping[Side, Appointment]) -> bool:
        """A pair from Outlook that a preference excludes by now stays as it is (sync-rules 13)."""
        return not self.unchanged and matter.apart is None and CAL in matter.born and self._is_kept_back(here[CAL])

    def _is_kept_back(self, event: Appointment) -> bool:
        hidden = event.private and not self.private
        free = event.busy is Busy.FREE and not self.free
        return hidden or free or (isinstance(event.span, AllDay) and not self.all_day)

    def _must_live(self, matter: Matter, side: Side) -> bool:
        """An edit beats a deletion; one in an epoch before the deletion may have travelled already."""
        other = side.other
        return any(
            found.epoch >= matter.deleted[side] and not self._is_back(matter, other, name, found)
            for (where, name), found in matter.written.items()
            if where is other
        )

    @staticmethod
    def _is_back(matter: Matter, side: Side, name: FieldName, found: Written) -> bool:
        """Whether a value says nothing new: it is the agreed one, or before anything was agreed one that was there
        before and may have travelled, or that the other side shows."""
        if matter.agreed:
            return equal(name, found.value, getattr(matter.agreed[side], name))
        there = matter.written.get((side.other, name))
        is_there = there is not None and equal(name, found.value, there.value)
        return is_there or matter.had(name, found.value, found.epoch)

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
            allowed += [value for of, value in matter.of_series if of == name]
            if matter.loose or matter.deleted:
                allowed += [found.value for of, found in matter.former if of == name]
            if not any(one_of(name, now, value) for value in allowed):
                raise Violation(f"#{matter.tag}: {name} is {now[SO]!r}, but people wrote {allowed!r}")
            twins_met = len(matter.born) == 2 and not matter.agreed
            if name == "private" and twins_met and now[SO] is not any(allowed):
                raise Violation(f"#{matter.tag} was private on one side when both met, and is not any more")
            if len(written) == 2 and not matter.loose and not matter.deleted:
                self._judge_conflict(matter, name, now, written, told)

    def _judge_conflict(
        self, matter: Matter, name: FieldName, now: Mapping[Side, Any], written: Mapping[Side, Written],
        told: Counter[Told],
    ) -> None:  # fmt: skip
        """Written on both sides with no run between: the value that lost is in the history."""
        if written[SO].epoch != written[CAL].epoch or same(name, written[SO].value, written[CAL].value):
            return
        if any(
            self._is_back(matter, side, name, found) or matter.had(name, found.value, found.epoch)
            for side, found in written.items()
        ):
            return  # nothing was changed there, as far as a run can know
        loser = CAL if one_of(name, now, written[SO].value) else SO
        if not matter.agreed and written[loser].value in NOTHING:
            return  # where both meet for the first time a blank is filled, and nothing is lost
        forgotten = matter.was_private and name in TELLING and told[name, FORGOTTEN]
        if not told[name, as_told(name, written[loser].value)] and not forgotten:
            raise Violation(f"#{matter.tag}: {name} lost {written[loser].value!r}, and the history does not tell")
