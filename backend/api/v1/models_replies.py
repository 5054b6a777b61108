"""What the API takes and tells of answers that came by mail."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backend.api.v1.models import Model


class ReplyMail(Model):
    """An answer as a guest's calendar sent it."""

    calendar: Annotated[str, Field(max_length=12_000, description="text/calendar with METHOD:REPLY (RFC 5546).")]


class NotedReply(Model):
    """The answer that SuperOffice has noted."""

    address: Annotated[str, Field(description="Of whoever answered.")]
    answer: Literal["none", "tentative", "accepted", "declined"]
