"""The theatre: histories are played one after the other, each in a fresh world, to their end and to rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from backend.sync.service import Product
from tests.chaos.acts import History
from tests.chaos.meeting_stage import MeetingStage
from tests.chaos.mutants import Mutant, sound
from tests.chaos.runs import Runs
from tests.chaos.stage import Stage
from tests.chaos.trouble import StoryTime, Tap, in_story_time, tapped
from tests.sandbox_client import SandboxClient


class Theatre:
    """Plays histories of appointments and of meetings."""

    def __init__(self, product: Product, sandbox: SandboxClient, time: StoryTime, tap: Tap) -> None:
        self._product = product
        self._sandbox = sandbox
        self._time = time
        self._tap = tap

    def play(self, history: History, mutant: Mutant = sound) -> None:
        """Play to the end and to rest. Raises Violation, or whatever the product raises."""
        runs = Runs(self._product, self._sandbox, history, self._time, self._tap)
        stage = MeetingStage(runs) if history.of_meetings else Stage(runs, private=history.private)
        with mutant():
            for number, act in enumerate(history.acts, 1):
                try:
                    stage.play(act)
                except Exception as error:
                    error.add_note(f"at act {number}: {act}")
                    raise
            stage.rest()

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
