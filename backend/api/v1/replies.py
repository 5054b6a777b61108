"""Answers that came by mail, noted in SuperOffice."""

from __future__ import annotations

from flask import Blueprint

from backend.api.context import product
from backend.api.v1 import models_replies
from backend.api.v1.auth import working_mailbox
from backend.api.v1.language import problem
from backend.api.v1.openapi import describes
from backend.ics.values import NotACalendar
from backend.sync.replies import AnswersNothing, take_over

blueprint = Blueprint("replies", __name__, url_prefix="/replies")


@blueprint.post("")
@describes(models_replies.NotedReply, 404, 409)
def take_reply(json: models_replies.ReplyMail) -> models_replies.NotedReply:
    """Let SuperOffice note an answer, come by mail, to an invitation that SuperOffice had mailed itself."""
    try:
        said = take_over(product(), working_mailbox(), json.calendar.encode())
    except NotACalendar as error:
        raise problem(400, "no_reply", field="calendar") from error
    except AnswersNothing as error:
        raise problem(404, "answers_nothing") from error
    return models_replies.NotedReply(address=said.address, answer=said.answer.value)
