"""From a seed to a history: the same seed and length always tell the same story."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Final

from backend.core.fields import FieldName
from backend.core.items import Side
from backend.core.values import replace
from tests.chaos.acts import (
    Act,
    Answer,
    Copy,
    CrossingAct,
    Edit,
    Erase,
    Fault,
    History,
    LoseLinks,
    Make,
    Meanwhile,
    Notify,
    Stall,
    Sync,
    Wait,
)
from tests.chaos.inventor import Inventor
from tests.chaos.people import FIELDS
from tests.chaos.product_acts import Include, Prefer, ProductAct, Unlink
from tests.chaos.trouble import Kill, Point

#: when every history begins; nine days later the clocks of Oslo go forward
BEGINNING: Final = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
PEOPLE: Final = ("linda", "julie")

#: histories never wait longer than this in all
_LONGEST = timedelta(days=20)

#: positions that a world takes at random; the default is as likely as each other one
_SWITCHES: dict[str, tuple[str, ...]] = {
    "graph_duplicate_transaction": ("409", "400"),
    "graph_transaction_replay": ("returns_existing", "error"),
    "graph_delta_select": ("honoured", "ignored", "refused"),
    "graph_throttle_status": ("429", "503"),
    "superoffice_filter_zone": ("utc", "base"),
    "superoffice_max_top": ("1000", "500", "unlimited"),
    "superoffice_throttle_status": ("429", "503"),
    "superoffice_transaction_log": ("readable", "refused"),
    "superoffice_bulk_foreign_keys": ("allowed", "refused"),
    "superoffice_orphan_keys": ("removed", "kept"),
    "superoffice_uid_after_delete": ("free", "taken"),
}

#: preferences that people change, with their values
_PREFERENCES: Final[tuple[tuple[str, tuple[str | bool, ...]], ...]] = (
    ("private", ("yes", "no")),
    ("free", (True, False)),
    ("all_day", (True, False)),
    ("link_by_email", (True, True, False)),
)

_ANYWHERE = ("429", "500", "503", "reset_before", "reset_after", "slow")
#: kinds of faults by system
_FAULTS = {
    "graph": (*_ANYWHERE, "expired_delta", "401", "403", "404", "409", "412"),
    "superoffice": (*_ANYWHERE, "401", "403", "404", "409", "412", "421"),
    "entra": _ANYWHERE,
}
#: what is written into an item that is hidden
_TEXTS: Final[tuple[FieldName, ...]] = ("title", "body", "place")
#: what is parked by one of these is tried again after hours
REFUSALS = frozenset({"403", "404", "409"})
#: a second one of these in a row stops a mailbox or is no longer what it was
_ONCE = frozenset({"401", "421"})


def tell(seed: int, steps: int) -> History:
    """A history of *steps* acts."""
    return Teller(seed).history(steps)


class Teller:
    """Draws acts; knows only which tags there ever were, so that any act may be left out of the history."""

    #: kinds of faults that do not occur
    never: frozenset[str] = frozenset()

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = random.Random(seed)
        self._invents = Inventor(self._random, BEGINNING)
        self._tags: list[tuple[str, int]] = []
        #: by tag, where an item was made, and both sides once its mailbox has run
        self._sides: dict[int, tuple[Side, ...]] = {}
        self._erased: set[int] = set()
        #: whose mailboxes have not run since they did something
        self._restless: set[str] = set()
        self._waited = timedelta()
        #: what a person did last, for somebody to cross it
        self._latest: CrossingAct | None = None
        #: whose run somebody crossed just now: it was rung meanwhile
        self._crossed = ""

    def history(self, steps: int) -> History:
        draw = self._random
        private = draw.random() < 0.5
        switches = tuple(
            (name, chosen)
            for name, positions in _SWITCHES.items()
            if draw.random() < 0.5 and (chosen := draw.choice(positions)) != positions[0]
        )
        acts = tuple(self._act() for _ in range(steps))
        return History(self._seed, private, switches, acts)

    def _act(self) -> Act:
        kind = self._random.choices(
            ("person", "product", "sync", "answer", "notify", "wait", "lose links"),
            weights=(84, 4, 17, 30 if self._crossed else 3, 1.5, 2.5, 1),
        )[0]  # fmt: skip
        match kind:
            case "sync":
                return self._sync()
            case "answer":
                return self._answer()
            case "notify":
                return Notify(self._who(), self._random.choice(("at once", "at once", "lost", "doubled", "late")))
            case "product" if self._tags:
                return self._to_product()
            case "wait":
                return self._wait()
            case "lose links":
                return LoseLinks(self._who())
            case _:
                return self._acts()

    def _acts(self) -> CrossingAct:
        self._latest = self._person()
        self._restless.add(self._latest.who)
        return self._latest

    def _whose_run(self) -> str:
        """Somebody with a mailbox, seldom one that has nothing to do."""
        restless = [who for who in PEOPLE if who in self._restless]
        return self._random.choice(restless) if restless and self._random.random() < 0.85 else self._who()

    def _who(self) -> str:
        return self._random.choices(PEOPLE, weights=(3, 1))[0]

    def _wait(self) -> Wait:
        most = int((_LONGEST - self._waited).total_seconds())
        seconds = min(self._random.choice((5, 60, 3_600, 86_400, 3 * 86_400)), most)
        self._waited += timedelta(seconds=seconds)
        return Wait(seconds)

    def _person(self) -> CrossingAct:
        kind = self._random.choices(("make", "edit", "erase", "copy", "twin"), weights=(18, 46, 16, 4, 4))[0]
        if kind in {"make", "twin"} or not self._tags:
            return self._make(twin=kind == "twin")
        who, tag = self._known()
        match kind:
            case "edit" if isinstance(self._latest, Edit) and self._random.random() < 0.35:
                # who opens an item changes more than one thing in it
                who, tag, side = self._latest.who, self._latest.tag, self._latest.side
                hides = self._latest.field == "private" and self._latest.value
                field = self._random.choice(_TEXTS if hides else FIELDS)
                return Edit(who, tag, side, field, self._invents.value(field, tag))
            case "edit":
                field = self._random.choice(FIELDS)
                return Edit(who, tag, self._side_of(tag), field, self._invents.value(field, tag))
            case "erase":
                self._erased.add(tag)
                return Erase(who, tag, self._side_of(tag))
            case _:
                self._tags.append((who, len(self._tags) + 1))
                self._sides[len(self._tags)] = (Side.CALENDAR,)
                return Copy(who, tag, len(self._tags))

    def _known(self) -> tuple[str, int]:
        """One of the latest items, seldom one that was deleted."""
        tags = self._tags[-12:]
        alive = [(who, tag) for who, tag in tags if tag not in self._erased]
        return self._random.choice(tags if not alive or self._random.random() < 0.2 else alive)

    def _to_product(self) -> ProductAct:
        draw = self._random
        if draw.random() < 0.5:
            key, values = draw.choice(_PREFERENCES)
            return Prefer(self._who(), key, draw.choice(values))
        who, tag = self._known()
        return draw.choice((Unlink, Include))(who, tag, self._side_of(tag))

    def _make(self, *, twin: bool) -> Make:
        who, tag = self._who(), len(self._tags) + 1
        self._tags.append((who, tag))
        first = self._invents.item(tag)
        if not twin:
            self._sides[tag] = (self._side(),)
            return Make(who, tag, self._sides[tag], (first,))
        second = replace(self._invents.item(tag), title=first.title, span=first.span)
        return Make(who, tag, (Side.SUPEROFFICE, Side.CALENDAR), (first, second))

    def _side(self) -> Side:
        return self._random.choice(list(Side))

    def _side_of(self, tag: int) -> Side:
        """A side on which the item can be."""
        return self._random.choice(self._sides.get(tag, tuple(Side)))

    def _has_run(self, who: str) -> None:
        self._restless.discard(who)
        self._sides |= {tag: tuple(Side) for owner, tag in self._tags if owner == who}

    def _answer(self) -> Answer:
        who = self._crossed or self._who()
        self._crossed = ""
        self._has_run(who)
        return Answer(who)

    def _sync(self) -> Sync:
        sync = self._disturbed()
        self._has_run(sync.who)
        self._crossed = sync.who if isinstance(sync.trouble, Meanwhile) else ""
        return sync

    def _disturbed(self) -> Sync:
        draw = self._random
        who = self._whose_run()
        kind = draw.choices(("none", "kill", "stall", "fault", "meanwhile"), weights=(16, 25, 10, 18, 31))[0]
        match kind:
            case "stall":
                at, number = self._moment("request", "write", "commit")
                if self._latest and self._latest.who in PEOPLE and draw.random() < 0.6:
                    return Sync(self._latest.who, Stall(at, number, self._crossing(self._latest)))
                return Sync(who, Stall(at, number))
            case "kill":
                at, number = self._moment("request", "write", "write", "commit")
                return Sync(who, Kill(at, number, after=draw.random() < 0.5))
            case "fault":
                system = draw.choice(tuple(_FAULTS))
                fault = draw.choice([kind for kind in _FAULTS[system] if kind not in self.never])
                count = 1 if fault in _ONCE else draw.randrange(1, 6)
                return Sync(who, Fault(system, fault, count, self._number()))
            case "meanwhile" if self._latest and draw.random() < 0.8:
                owner = self._latest.who if self._latest.who in PEOPLE else who
                return Sync(owner, self._meanwhile(self._crossing(self._latest)))
            case "meanwhile" if mine := [tag for owner, tag in self._tags[-12:] if owner == who]:
                return Sync(who, self._meanwhile(self._quick(who, draw.choice(mine))))
            case _:
                return Sync(who)

    def _moment(self, *points: Point) -> tuple[Point, int]:
        """Where in a run something happens: a run has many requests and commits, but few writes."""
        at = self._random.choice(points)
        return at, self._random.choice((1, 1, 1, 2, 3)) if at == "write" else self._number()

    def _number(self) -> int:
        """The how manieth request or commit: most runs have few."""
        return self._random.randrange(1, self._random.choice((7, 14)))

    def _meanwhile(self, act: CrossingAct) -> Meanwhile:
        at, number = self._moment("request", "write", "write")
        return Meanwhile(at, number, act)

    def _crossing(self, latest: CrossingAct) -> CrossingAct:
        """On the other side the same person does something about the item that was touched last."""
        draw = self._random
        match latest:
            case Edit(who, tag, side, field, _):
                if draw.random() < 0.4:
                    field = draw.choice(FIELDS)
                return Edit(who, tag, side.other, field, self._invents.value(field, tag))
            case Erase(who, tag, side):
                field = draw.choice(FIELDS)
                return Edit(who, tag, side.other, field, self._invents.value(field, tag))
            case _:
                return self._quick(latest.who, latest.tag)

    def _quick(self, who: str, tag: int) -> CrossingAct:
        """What a person does while a run goes on."""
        if self._random.random() < 0.2:
            return Erase(who, tag, self._side_of(tag))
        field = self._random.choice(FIELDS)
        return Edit(who, tag, self._side_of(tag), field, self._invents.value(field, tag))
