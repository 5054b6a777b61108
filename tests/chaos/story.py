"""From a seed to a history: the same seed and length always tell the same story."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from backend.core.fields import FieldName
from backend.core.items import AllDay, Appointment, Busy, Importance, Side, Span, Timed
from backend.core.text import canonical
from tests.chaos.acts import (
    Act,
    Copy,
    Edit,
    Erase,
    Fault,
    History,
    Kill,
    LoseLinks,
    Make,
    Meanwhile,
    PersonAct,
    Sync,
    Wait,
)
from tests.chaos.meeting_acts import MeetingAct
from tests.chaos.people import FIELDS
from tests.chaos.trouble import Point

#: when every history begins; nine days later the clocks of Oslo go forward
BEGINNING: Final = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
PEOPLE: Final = ("linda", "julie")

#: days from the beginning on which items lie: always inside the window, however the clock moves
_FIRST_DAY, _LAST_DAY = 25, 90
#: histories never wait longer than this in all
_LONGEST = timedelta(days=20)
_WORDS = ("Lunch", "Budget", "Dentist", "Review", "Møte & kaffe", "Call <Havbris>", "Søk 🙂", "Plan")
_PLACES = ("Fjord", "Main street", "Oslo & Bergen", "Room <4>")
_BODIES: tuple[Callable[[int], str], ...] = (
    lambda n: "",
    lambda n: f"agenda {n}",
    lambda n: f"<p>one {n}</p><p>two</p>",
    lambda n: f"a <b>bold</b> word {n}",
    lambda n: f"<ul><li>point {n}</li><li>another</li></ul>",
    lambda n: f'see <a href="https://example.org/?a=1&amp;b={n}">this</a>',
)
_ZONES = ("UTC", "UTC", "Europe/Oslo", "America/New_York")

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

#: kinds of faults by system
_FAULTS = {
    "graph": ("429", "500", "503", "reset_before", "reset_after", "expired_delta", "slow", "401", "412"),
    "superoffice": ("429", "500", "503", "reset_before", "reset_after", "slow", "401", "421", "412"),
}
#: a second one of these in a row stops a mailbox or is no longer what it was
_ONCE = frozenset({"401", "421"})


def tell(seed: int, steps: int) -> History:
    """A history of *steps* acts."""
    return Teller(seed).history(steps)


class Teller:
    """Draws acts; knows only which tags there ever were, so that any act may be left out of the history."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = random.Random(seed)
        self._tags: list[tuple[str, int]] = []
        self._waited = timedelta()
        #: what a person did last, for somebody to cross it
        self._latest: PersonAct | MeetingAct | None = None

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
            ("person", "sync", "wait", "lose links"), weights=(58, 36, 5, 1.5)
        )[0]  # fmt: skip
        match kind:
            case "sync":
                return self._sync()
            case "wait":
                return self._wait()
            case "lose links":
                return LoseLinks(self._who())
            case _:
                self._latest = self._person()
                return self._latest

    def _who(self) -> str:
        return self._random.choices(PEOPLE, weights=(3, 1))[0]

    def _wait(self) -> Wait:
        most = int((_LONGEST - self._waited).total_seconds())
        seconds = min(self._random.choice((5, 60, 3_600, 86_400, 3 * 86_400)), most)
        self._waited += timedelta(seconds=seconds)
        return Wait(seconds)

    def _person(self) -> PersonAct | MeetingAct:
        kind = self._random.choices(("make", "edit", "erase", "copy", "twin"), weights=(18, 46, 16, 4, 4))[0]
        if kind in {"make", "twin"} or not self._tags:
            return self._make(twin=kind == "twin")
        who, tag = self._random.choice(self._tags[-12:])
        match kind:
            case "edit":
                field = self._random.choice(FIELDS)
                return Edit(who, tag, self._side(), field, self._value(field, tag))
            case "erase":
                return Erase(who, tag, self._side())
            case _:
                self._tags.append((who, len(self._tags) + 1))
                return Copy(who, tag, len(self._tags))

    def _make(self, *, twin: bool) -> Make:
        who, tag = self._who(), len(self._tags) + 1
        self._tags.append((who, tag))
        first = self._item(tag)
        if not twin:
            return Make(who, tag, (self._side(),), (first,))
        second = replace(self._item(tag), title=first.title, span=first.span)
        return Make(who, tag, (Side.SUPEROFFICE, Side.CALENDAR), (first, second))

    def _side(self) -> Side:
        return self._random.choice(list(Side))

    def _item(self, tag: int) -> Appointment:
        values: dict[str, Any] = {str(field): self._value(field, tag) for field in FIELDS}
        return Appointment(**values | {"private": self._random.random() < 0.15})

    def _value(self, field: FieldName, tag: int) -> Any:
        """A value of *field*; the place always names the tag, by which an item is known whatever else changes."""
        draw = self._random
        number = draw.randrange(1_000)
        match field:
            case "title":
                text = f"{draw.choice(_WORDS)} {number}"
                return f"{text} " + "and more " * 40 + "end" if draw.random() < 0.04 else text
            case "body":
                return canonical(draw.choice(_BODIES)(number))
            case "place":
                return f"{draw.choice(_PLACES)} {number} #{tag}"
            case "span":
                return self._span()
            case "busy":
                return draw.choice(list(Busy))
            case "private":
                return draw.random() < 0.5
            case "importance":
                return draw.choice(list(Importance))
            case "alarm":
                return draw.choice((None, 0, 5, 15, 60, 1_440))

    def _span(self) -> Span:
        draw = self._random
        day = BEGINNING + timedelta(days=draw.randrange(_FIRST_DAY, _LAST_DAY))
        if draw.random() < 0.25:
            return AllDay(day.date(), day.date() + timedelta(days=draw.randrange(3)))
        start = day.replace(hour=draw.randrange(24), minute=draw.choice((0, 15, 30, 45)))
        return Timed(start, start + timedelta(minutes=15 * draw.randrange(1, 12)), draw.choice(_ZONES))

    def _sync(self) -> Sync:
        draw = self._random
        who = self._who()
        kind = draw.choices(("none", "kill", "fault", "meanwhile"), weights=(34, 20, 22, 24))[0]
        match kind:
            case "kill":
                at, number = self._moment("request", "write", "commit")
                return Sync(who, Kill(at, number, after=draw.random() < 0.5))
            case "fault":
                system = draw.choice(tuple(_FAULTS))
                fault = draw.choice(_FAULTS[system])
                count = 1 if fault in _ONCE else draw.randrange(1, 6)
                return Sync(who, Fault(system, fault, count, draw.randrange(1, 12)))
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
        return at, self._random.choice((1, 1, 1, 2, 3)) if at == "write" else self._random.randrange(1, 14)

    def _meanwhile(self, act: PersonAct | MeetingAct) -> Meanwhile:
        at, number = self._moment("request", "write")
        return Meanwhile(at, number, act)

    def _crossing(self, latest: PersonAct | MeetingAct) -> PersonAct | MeetingAct:
        """On the other side the same person does something about the item that was touched last."""
        draw = self._random
        match latest:
            case Edit(who, tag, side, field, _):
                if draw.random() < 0.4:
                    field = draw.choice(FIELDS)
                return Edit(who, tag, side.other, field, self._value(field, tag))
            case Erase(who, tag, side):
                field = draw.choice(FIELDS)
                return Edit(who, tag, side.other, field, self._value(field, tag))
            case _:
                return self._quick(latest.who, latest.tag)

    def _quick(self, who: str, tag: int) -> PersonAct | MeetingAct:
        """What a person does while a run goes on."""
        if self._random.random() < 0.2:
            return Erase(who, tag, self._side())
        field = self._random.choice(FIELDS)
        return Edit(who, tag, self._side(), field, self._value(field, tag))
