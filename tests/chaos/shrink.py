"""A failing history made short: acts are left out as long as it still fails."""

from __future__ import annotations

import re
from collections.abc import Callable

from backend.core.values import replace
from tests.chaos.acts import History


def alike(one: Exception, other: Exception | None) -> bool:
    """Whether two histories fail in the same way, as far as the beginnings of what they tell show it."""
    return other is not None and _gist(one) == _gist(other)


def _gist(error: Exception) -> tuple[type, str]:
    words = re.sub(r"\d+|linda|julie|superoffice|calendar|title|body|place", "", str(error))
    return type(error), re.split(r"['\[{:(]", words)[0]


def shrink(history: History, fails: Callable[[History], bool], tries: int = 300) -> History:
    """The shortest history found by leaving out ever smaller pieces, within *tries* plays."""
    piece = max(len(history.acts) // 2, 1)
    while tries > 0:
        begin, shorter = 0, False
        while begin < len(history.acts) and tries > 0:
            acts = history.acts[:begin] + history.acts[begin + piece :]
            candidate = replace(history, acts=acts)
            tries -= 1
            if fails(candidate):
                history, shorter = candidate, True
            else:
                begin += piece
        if piece == 1 and not shorter:
            break
        piece = max(piece // 2, 1)
    return history
