"""What an import tells about a file: what it took, what it left out and why, by line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about a place in the file; line 0 means the whole file."""

    line: int
    uid: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """For the report."""
        return {"line": self.line, "uid": self.uid, "reason": self.reason}


@dataclass(slots=True)
class Report:
    """The outcome of one import."""

    #: events made anew, and made again because the file has changed
    created: int = 0
    replaced: int = 0
    #: events that were there already
    left: int = 0
    series: int = 0
    #: changed and removed occurrences of series
    exceptions: int = 0
    #: series that became single events
    expanded: int = 0
    skipped: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    #: components that are no events, by name
    ignored: Counter[str] = field(default_factory=Counter)
    #: false when the file is no calendar at all
    is_calendar: bool = True

    def skip(self, line: int, uid: str, reason: str) -> None:
        """Note an event that is left out."""
        self.skipped.append(Remark(line, uid, reason))

    def warn(self, line: int, uid: str, reason: str) -> None:
        """Note something that is not taken as the file says."""
        self.warnings.append(Remark(line, uid, reason))

    @property
    def imported(self) -> int:
        """Events written."""
        return self.created + self.replaced

    @property
    def is_failure(self) -> bool:
        """Whether nothing could be read."""
        return not self.is_calendar or bool(self.skipped and not self.imported and not self.left)

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        return {
            "imported": self.imported,
            "created": self.created,
            "replaced": self.replaced,
            "left": self.left,
            "series": self.series,
            "exceptions": self.exceptions,
            "expanded": self.expanded,
            "ignored": dict(self.ignored),
            "skipped": [remark.as_json() for remark in sorted(self.skipped, key=lambda r: r.line)],
            "warnings": [remark.as_json() for remark in sorted(self.warnings, key=lambda r: r.line)],
        }
