"""What SuperOffice's refusals mean, of a write and of all else (contracts/superoffice.md §2.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from contextlib import AbstractContextManager, contextmanager

from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.sides import NoAnswer, Unavailable
from backend.core.writes import Gone, Outcome, Refused, Stale, Unsure
from backend.superoffice.client import ApiError
from backend.transport import ConnectionLost


class HalfDone(Exception):
    """Rows were made, and a call that was to follow was refused."""


@contextmanager
def standing(made: Sized) -> Iterator[None]:
    """Calls during or after which rows may be *made*: these stand whatever SuperOffice answers then, so that they
    are looked up by their key. Raises HalfDone."""
    try:
        yield
    except ApiError as error:
        if not made:
            raise
        raise HalfDone from error


def outcome_of(error: ApiError) -> Outcome:
    """The outcome that an error means."""
    match error.status:
        case 404:
            return Gone()
        case 409 | 412:
            return Stale()
        case 403:
            return Refused(Reason.NO_ACCESS, error.kind)
        case status if status >= 500:
            return Unsure()
        case _:
            return Refused(Reason.REFUSED, error.kind)


def refusals_told() -> AbstractContextManager[None]:
    """What SuperOffice refuses to a sync of its diary, or nobody knows of, as an error of the side."""
    return _as_trouble("superoffice.diary")


def questions_told() -> AbstractContextManager[None]:
    """What SuperOffice refuses to a question about people, companies and the like, as an error of the side."""
    return _as_trouble("superoffice.question")


@contextmanager
def _as_trouble(word: str) -> Iterator[None]:
    try:
        yield
    except ConnectionLost as error:
        raise NoAnswer(Side.SUPEROFFICE, "superoffice.unreachable", 60.0) from error
    except ApiError as error:
        detail = f"{error.status} {error.kind}"
        raise Unavailable(Side.SUPEROFFICE, word, 300.0, detail=detail) from error
