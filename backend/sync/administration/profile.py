"""The profile of an organisation, changed by its administrator and written down in the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from backend.store.tables import Organisation
from backend.sync import preferences as stored
from backend.sync.administration.acts import Administrator, record


def change_profile(work: Session, by: Administrator, values: Mapping[str, Any], *, overwrite: bool) -> None:
    """Store valid *values*, None taking one away; *overwrite* drops everybody's personal values."""
    before = work.get_one(Organisation, by.organisation_id).preferences
    stored.change_profile(work, by.organisation_id, values, overwrite=overwrite)
    record(
        work,
        by,
        "profile",
        before={key: before.get(key) for key in values},
        after={**values, "personal": "overwrite" if overwrite else "keep"},
    )
