"""What was asked of a mailbox's systems lately, so that a page that is being filled in asks once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")

#: seconds for which an answer counts
_FRESH = 60.0
#: answers that are kept
_MOST = 1000


class ChoiceMemory:
    """Answers by mailbox and question. Thread-safe; the least lately used go first."""

    def __init__(self, fresh: float = _FRESH, most: int = _MOST) -> None:
        self._fresh = fresh
        self._most = most
        self._answers: OrderedDict[tuple[UUID, str], tuple[float, object]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, mailbox_id: UUID, question: str, ask: Callable[[], T]) -> T:
        """The answer to *question*, asked anew where it is older than a minute. Raises what *ask* raises."""
        key = (mailbox_id, question)
        with self._lock:
            known = self._answers.get(key)
            if known and monotonic() - known[0] < self._fresh:
                self._answers.move_to_end(key)
                # *question* names what *ask* gives
                return known[1]  # type: ignore[return-value]
        answer = ask()
        with self._lock:
            self._answers[key] = (monotonic(), answer)
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer
