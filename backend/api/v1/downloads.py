"""An item of the own calendar or diary as a file that other calendars take."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response

from backend.api.context import product
from backend.api.language import language
from backend.api.problems import Problem
from backend.api.v1.auth import caller, mailbox
from backend.api.v1.items import known_id
from backend.api.v1.language import problem
from backend.api.v1.openapi import offers_file
from backend.core.items import Guest, Side, Task
from backend.core.seen import Seen, Unmapped
from backend.core.words import explain
from backend.ics.writing import Export, write
from backend.sync.service import gateways_of

blueprint = Blueprint("downloads", __name__, url_prefix="/items")


@blueprint.get("/<path:item_id>/calendar.ics", merge_slashes=False)
@offers_file("text/calendar", 404, 409)
def download_item(item_id: str) -> Response:
    """The item as it is now, in the system that the id belongs to; of a series the one occurrence."""
    own = mailbox()
    known = known_id(own, item_id)
    side = Side.SUPEROFFICE if known.isdecimal() else Side.CALENDAR
    seen = gateways_of(product(), own)[side].read([known]).get(known)
    if not isinstance(seen, Seen):
        raise problem(404, "item_not_found")
    if isinstance(seen.item, Unmapped):
        said = explain(seen.item.reason, language())
        raise Problem(409, seen.item.reason, said.sentence, remedy=said.remedy)
    if isinstance(seen.item, Task):
        raise problem(404, "item_not_found")
    export = Export(
        uid=seen.uid or f"{known}.{own.id}@sosync",
        item=seen.item,
        owner=Guest(address=own.address.casefold(), name=caller().name),
        occurrence=seen.place.original if seen.place else "",
    )
    headers = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return Response(write(export, datetime.now(UTC)), content_type="text/calendar; charset=utf-8", headers=headers)
