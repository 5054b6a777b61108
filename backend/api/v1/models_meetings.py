"""How the meeting of a mail is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, ValidationInfo, field_validator

from backend.api.v1.models import Model

#: longest meeting that is looked for
_LONGEST = timedelta(days=31)
#: beyond these calendars hold nothing
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _known(moment: datetime) -> datetime:
    if not _FIRST <= moment < _LAST:
        raise ValueError("must be of 1970 to 2199")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_known)]


class MeetingQuery(Model):
    """What a mail about a meeting tells of it."""

    start: Moment
    end: Moment
    address: Annotated[str, Field(min_length=1, max_length=254, description="Of who organises it or takes part.")]

    @field_validator("end")
    @classmethod
    def _follows(cls, end: datetime, told: ValidationInfo) -> datetime:
        start = told.data.get("start")
        if start and not timedelta() <= end - start <= _LONGEST:
            raise ValueError("must be 0 to 31 days after the start")
        return end
