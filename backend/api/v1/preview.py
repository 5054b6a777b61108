"""What a build-up of subjects would look like, shown on a real item of the caller."""

from __future__ import annotations

from flask import Blueprint

from backend.api.context import product
from backend.api.v1 import models_preferences as models
from backend.api.v1.auth import working_mailbox
from backend.api.v1.live import live_choices
from backend.api.v1.openapi import describes
from backend.api.v1.preferences import refused
from backend.core.preference_values import resolve, validated
from backend.core.preferences import Level
from backend.core.subject import preview
from backend.sync.preview import telling_item

blueprint = Blueprint("preview", __name__)


@blueprint.get("/preferences/preview")
@describes(models.SubjectPreview, 409)
def preview_subject(query: models.SubjectQuery) -> models.SubjectPreview:
    """The subject of one of the caller's own items from SuperOffice, as these choices would build it up."""
    own = working_mailbox()
    asked = {"subject": query.subject, "subject_language": query.subject_language}
    checked = validated(asked, Level.PERSONAL, live_choices(own))
    if checked.faults:
        raise refused(checked.faults)
    item = telling_item(product(), own)
    if item is None:
        return models.SubjectPreview(first_line="", subject="")
    chosen = resolve({}, checked.values).values
    return models.SubjectPreview(first_line=item.title, subject=preview(item, chosen))
