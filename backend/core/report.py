"""What a run did, as a value: counts per side, skips by reason, requests, seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from backend.core.items import Side
from backend.core.languages import DEFAULT
from backend.core.reasons import Reason
from backend.core.words import Phrase


@dataclass(slots=True)
class Report:
    """Grows while a run goes on; its JSON form is what the command line, the API and the pane show."""

    created: Counter[Side] = field(default_factory=Counter)
    updated: Counter[Side] = field(default_factory=Counter)
    deleted: Counter[Side] = field(default_factory=Counter)
    #: code of core.reasons → items
    skipped: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0
    #: items read and writes planned so far, for a progress bar
    read: Counter[Side] = field(default_factory=Counter)
    planned: Counter[Side] = field(default_factory=Counter)
    requests: dict[Side, int] = field(default_factory=dict)
    seconds: float = 0.0
    #: ok, partial (something is parked), held (the guard waits for a person), or the code that ended the run
    outcome: str = "ok"
    #: what a person is told; empty when all is well
    told: tuple[Phrase, ...] = ()

    @property
    def sentence(self) -> str:
        """What a person is told, in English."""
        return _said(self.told, DEFAULT)

    @property
    def writes(self) -> int:
        """Writes that took effect on both sides."""
        return self.created.total() + self.updated.total() + self.deleted.total()

    def put_off(self, reason: Reason, number: int = 1) -> None:
        """*number* items could not be brought into step in this run; a later one goes on with them."""
        self.skipped[reason.value] += number
        if self.outcome == "ok":
            self.outcome = "partial"

    def as_json(self) -> dict[str, Any]:
        """Plain JSON with a number for each side, also where it is zero."""

        def per_side(counts: Counter[Side]) -> dict[str, int]:
            return {side.value: counts[side] for side in Side}

        return {
            "outcome": self.outcome,
            "sentence": self.sentence,
            "told": msgspec.to_builtins(list(self.told)),
            "created": per_side(self.created),
            "updated": per_side(self.updated),
            "deleted": per_side(self.deleted),
            "skipped": dict(sorted(self.skipped.items())),
            "conflicts": self.conflicts,
            "read": per_side(self.read),
            "planned": per_side(self.planned),
            "requests": {side.value: self.requests.get(side, 0) for side in Side},
            "seconds": round(self.seconds, 3),
        }


def sentence_of(report: Mapping[str, Any], language: str = DEFAULT) -> str:
    """What a person is told by a stored report; in English where another version told what this one cannot say."""
    stored = str(report.get("sentence", ""))
    told = msgspec.convert(report.get("told", []), tuple[Phrase, ...])
    try:
        return _said(told, language) or stored
    except KeyError:
        return stored


def _said(told: tuple[Phrase, ...], language: str) -> str:
    return " ".join(phrase.said(language) for phrase in told)
