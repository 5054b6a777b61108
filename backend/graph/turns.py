"""In which order writes are sent that expect one version; pure.

Occurrences of a series share the version of their master, and a write of one makes that of all others old though
nobody else wrote. So one goes first, and the others follow when its condition was met. That is a deletion where
there is one: an update that follows, without a condition, leaves alone what somebody wrote between the two, a
deletion would not. Further deletions go one by one (graph.one_by_one).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.core.values import replace
from backend.core.writes import Create, Delete, Single
from backend.graph.batch import Part
from backend.graph.wire import series_etag_of

Call = tuple[Single, Part]


@dataclass(frozen=True, slots=True)
class Turns:
    """Calls that go first, and those that follow, each with the write that must have taken effect before."""

    first: list[Call]
    following: list[tuple[Call, Single | None]]
    #: deletions by the intent of the one that goes first
    one_by_one: dict[str, list[Delete]]


def turns(calls: Sequence[Call]) -> Turns:
    """The order of *calls*. Exceptions have versions of their own, but would make that of the others old."""
    leaders: dict[str, Single] = {}
    for write, _ in sorted(calls, key=lambda call: not isinstance(call[0], Delete)):
        if not isinstance(write, Create) and write.version and not series_etag_of(write.version):
            leaders.setdefault(write.version, write)
    result = Turns([], [], {})
    for write, part in calls:
        version = "" if isinstance(write, Create) else write.version
        leader = leaders.get(series_etag_of(version) or version)
        if leader is None or leader is write:
            result.first.append((write, part))
        elif series_etag_of(version):
            result.following.append(((write, part), None))
        elif isinstance(write, Delete):
            result.one_by_one.setdefault(leader.intent, []).append(write)
        else:
            result.following.append(((write, replace(part, if_match="")), leader))
    return result
