"""What the page of preferences warns of."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint
from pydantic import Field

from backend.api.context import transaction
from backend.api.language import language
from backend.api.v1.auth import mailbox
from backend.api.v1.live import live_choices
from backend.api.v1.models import Model
from backend.api.v1.openapi import describes
from backend.sync.cautions import cautions
from backend.sync.preferences import resolved_for

blueprint = Blueprint("cautions", __name__)


class Caution(Model):
    """One warning."""

    key: Annotated[str, Field(description="The preference beside which it stands.")]
    sentence: str
    offered: Annotated[dict[str, str | int], Field(description="By preference the value that ends it.")]


class Cautions(Model):
    """Every warning about the caller's preferences."""

    items: list[Caution]


@blueprint.get("/preferences/warnings")
@describes(Cautions, 409)
def list_cautions() -> Cautions:
    """Values that are taken, but seldom meant: time zones that differ, a type of new items that is not synced."""
    own = mailbox()
    with transaction() as work:
        counting = resolved_for(work, own.id).values
    found = cautions(live_choices(own), counting, language())
    return Cautions(
        items=[Caution(key=one.key, sentence=one.sentence, offered=dict(one.offered)) for one in found]
    )
