"""Which addresses are mailboxes of the organisation, told by their schedules: it needs no right to a directory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from backend.core.items import Side
from backend.core.sides import Unavailable
from backend.graph.client import GraphClient
from backend.graph.errors import GraphError

#: addresses of one question; Graph takes no more
_CHUNK = 20
_NOT_FOUND = "ErrorMailRecipientNotFound"


def known(client: GraphClient, addresses: Iterable[str]) -> frozenset[str]:
    """Those of *addresses*, lower case, that are in the directory of the client's tenant. Raises SideError."""
    wanted, found = sorted(set(addresses)), set[str]()
    begin = datetime.now(UTC)
    for first in range(0, len(wanted), _CHUNK):
        body = {
            "schedules": wanted[first : first + _CHUNK],
            "startTime": _moment(begin),
            "endTime": _moment(begin + timedelta(hours=1)),
        }
        try:
            answer = client.post("/me/calendar/getSchedule", body, idempotent=True)
        except GraphError as error:
            raise Unavailable(Side.CALENDAR, "outlook.recipients") from error
        listed = answer.get("value")
        for schedule in listed if isinstance(listed, list) else []:
            if isinstance(schedule, dict) and _is_known(schedule):
                found.add(str(schedule.get("scheduleId")).lower())
    return frozenset(found & set(wanted))


def _is_known(schedule: dict[str, object]) -> bool:
    """Somebody whose times may not be seen is known all the same."""
    error = schedule.get("error")
    return not isinstance(error, dict) or error.get("responseCode") != _NOT_FOUND


def _moment(when: datetime) -> dict[str, str]:
    return {"dateTime": f"{when:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
