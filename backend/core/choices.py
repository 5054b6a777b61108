"""What a person may choose from where the choices are read from the systems, as they are now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be chosen, as a person sees it."""

    value: str | int
    label: str
    #: what tells it apart from others of the same label
    detail: str = ""
    #: of a selection; None for everything else
    members: int | None = None


class Refusal(StrEnum):
    """Why a system does not take a value; its words are `preference.refused.<code>`."""

    #: it is not there, or not any more
    NOT_OFFERED = "not_offered"
    #: a selection whose members SuperOffice works out anew each time
    DYNAMIC = "dynamic"
    #: the user's licence in SuperOffice does not have what it needs
    LICENCE = "licence"


class LiveChoices(Protocol):
    """The choices of one mailbox, asked of both systems."""

    def of(self, key: str, search: str = "") -> Sequence[Choice]:
        """What may be chosen for the preference *key*, narrowed to what contains *search*. Raises SideError."""

    def refused(self, key: str, values: Collection[str | int]) -> Mapping[str | int, Refusal]:
        """Those among *values* that the systems do not take for the preference *key*. Raises SideError."""
