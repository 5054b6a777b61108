"""What became of a write that SuperOffice refused (contracts/superoffice.md §2.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from contextlib import contextmanager

from backend.core.reasons import Reason
from backend.core.writes import Gone, Outcome, Refused, Stale, Unsure
from backend.superoffice.client import ApiError


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
