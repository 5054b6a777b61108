"""Signs of a database that was restored from a backup: versions of rows that went back (decision 011)."""

from __future__ import annotations

from datetime import datetime

from backend.core.items import Side
from backend.core.seen import Seen
from backend.core.sides import WentBack
from backend.superoffice.listing import utc


def went_back() -> WentBack:
    """SuperOffice knows less than it has told before."""
    return WentBack(Side.SUPEROFFICE, "superoffice.restored")


def is_older(version: str, known: str) -> bool:
    """Whether a row was written less often than it had been by *known*, which no edit brings about.

    An unknown version is never older, nor is anything older than it.
    """
    here, there = _count(version), _count(known)
    return here is not None and there is not None and here < there


def is_newer(version: str, known: str) -> bool:
    """Whether somebody wrote the row since *known*, also in a database that went back in between."""
    return bool(version and known) and _stamp(version) > _stamp(known)


def is_another(seen: Seen, known: str) -> bool:
    """Whether a row was made after *known* was seen: a restored database gives the numbers of lost rows again."""
    return bool(known) and seen.made_at is not None and seen.made_at > _moment(known)


def _count(version: str) -> int | None:
    """How often the row was written: what follows the stamp (listing.version)."""
    count = version.partition("/")[2].partition("+")[0]
    return int(count) if count.isdecimal() else None


def _stamp(version: str) -> str:
    return version.partition("/")[0]


def _moment(version: str) -> datetime:
    return utc(_stamp(version))
