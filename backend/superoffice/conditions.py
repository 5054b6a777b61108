"""That a row still is what a decision saw: by its stamp, which is all that SuperOffice tells (§2.3)."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import format_datetime

from backend.superoffice import wire
from backend.superoffice.listing import utc, version
from backend.superoffice.rows import Entity, stamp_of

#: as backend.superoffice.listing makes them
_VERSION = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+)/(\d+)(?:\+\w+)?")


def is_stale(seen: str, entity: Entity) -> bool:
    """Whether *entity* was written since version *seen*; not where one of them does not tell."""
    found, stamp = _VERSION.fullmatch(seen), stamp_of(entity)
    return found is not None and stamp not in ("", found[1])


def if_unmodified(seen: str) -> dict[str, str]:
    """The header that lets a REST call fail where the row was written since version *seen*."""
    found = _VERSION.fullmatch(seen)
    if not found:
        return {}
    moment = utc(found[1])
    if moment.microsecond:  # the header cannot say it, and must not be earlier
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    return {"If-Unmodified-Since": format_datetime(moment, usegmt=True)}


def version_after(seen: str, entity: Entity) -> str:
    """The version that our own update made; "" where it cannot be told from another's in the same second."""
    before = _VERSION.fullmatch(seen)
    updated = wire.stamp(entity.get("UpdatedDate"))
    return version(updated, "", int(before[2]) + 1) if before and updated > before[1] else ""


def version_of_new(entity: Entity) -> str:
    """The version of a row that was just made; "" where it was written since."""
    created, updated = wire.stamp(entity.get("CreatedDate")), wire.stamp(entity.get("UpdatedDate"))
    return version("", created, 0) if created and not updated else ""
