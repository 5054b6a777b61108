"""The theatre: histories are played one after the other, each in a fresh world, to their end and to rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from backend.sync.service import Product
from tests.chaos.acts import History, Kind
from tests.chaos.meeting_stage import MeetingStage
from tests.chaos.mutants import Mutant, sound
from tests.chaos.runs import Runs
from tests.chaos.series_stage import SeriesStage
from tests.chaos.stage import Stage
from tests.chaos.trouble import StoryTime, Tap, in_story_time, tapped
from tests.sandbox_client import SandboxClient

_STAGES: Final[Mapping[Kind, Callable[[Runs, History], Stage | MeetingStage | SeriesStage]]] = {
    "items": Stage,
    "meetings": MeetingStage,
    "series": SeriesStage,
}


class Theatre:
    """Plays histories of every kind."""

    def __init__(self, product: Product, sandbox: SandboxClient, time: StoryTime, tap: Tap) -> None:
        self._product = product
        self._sandbox = sandbox
        self._time = time
        self._tap = tap
        self._runs: Runs | None = None

    def play(self, history: History, mutant: Mutant = sound) -> None:
        """Play to the end and to rest. Raises Violation, or whatever the product raises."""
        stage = _STAGES[history.kind](self._begun(history), history)
        with mutant():
            for number, act in enumerate(history.acts, 1):
                try:
                    stage.play(act)
                except Exception as error:
                    error.add_note(f"at act {number}: {act}")
                    raise
            stage.rest()

    def _begun(self, history: History) -> Runs:
        """The world as it is when *history* begins; everybody is linked once for all histories."""
        if self._runs is None:
            self._runs = Runs(self._product, self._sandbox, history, self._time, self._tap)
        else:
            self._runs.begin(history)
        return self._runs

    def fails(self, history: History, mutant: Mutant = sound) -> Exception | None:
        """What is wrong with a history; None when all promises hold."""
        try:
            self.play(history, mutant)
        except Exception as error:  # noqa: BLE001 - any error of the product is a finding
            return error
        return None


@contextmanager
def theatre(product: Product, sandbox: SandboxClient) -> Iterator[Theatre]:
    """A theatre; meanwhile the sandbox has story time, and the product is tapped."""
    with in_story_time() as time, tapped(product.engine) as tap:
        yield Theatre(product, sandbox, time, tap)
