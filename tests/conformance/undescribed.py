"""Addresses of the sandbox that no OpenAPI document has, and why they are there all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Undescribed:
    """Addresses outside of one system's documents."""

    #: method and pattern of the end of the path, with the reason
    reasons: dict[str, str]

    def allows(self, method: str, path: str) -> bool:
        """Whether *path* may be answered although no document has it."""
        text = f"{method} {path.partition('?')[0]}"
        return any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in self.reasons)


GRAPH = Undescribed({
    r"GET .*/\$metadata": "the CSDL itself (contracts/graph.md §8)",
    r"GET (/v1\.0)?/users/?": "the directory, by which the administrator finds mailboxes",
    r"GET .*/mailboxSettings/\w+": "a setting by its own address (contracts/graph.md §6)",
    r"(GET|PUT) .*/photo(/\$value)?": "portraits of people and contacts",
    r"POST .*/(calendars|contactFolders)(/[^/]+|\('[^/]+'\))/permanentDelete": "contracts/graph.md §1.3",
})  # fmt: skip

SUPEROFFICE = Undescribed({
    r"GET .*/v1/List/[^/]+/MDOItems": "shown in the reference of lists",
    r"\w+ .*/v1/Sale(/.*)?": "sales; the exported files leave them out",
})  # fmt: skip
