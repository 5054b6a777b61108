"""What an answer other than a success means for a write."""

from __future__ import annotations

from typing import Final

from backend.core.reasons import Reason
from backend.core.writes import Gone, Refused, Stale, Unsure
from backend.graph.batch import PartAnswer
from backend.graph.errors import Busy, Changed, Forbidden, MailboxUnavailable, NotFound, error_of

#: the code with which Graph refuses a transactionId that has already made an event (contracts/graph.md §1.4)
_DUPLICATE = "ErrorDuplicateTransactionId"
#: an occurrence may not go to the day of its neighbour, or past it (contracts/graph.md §1.3)
NO_WAY_PAST: Final = Refused(Reason.REFUSED, "ErrorOccurrenceCrossingBoundary")


def succeeded(answer: PartAnswer) -> bool:
    """Whether the write took effect."""
    return 200 <= answer.status < 300


def is_repeated(answer: PartAnswer) -> bool:
    """Whether Graph has made an event for this create before."""
    return error_of(answer.status, answer.headers, answer.body).code == _DUPLICATE


def failure(answer: PartAnswer) -> Gone | Stale | Refused | Unsure:
    """What became of the write instead."""
    error = error_of(answer.status, answer.headers, answer.body)
    match error:
        case NotFound():
            return Gone()
        case Changed():
            return Stale()
        case Busy() | MailboxUnavailable():
            return Unsure(error.seconds or 0.0)
        case Forbidden():
            return Refused(Reason.NO_ACCESS, error.code)
    return Refused(Reason.REFUSED, error.code)
