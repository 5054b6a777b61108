"""What the acts on one item take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from backend.api.v1.models import Model
from backend.core.items import Chosen, Side
from backend.core.preferences import Private

#: SuperOffice's numbers have 32 bits
Number = Annotated[int, Field(ge=1, lt=2**31, strict=True)]
#: 0 takes away what is there
NumberOrNone = Annotated[int, Field(ge=0, lt=2**31, strict=True)]


class IncludeSeries(Model):
    """How a series is brought to the other side; everything may be left out."""

    private: Annotated[
        Literal["yes", "busy only"] | None,
        Field(description="How much of a private event SuperOffice is told, where the preference tells nothing."),
    ] = None

    def privacy(self) -> Private | None:
        """The choice for a private event."""
        return Private(self.private) if self.private else None


class Push(IncludeSeries):
    """How an item is brought to the other side; everything may be left out."""

    type_id: Number | None = None
    company_id: Number | None = None
    person_id: Number | None = None
    project_id: Number | None = None
    sale_id: Number | None = None

    def chosen(self) -> Chosen:
        """What SuperOffice's row is to concern."""
        return Chosen(self.type_id, self.company_id, self.person_id, self.project_id, self.sale_id)


class Concern(Model):
    """What SuperOffice's row concerns; what is left out stays as it is, and 0 takes away."""

    type_id: Number | None = None
    company_id: NumberOrNone | None = None
    person_id: NumberOrNone | None = None
    project_id: NumberOrNone | None = None
    sale_id: NumberOrNone | None = None

    def chosen(self) -> Chosen:
        """As the engine takes it."""
        return Chosen(self.type_id, self.company_id, self.person_id, self.project_id, self.sale_id)


class Subject(Model):
    """Something that SuperOffice's row concerns."""

    id: Annotated[int, Field(description="0 for nothing.")]
    name: Annotated[str, Field(description="Text, never markup.")]


class Subjects(Model):
    """What SuperOffice's row concerns."""

    type: Subject
    company: Subject
    person: Subject
    project: Subject
    sale: Subject


class Conflict(Model):
    """A field that both sides had changed, so that one value lost."""

    field: str
    at: AwareDatetime
    lost: Annotated[Side, Field(description="The side whose value lost.")]
    superoffice: Annotated[str, Field(description="The value of SuperOffice, as text.")]
    calendar: str
    can_resolve: Annotated[bool, Field(description="The value that lost was kept, and may be chosen.")]


class Conflicts(Model):
    """Conflicts of an item that nobody has resolved, latest first."""

    items: list[Conflict]


class Resolve(Model):
    """Whose value of a field counts."""

    field: Annotated[str, Field(min_length=1, max_length=40)]
    side: Side
