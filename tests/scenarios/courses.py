"""In which ways a story is told: at both paces, with people changed over, at every position of the switches."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final

import pytest

from tests.scenarios.company import Pace

#: where the vendors' documentation is silent and meetings may notice it (backend/sandbox/switches.py)
POSITIONS: Final[tuple[tuple[str, str], ...]] = (
    ("superoffice_cross_diary_create", "assignment"),
    ("superoffice_cross_diary_create", "two_rows"),
    ("superoffice_owned_externally", "system"),
    ("superoffice_owned_externally", "nobody"),
    ("graph_exceptions_after_master_change", "kept"),
    ("graph_if_match", "ignored"),
    ("graph_delta_shape", "full"),
)


#: whether every course is asked for
ALL: Final = os.environ.get("SCENARIOS") == "all"
#: the scenarios of the specification; those beyond them have higher numbers
TEN: Final = 10


@dataclass(frozen=True)
class Course:
    """One way of telling a story."""

    pace: Pace
    #: Linda and Julie change over, and with them who has e-mail set up in SuperOffice (I8)
    changed_over: bool = False
    #: the mailboxes run in the other order
    julie_first: bool = False
    switches: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How the course is called in reports."""
        parts = [self.pace.value]
        parts += ["changed_over"] if self.changed_over else []
        parts += ["julie_first"] if self.julie_first else []
        parts += [f"{switch}={position}" for switch, position in self.switches.items()]
        return "-".join(parts)


def courses_of(item: pytest.Item) -> list[Course]:
    """Every story at both paces. Marks ask for more, or for one pace only:

    The ten of the specification are told so in every test run, at every position of the switches; what lies beyond
    them at one pace, and the courses that only repeat, when all are asked for (`make scenarios`).

    `changed_over`: once with Linda and Julie changed over; `either_first`: once in the other order of runs;
    `every_switch`: once a position of the switches; `one_pace(pace)`: only at this pace.
    """
    one = item.get_closest_marker("one_pace")
    paces = [Pace(one.args[0])] if one else list(Pace)
    if not ALL and not _is_of_the_ten(item):
        paces = paces[-1:]
    courses = [Course(pace) for pace in paces]
    if ALL and item.get_closest_marker("changed_over"):
        courses.append(Course(paces[0], changed_over=True))
    if ALL and item.get_closest_marker("either_first"):
        courses.append(Course(paces[-1], julie_first=True))
    if item.get_closest_marker("every_switch"):
        courses += [Course(paces[0], switches={switch: position}) for switch, position in POSITIONS]
    return courses


def _is_of_the_ten(item: pytest.Item) -> bool:
    number = item.path.name.split("_")[1]
    return number.isdecimal() and int(number) <= TEN


MARKS = (
    "changed_over: once more with Linda and Julie changed over (I8)",
    "either_first: once more with Julie's mailbox running first",
    "every_switch: once more for every position of the sandbox's switches that can matter to meetings",
    "one_pace(pace): only at this pace, after_every_act or at_the_end",
)
