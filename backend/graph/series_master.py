"""What only the master of a series tells about it (contracts/graph.md §1.4)."""

from __future__ import annotations

from dataclasses import dataclass

from backend.graph.client import GraphClient
from backend.graph.errors import GraphError
from backend.graph.paging import event_path
from backend.graph.series_reading import is_master
from backend.graph.told import Unreadable, parts

_QUERY = "?$select=id,type,recurrence,exceptionOccurrences&$expand=exceptionOccurrences"


@dataclass(frozen=True, slots=True)
class Master:
    """A series as a whole."""

    #: items that somebody made different from the rule; None where Graph does not tell
    exceptions: int | None


def master_of(client: GraphClient, event_id: str) -> Master | None:
    """The master with this id; None where it is something else, or not there. Raises SideError."""
    try:
        event = client.get(event_path(event_id) + _QUERY)
    except GraphError:
        return None
    if not is_master(event):
        return None
    try:
        return Master(len(parts(event, "exceptionOccurrences")))
    except Unreadable:
        return Master(None)
