"""From a seed to a history of series: one person each, on both sides."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any, Final

from backend.core.fields import FieldName
from backend.core.items import Appointment, Side, Timed
from backend.core.values import replace
from tests.chaos.acts import Act, CrossingAct, History
from tests.chaos.series_acts import Arrange, Change, Lengthen, SeriesAct, Shift, TakeOut
from tests.chaos.story import BEGINNING, Teller
from tests.chaos.trouble import Kill

#: what people change of an occurrence; of a series also whether it is private
_FIELDS: Final[tuple[FieldName, ...]] = ("title", "body", "place", "span", "busy", "importance", "alarm")
#: minutes from midnight UTC at which occurrences begin: on the same day in the zone of everybody
_TIMES = range(7 * 60, 15 * 60, 15)

#: how many of the acts let a series go to other days
_SHIFTS: Final = 0.03


def tell_of_series(seed: int, steps: int) -> History:
    """A history of *steps* acts."""
    return replace(_SeriesTeller(seed).history(steps), kind="series")


class _SeriesTeller(Teller):
    """Draws acts; knows only which series there ever were."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._elsewhere = random.Random(f"{seed} on other days")

    def _act(self) -> Act:
        if self._tags and self._elsewhere.random() < _SHIFTS:
            return self._shift()
        kind = self._random.choices(("person", "sync", "answer", "wait"), weights=(70, 22, 5, 3))[0]
        match kind:
            case "sync":
                return self._sync()
            case "answer":
                return self._answer()
            case "wait":
                return self._wait()
            case _:
                return self._acts()

    def _person(self) -> SeriesAct:
        if not self._tags or self._random.random() < 0.12:
            return self._arrange()
        return self._about(*self._random.choice(self._tags[-6:]))

    def _shift(self) -> Shift:
        draw = self._elsewhere
        who, tag = draw.choice(self._tags[-6:])
        dies = Kill("request", draw.randrange(1, 25), draw.random() < 0.5) if draw.random() < 0.6 else None
        return Shift(who, tag, draw.choice((-2, -1, 1, 1, 2, 3, 7)), dies)

    def _arrange(self) -> Arrange:
        draw, who, tag = self._random, self._who(), len(self._tags) + 1
        self._tags.append((who, tag))
        day = BEGINNING + timedelta(days=draw.randrange(25, 60))
        start = day.replace(hour=0, minute=0) + timedelta(minutes=draw.choice(_TIMES))
        values: dict[str, Any] = {
            str(field): self._invents.value(field, tag) for field in _FIELDS if field != "span"
        }
        span = Timed(start, start + timedelta(minutes=30), "Europe/Oslo")
        item = Appointment(**values, span=span, private=draw.random() < 0.1)
        self._sides[tag] = (self._side(),)
        return Arrange(who, tag, self._sides[tag][0], item, draw.choice((1, 2, 7)), draw.randrange(2, 6))

    def _about(self, who: str, tag: int) -> SeriesAct:
        """Somebody does something with a series."""
        draw, side = self._random, self._side_of(tag)
        number = draw.randrange(6)
        match draw.choices(("change", "change all", "take out", "end", "lengthen"), weights=(40, 28, 14, 8, 6))[0]:
            case "change":
                field = draw.choice(_FIELDS)
                return Change(who, tag, side, number, False, field, self._new(field, tag))
            case "change all":
                every: tuple[FieldName, ...] = (*_FIELDS, "private")
                field = draw.choice(every)
                return Change(who, tag, side, 0, True, field, self._new(field, tag))
            case "take out":
                return TakeOut(who, tag, side, number, False)
            case "end":
                return TakeOut(who, tag, side, number, True)
            case _:
                return Lengthen(who, tag, Side.CALENDAR, draw.randrange(2, 8))

    def _new(self, field: FieldName, tag: int) -> Any:
        return self._random.choice(_TIMES) if field == "span" else self._invents.value(field, tag)

    def _crossing(self, latest: CrossingAct) -> SeriesAct:
        return self._about(latest.who, latest.tag)

    def _quick(self, who: str, tag: int) -> SeriesAct:
        return self._about(who, tag)
