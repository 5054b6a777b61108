"""The oracle of meetings: who was invited to what, what was said to it, and what calendars and post may show."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from backend.core.items import Answer, Side
from tests.chaos.ledger import Violation
from tests.chaos.meeting_acts import Invite
from tests.scenarios.shown import A, D, Shown, T

_TAG = re.compile(r"@(\d+)$")
_SAID = {Answer.ACCEPTED: A, Answer.TENTATIVE: T, Answer.DECLINED: D}

#: whose calendar in which system
Place = tuple[str, Side]

#: whether somebody's row in SuperOffice is an invitation that he declined, and says what an event says
Declined = Callable[[str, Shown], bool]


def tag_of(title: str) -> int:
    """The tag at the end of a title. Raises Violation where there is none."""
    found = _TAG.search(title)
    if found is None:
        raise Violation(f"an item that nobody made: {title!r}")
    return int(found[1])


@dataclass
class _Matter:
    """One meeting, as people know it."""

    organiser: str
    guests: tuple[str, ...]
    called_off: bool = False
    #: it was called off where nobody could know that it is: it lives, or does not
    missed: bool = False
    #: what each guest may be shown to have said: all answers since everybody rested, and what was so then
    said: dict[str, set[str]] = field(default_factory=lambda: defaultdict(lambda: {T}))
    #: guests whose mailboxes were looked at to the end since they were invited
    looked: set[str] = field(default_factory=set)
    #: guests who said no in Outlook before that, where an outsider invites: the event is gone, and no system tells
    #: SuperOffice whose row a colleague's mailbox made
    unheard: set[str] = field(default_factory=set)
    #: guests whom Outlook may have asked anew by itself: a change without a new time brings the meeting back to
    #: those who declined, and in SuperOffice only a new time asks them again (contracts/superoffice.md §3.4)
    reminded: set[str] = field(default_factory=set)
    #: guests for whom a run may have noted an answer in the moment in which it was moved in SuperOffice: their
    #: rows tell it of the new time, and nothing takes it back (docs/safety.md)
    crossed: set[str] = field(default_factory=set)
    #: mails that everybody may have got about it
    due: Counter[str] = field(default_factory=Counter)


class MeetingLedger:
    """What people did about meetings."""

    def __init__(self) -> None:
        self._matters: dict[int, _Matter] = {}

    # -- writing

    def invited(self, invite: Invite) -> None:
        """Somebody made a meeting."""
        self._matters[invite.tag] = _Matter(invite.who, invite.guests)
        self.changed(invite.tag)

    def changed(self, tag: int) -> None:
        """The organiser did something of which every guest is told, and sees the meeting again."""
        matter = self._matters[tag]
        if not matter.called_off:
            # to them it comes anew
            matter.looked -= matter.unheard
            matter.unheard.clear()
        matter.due.update(matter.guests)

    def moved(self, tag: int) -> None:
        """The organiser gave it another time, of which every guest is asked."""
        self._matters[tag].crossed.clear()
        self.changed(tag)

    def crossed(self, tag: int, guest: str) -> None:
        """It was moved in SuperOffice while a run of a guest's mailbox wrote."""
        self._matters[tag].crossed.add(guest)

    def renamed(self, tag: int) -> None:
        """The organiser changed it, but not its time."""
        self._matters[tag].reminded.update(self._matters[tag].guests)
        self.changed(tag)

    def called_off(self, tag: int, *, known: bool = True) -> None:
        """The organiser cancelled it. Unless *known*, he did so to what a run had made that died before it could
        write down that it was there: the next one cannot tell that from what was never made, and makes it."""
        matter = self._matters[tag]
        matter.called_off, matter.missed = known, not known
        self.changed(tag)
        if not known:
            matter.due.update(matter.guests)

    def answered(self, tag: int, guest: str, side: Side, answer: Answer) -> None:
        """A guest answered, of which the organiser is told."""
        matter = self._matters[tag]
        matter.said[guest].add(_SAID[answer])
        if side is Side.CALENDAR and answer is Answer.DECLINED and guest not in matter.looked:
            matter.unheard.add(guest)
        matter.due[matter.organiser] += 1

    @property
    def tags(self) -> frozenset[int]:
        """All meetings so far."""
        return frozenset(self._matters)

    def looked(self, who: str, tags: Iterable[int]) -> None:
        """A run of somebody's mailbox came to its end that began when there were these meetings."""
        for tag in tags:
            self._matters[tag].looked.add(who)

    # -- checking

    def judge_post(self, mails: Iterable[tuple[str, str, str]]) -> None:
        """Promise 2: of *mails*, each by system, subject and receiver, none is more than people's acts ask for."""
        sent: Counter[tuple[int, str]] = Counter()
        for system, subject, receiver in mails:
            if system != "graph":
                raise Violation(f"{system} mails {receiver}: {subject!r}")
            sent[tag_of(subject), receiver] += 1
        for (tag, receiver), number in sent.items():
            if number > (due := self._matters[tag].due[receiver]):
                raise Violation(f"@{tag}: {receiver} got {number} mails, and at most {due} were due")

    def judge(self, calendars: Mapping[Place, Iterable[Shown]], declined: Declined) -> None:
        """All calendars of linked people are as what people did allows."""
        found: dict[int, dict[Place, Shown]] = defaultdict(dict)
        for place, items in calendars.items():
            for item in items:
                tag = tag_of(item.title)
                if place in found[tag]:
                    raise Violation(f"@{tag} is twice in {_spell(place)}")
                found[tag][place] = item
        for tag, matter in self._matters.items():
            linked = {who for who, _ in calendars} & {matter.organiser, *matter.guests}
            self._judge_one(f"@{tag}", matter, linked, found.pop(tag, {}), declined)
        if found:
            raise Violation(f"meetings that nobody made: {sorted(found)}")

    def _judge_one(
        self, tag: str, matter: _Matter, linked: set[str], here: Mapping[Place, Shown], declined: Declined
    ) -> None:
        unheard = {
            (who, Side.SUPEROFFICE)
            for who in matter.unheard
            if matter.organiser not in linked and (who, Side.CALENDAR) not in here
        }
        if matter.missed:
            matter.called_off, matter.missed = not here, False
        if matter.called_off:
            # where all said no, nobody's Outlook tells that it was called off
            left = here.keys() - (unheard if all(D in matter.said[who] for who in linked) else set())
            if left:
                raise Violation(f"{tag} was called off, and is in {', '.join(map(_spell, left))}")
            return
        if strangers := {who for who, _ in here} - linked:
            raise Violation(f"{tag} is with {strangers}, who are not invited")
        for who in linked:
            row, event = here.get((who, Side.SUPEROFFICE)), here.get((who, Side.CALENDAR))
            if row is None or event is None:
                if row is not None and (who, Side.SUPEROFFICE) in unheard:
                    continue
                if event is not None and self._is_reminded(who, matter, event) and declined(who, event):
                    matter.said[who] = {T, D}
                    continue
                if row is not event:
                    raise Violation(f"{tag} of {who} is only in {'calendar' if event else 'superoffice'}")
                if who == matter.organiser or D not in matter.said[who]:
                    raise Violation(f"{tag} is gone from both calendars of {who}, who did not decline")
                matter.said[who] = {T, D}
                matter.reminded.discard(who)
                continue
            matter.reminded.discard(who)
            self._judge_halves(f"{tag} of {who}", row, event, crossed=who in matter.crossed)
            if who != matter.organiser:
                if row.own not in matter.said[who]:
                    raise Violation(f"{tag}: {who} has answered {row.own}, and said {matter.said[who]}")
                matter.said[who] = {T, row.own}
        if len(times := {(one.title, one.start, one.end) for one in here.values()}) > 1:
            raise Violation(f"{tag} is not the same for everybody: {times}")

    @staticmethod
    def _is_reminded(who: str, matter: _Matter, event: Shown) -> bool:
        """Whether Outlook alone may ask somebody anew who said no."""
        return who in matter.reminded | matter.crossed and D in matter.said[who] and event.own == T

    @staticmethod
    def _judge_halves(where: str, row: Shown, event: Shown, *, crossed: bool) -> None:
        for name, one, other in (
            ("title", row.title, event.title),
            ("start", row.start, event.start),
            ("end", row.end, event.end),
            ("own answer", T if crossed and event.own == T else row.own, event.own),
            ("organiser", row.organiser, event.organiser),
            ("people", set(row.participants), set(event.participants)),
        ):
            if one != other:
                raise Violation(f"{where}: {name} is {one} in superoffice and {other} in calendar")


def _spell(place: Place) -> str:
    return f"{place[1]} of {place[0]}"
