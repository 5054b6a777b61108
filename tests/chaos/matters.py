"""Real items as people know them, whatever both sides show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.core.fields import FieldName
from backend.core.items import Appointment, Side, Span
from tests.chaos.people import FIELDS
from tests.chaos.values import equal, on_day


@dataclass(frozen=True, slots=True)
class Written:
    """The last value that a person gave a field on one side since both agreed."""

    value: Any
    epoch: int


@dataclass
class Matter:
    """One real item, as people know it."""

    tag: int
    born: frozenset[Side]
    #: made by copying an event, with our extended properties
    copied: bool = False
    #: both sides when they last were found equal
    agreed: dict[Side, Appointment] = field(default_factory=dict)
    written: dict[tuple[Side, FieldName], Written] = field(default_factory=dict)
    #: values that people wrote and overwrote since both agreed; some may have travelled
    former: list[tuple[FieldName, Written]] = field(default_factory=list)
    #: the others of its series when it came to them, each with the side on which it did not come
    siblings: list[tuple[Side, Matter]] = field(default_factory=list)
    #: since both agreed its series may have been moved to other days, and this be one of the former days
    moved_from: Matter | None = None
    #: values that it may have got as one of its series, since both agreed
    of_series: list[tuple[FieldName, Any]] = field(default_factory=list)
    #: by side, the epoch in which a person deleted it there since both agreed
    deleted: dict[Side, int] = field(default_factory=dict)
    #: it was deleted in SuperOffice and made there again, from its event
    remade: bool = False
    #: it was public at some time, or let through, so that it may be anywhere
    public: bool = False
    #: texts that somebody wrote where it was private, and those that somebody wrote where it was not
    secret: set[tuple[FieldName, Any]] = field(default_factory=set)
    told: set[tuple[FieldName, Any]] = field(default_factory=set)
    #: somebody wrote an address into its text by which SuperOffice's row may be linked to a card
    mentioned: bool = False
    #: how each side shows it since it was taken out of the sync; None while it is in
    apart: dict[Side, Appointment | None] | None = None
    #: since both agreed its series may have been moved to other days, or it is gone
    perhaps_moved: bool = False
    #: since both agreed links were lost, or it came back: nobody can know which side was changed
    loose: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the product can know it: no link of it was lost, and it is in the sync."""
        return not self.loose and self.apart is None

    @property
    def was_private(self) -> bool:
        """Whether somebody hid it since both agreed."""
        written = [found.value for (_, name), found in self.written.items() if name == "private"]
        return any(written) or any(found.value for name, found in self.former if name == "private")

    @property
    def said(self) -> list[tuple[FieldName, Any]]:
        """Every value that people gave it since both agreed."""
        latest = [(name, found.value) for (_, name), found in self.written.items()]
        return latest + [(name, found.value) for name, found in self.former]

    def had(self, name: FieldName, value: Any, epoch: int) -> bool:
        """Whether people gave the field this value since both agreed, and a run before *epoch* may have carried it
        to the other side."""
        return any(
            of == name and found.epoch < epoch and equal(name, value, found.value) for of, found in self.former
        )

    @property
    def spans(self) -> list[Span]:
        """When it takes place, as people wrote it, or both sides last agreed."""
        return [found.value for (_, name), found in self.written.items() if name == "span"] + [
            item.span for item in self.agreed.values()
        ]

    def sides_written(self, name: FieldName) -> dict[Side, Written]:
        """Who gave the field a new value."""
        return {side: found for side in Side if (found := self.written.get((side, name)))}


def given_to_most(matter: Matter, others: Sequence[tuple[Side, Matter]]) -> list[tuple[FieldName, Any]]:
    """The fields that people gave the same value, each on its side, in all of *others* that nobody deleted since
    both sides agreed, or in twice as many as the rest: a run writes a series as a whole then. The same time is one
    of each item's own day, and so of the *matter*'s."""
    found: list[tuple[FieldName, Any]] = []
    there = [(side, one) for side, one in others if not one.deleted]
    for name in FIELDS:
        values = [one.value for side, each in there if (one := each.written.get((side, name)))]
        if name == "span":
            values = [on_day(value, own) for value in values for own in matter.spans[:1]]
        for value in values:
            alike = sum(equal(name, value, other) for other in values)
            if len(there) - alike <= alike // 2:
                found.append((name, value))
                break
    return found


def as_one_of(matter: Matter, series: Sequence[Matter]) -> list[tuple[FieldName, Any]]:
    """What *matter* may have got as one of a *series* since both sides agreed.

    What most others were given where it was deleted, an edit on the other side notwithstanding. What any of them
    shows, where it was deleted before anybody saw it equal on both sides: a run makes a series first, and then
    what differs from it. And what the one has that it may be.
    """
    others = [one for one in series if one is not matter]
    found = given_to_most(matter, [(side, one) for side in matter.deleted for one in others])
    if matter.deleted and not matter.agreed:
        found += [value for one in others for value in one.said]
    if matter.moved_from:
        found += matter.moved_from.said
    return found
