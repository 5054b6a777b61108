"""The act of answering an invitation (contracts/graph.md §1.3); it is mailed to the organiser."""

from __future__ import annotations

from backend.core.items import Answer
from backend.graph.batch import Part
from backend.graph.paging import event_path

_ACTIONS = {Answer.ACCEPTED: "accept", Answer.TENTATIVE: "tentativelyAccept", Answer.DECLINED: "decline"}


def act(event_id: str, answer: Answer) -> Part | None:
    """The call that gives *answer*; None where there is nothing to say: Graph cannot take an answer back."""
    action = _ACTIONS.get(answer)
    return (
        Part("POST", f"{event_path(event_id)}/{action}", {"comment": "", "sendResponse": True}) if action else None
    )
