"""The mails that users get, shown to administrators before they are sent."""

from __future__ import annotations

from backend.api.context import product
from backend.api.v1 import models_admin as models
from backend.api.v1.administrator import surface
from backend.api.v1.auth import mailbox
from backend.api.v1.openapi import describes
from backend.sync.mails.delivery import sender_of
from backend.sync.mails.outbox import link_of
from backend.sync.mails.writing import compose

blueprint = surface("admin_mails", __name__)


@blueprint.get("/mails/preview")
@describes(models.MailPreview, 403, 409)
def preview_mail(query: models.MailQuery) -> models.MailPreview:
    """A mail in a language, as the administrator would get it; nothing is sent."""
    own = mailbox()
    letter = compose(query.kind, query.language, own.name, own.address, link_of(product().settings))
    sender = sender_of(product().settings)
    return models.MailPreview(
        language=letter.language, sender=str(sender), subject=letter.subject, text=letter.text, html=letter.html
    )
