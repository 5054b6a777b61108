"""The oracle of meetings: who was invited to what, what was said to it, and what calendars and post may show."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from backend.core.items import Answer, Side
from tests.chaos.ledger import Violation
from tests.chaos.meeting_acts import Invite
from tests.scenarios.shown import A, D, Shown, T

_TAG = re.compile(r"@(\d+)$")
_SAID = {Answer.ACCEPTED: A, Answer.TENTATIVE: T, Answer.DECLINED: D}

#: whose calendar in which system
Place = tuple[str, Side]


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
    #: what each guest may be shown to have said: all answers since everybody rested, and what was so then
    said: dict[str, set[str]] = field(default_factory=lambda: defaultdict(lambda: {T}))
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
        """The organiser did something of which every guest is told."""
        matter = self._matters[tag]
        matter.due.update(matter.guests)

    def called_off(self, tag: int) -> None:
        """The organiser cancelled it."""
        self._matters[tag].called_off = True
        self.changed(tag)

    def answered(self, tag: int, guest: str, answer: Answer) -> None:
        """A guest answered, of which the organiser is told."""
        matter = self._matters[tag]
        matter.said[guest].add(_SAID[answer])
        matter.due[matter.organiser] += 1

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

    def judge(self, calendars: Mapping[Place, Iterable[Shown]]) -> None:
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
            self._judge_one(f"@{tag}", matter, linked, found.pop(tag, {}))
        if found:
            raise Violation(f"meetings that nobody made: {sorted(found)}")

    def _judge_one(self, tag: str, matter: _Matter, linked: set[str], here: Mapping[Place, Shown]) -> None:
        if matter.called_off and here:
            raise Violation(f"{tag} was called off, and is in {', '.join(map(_spell, here))}")
        if strangers := {who for who, _ in here} - linked:
            raise Violation(f"{tag} is with {strangers}, who are not invited")
        if matter.called_off:
            return
        for who in linked:
            row, event = here.get((who, Side.SUPEROFFICE)), here.get((who, Side.CALENDAR))
            if row is None or event is None:
                if row is not event:
                    raise Violation(f"{tag} of {who} is only in {'calendar' if event else 'superoffice'}")
                if who == matter.organiser or D not in matter.said[who]:
                    raise Violation(f"{tag} is gone from both calendars of {who}, who did not decline")
                matter.said[who] = {T, D}
                continue
            self._judge_halves(f"{tag} of {who}", row, event)
            if who != matter.organiser:
                if row.own not in matter.said[who]:
                    raise Violation(f"{tag}: {who} has answered {row.own}, and said {matter.said[who]}")
                matter.said[who] = {T, row.own}
        if len(times := {(one.title, one.start, one.end) for one in here.values()}) > 1:
            raise Violation(f"{tag} is not the same for everybody: {times}")

    @staticmethod
    def _judge_halves(where: str, row: Shown, event: Shown) -> None:
        for name, one, other in (
            ("title", row.title, event.title),
            ("start", row.start, event.start),
            ("end", row.end, event.end),
            ("own answer", row.own, event.own),
            ("organiser", row.organiser, event.organiser),
            ("people", set(row.participants), set(event.participants)),
        ):
            if one != other:
                raise Violation(f"{where}: {name} is {one} in superoffice and {other} in calendar")


def _spell(place: Place) -> str:
    return f"{place[1]} of {place[0]}"
