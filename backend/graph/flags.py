"""Labels by which people see how an event stands, put on and taken off without touching their own."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Final

from backend.graph.batch import Part, PartAnswer, send_all
from backend.graph.client import GraphClient, Json
from backend.graph.outcomes import succeeded
from backend.graph.paging import event_path
from backend.graph.told import Unreadable
from backend.graph.wire import labels

log = logging.getLogger(__name__)

#: it is not known to be one with an appointment (scenario 11)
FLAG: Final = "!!!"


def flag(client: GraphClient, ids: Mapping[str, bool], label: str = FLAG) -> None:
    """Label events, or take the label away; other labels stay. An event that cannot be labelled is left as it is.

    A label is its owner's own, of which nobody is told. An occurrence becomes an exception by it.
    Raises NeedsSignIn and Unavailable.
    """
    events = list(ids)
    asked = [Part("GET", f"{event_path(one)}?$select=categories") for one in events]
    answers = list(send_all(client, asked, repeatable=True))
    calls = [
        call
        for one, answer in zip(events, answers, strict=True)
        if (call := _call(one, answer, label, wanted=ids[one]))
    ]
    answers += send_all(client, calls, repeatable=True)
    failed = Counter(answer.status for answer in answers if not succeeded(answer))
    if failed:
        log.warning("events that were not labelled, by status: %s", dict(failed))


def _call(event_id: str, answer: PartAnswer, label: str, *, wanted: bool) -> Part | None:
    """What labels an event as it is now; None where there is nothing to do, or nothing is known of it."""
    if not succeeded(answer) or not isinstance(answer.body, dict):
        return None
    try:
        present = labels(answer.body)
    except Unreadable:
        return None
    if (label in present) is wanted:
        return None
    content: Json = {"categories": [*present, label] if wanted else [one for one in present if one != label]}
    # without a condition: occurrences share a version, which the first of them would make old for the others
    return Part("PATCH", event_path(event_id), content)
