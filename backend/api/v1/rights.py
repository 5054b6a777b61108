"""The caller's rights in SuperOffice, asked for beside the request and waited for only a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from flask import current_app

from backend.api.context import product
from backend.store.tables import Mailbox
from backend.sync.rights import Rights, rights_of

#: seconds for which an answer is shown; whoever acts is asked for his rights again
BELIEVED: Final = 300.0
#: seconds after which SuperOffice is asked again where it told nothing
AGAIN: Final = 30.0
#: seconds for which requests wait for an answer that is not there yet
PATIENCE: Final = 1.5


@dataclass(slots=True)
class _Question:
    asked_at: float
    rights: Rights = field(default_factory=Rights)
    is_answered: threading.Event = field(default_factory=threading.Event)

    @property
    def until(self) -> float:
        """When it is to be asked again."""
        return self.asked_at + (AGAIN if self.rights == Rights() else BELIEVED)


class KnownRights:
    """Answers about the owners of mailboxes, each asked for by one thread. Thread-safe."""

    def __init__(self, ask: Callable[[Mailbox], Rights], clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._questions: dict[tuple[UUID, bytes], _Question] = {}
        self._lock = threading.Lock()

    def of(self, own: Mailbox) -> Rights:
        """The owner's rights; nothing known while SuperOffice is silent, or has been a short while ago."""
        question = self._question(own)
        question.is_answered.wait(max(0.0, question.asked_at + PATIENCE - self._clock()))
        return question.rights

    def _question(self, own: Mailbox) -> _Question:
        # another sign-in to SuperOffice may be somebody else's
        key = own.id, own.superoffice_tokens
        with self._lock:
            now = self._clock()
            self._questions = {one: asked for one, asked in self._questions.items() if asked.until > now}
            if key not in self._questions:
                question = self._questions[key] = _Question(now)
                # a daemon: a silent SuperOffice keeps no process from ending
                threading.Thread(target=self._answer, args=(own, question), daemon=True).start()
            return self._questions[key]

    def _answer(self, own: Mailbox, question: _Question) -> None:
        try:
            question.rights = self._ask(own)
        finally:
            question.is_answered.set()


def rights(own: Mailbox) -> Rights:
    """The rights of the mailbox's owner, as far as they are known within a moment."""
    serving = product()
    known = current_app.extensions.setdefault(
        KnownRights.__name__, KnownRights(lambda mailbox: rights_of(serving, mailbox))
    )
    assert isinstance(known, KnownRights)
    return known.of(own)
