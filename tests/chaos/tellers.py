"""The kinds of histories: who tells them, and how long each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.chaos.acts import History, Kind
from tests.chaos.meeting_story import tell_of_meetings
from tests.chaos.series_story import tell_of_series
from tests.chaos.story import tell

#: seed and number of acts → history
TELLERS: Final[Mapping[Kind, Callable[[int, int], History]]] = {
    "items": tell,
    "meetings": tell_of_meetings,
    "series": tell_of_series,
}
#: acts of one history
STEPS: Final[Mapping[Kind, int]] = {"items": 100, "meetings": 40, "series": 60}
