"""Where a page of a list ends: the moment and the id of its last row, as a text for the next request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_PATTERN: Final = r"^([0-9a-f]{1,13}-[0-9a-f]{32})?$"

#: the cursor in a request; empty for the first page
After = Annotated[str, Field(pattern=_PATTERN, description="`next` of the page before.")]


def cursor(moment: datetime, row_id: UUID) -> str:
    """The end of a page: microseconds and id of its last row."""
    return f"{(moment - _EPOCH) // timedelta(microseconds=1):x}-{row_id.hex}"


def position(text: str) -> tuple[datetime, UUID]:
    """What `cursor` made the text of."""
    micros, _, row_id = text.partition("-")
    return _EPOCH + timedelta(microseconds=int(micros, 16)), UUID(row_id)
