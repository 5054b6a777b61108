"""What the API tells of what people wrote into contacts."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from backend.api.v1.models import Model


class Proposal(Model):
    """A value that somebody wrote into a contact, and that was put back. Texts are text, never markup."""

    id: UUID
    person_id: int
    name: Annotated[str, Field(description="Of the person; empty where SuperOffice does not tell.")]
    field: Annotated[str, Field(description="Of the contact.")]
    proposed: Annotated[list[str], Field(description="What was written; empty where it was taken away.")]
    known: Annotated[list[str], Field(description="What SuperOffice knows.")]
    can_take: Annotated[bool, Field(description="The field is the person's own, so that it can be taken over.")]
    at: AwareDatetime


class Proposals(Model):
    """Proposals, newest first."""

    items: list[Proposal]
