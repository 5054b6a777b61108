"""From a mail about a meeting to the meeting."""

from __future__ import annotations

from flask import Blueprint

from backend.api.context import product
from backend.api.v1 import models, models_meetings
from backend.api.v1.auth import mailbox
from backend.api.v1.language import problem
from backend.api.v1.openapi import describes
from backend.graph.ids import ews_id
from backend.graph.invitation import meeting_at

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings")


@blueprint.get("/outlook-id")
@describes(models.OutlookId, 404, 409)
def find_meeting(query: models_meetings.MeetingQuery) -> models.OutlookId:
    """How Outlook's own script names the meeting that a mail speaks of, so that Outlook can open it.

    Mails are not ours to read: the meeting is the only one at that time with that person.
    """
    client = product().doors.graph(mailbox())
    found = meeting_at(client, query.start, query.end, query.address)
    name = ews_id(client, found) if found else None
    if name is None:
        raise problem(404, "meeting_not_found")
    return models.OutlookId(id=name)
