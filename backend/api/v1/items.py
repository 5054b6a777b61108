"""The state of one item and why, and a value that lost put back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint

from backend.api.context import product, transaction
from backend.api.language import language
from backend.api.v1 import models
from backend.api.v1.auth import home_and_link_in, mailbox, working_mailbox
from backend.api.v1.language import problem, words
from backend.api.v1.openapi import describes
from backend.api.v1.sync import state_of
from backend.core import words as core_words
from backend.core.catalogues import Words
from backend.core.decisions import Link
from backend.core.items import Kind, Side
from backend.core.reasons import Reason
from backend.core.seen import Unmapped
from backend.core.sides import SideError
from backend.core.writes import Gone
from backend.core.writes import Refused as MayNotBeRead
from backend.graph.ids import ews_id, immutable_id
from backend.graph.series_master import master_of
from backend.jobs.doorbell import ring
from backend.store import links
from backend.store.database import looking
from backend.store.tables import Mailbox, Organisation
from backend.sync.explain import ABSENT, Explanation, explain_link
from backend.sync.history import CannotUndo, Entry, MayNotUndo, history_of
from backend.sync.history import undo as put_back
from backend.sync.kept import Kept, kept_in, kept_of
from backend.sync.repair import CannotRepair, repair
from backend.sync.series_acts import items_of_series, next_of
from backend.sync.service import gateways_of

blueprint = Blueprint("items", __name__, url_prefix="/items")

#: what an id of either system is made of (contracts/graph.md §1.4); an EWS id may hold slashes
_ID: Final = re.compile(r"[A-Za-z0-9+/=._-]{1,1024}")
#: `agreed` of an explanation → its code
_AGREED: Final = {
    "equal": "equal",
    "not agreed yet": "not_agreed",
    "changed in SuperOffice": "changed_superoffice",
    "changed in Outlook": "changed_calendar",
    "changed in both": "changed_both",
}


# EWS ids hold slashes, sometimes two in a row, and WSGI decodes their percent signs before routing
@blueprint.get("/<path:item_id>", merge_slashes=False)
@describes(models.Item, 404, 409)
def show_item(item_id: str) -> models.Item:
    """The state of an item of the own calendar or diary, and why it is so.

    An id that is not of the own calendar or diary is not found, whatever it may name elsewhere.
    """
    if not _ID.fullmatch(item_id):
        raise problem(404, "item_not_found")
    # one look into the database for everything: this is the route that is asked most
    with looking(product().engine) as work:
        (own, organisation), link = home_and_link_in(work, item_id)
        kept = kept_in(work, own, organisation, link) if link else None
    known = item_id
    if link is None:
        known = known_id(own, item_id)
        link = None if known == item_id else _link(own, known)
    told = _told(own, link, kept) if link else None
    return told or _not_linked(own, known)


@blueprint.get("/<path:item_id>/outlook-id", merge_slashes=False)
@describes(models.OutlookId, 404, 409)
def show_outlook_id(item_id: str) -> models.OutlookId:
    """How Outlook's own script names an event, so that Outlook can open it."""
    own = mailbox()
    known = known_id(own, item_id)
    found = None if known.isdecimal() else ews_id(product().doors.graph(own), known)
    if found is None:
        raise problem(404, "item_not_found")
    return models.OutlookId(id=found)


@blueprint.post("/<path:item_id>/undo", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def undo_item(item_id: str, json: models.Undo) -> tuple[models.SyncState, int]:
    """Put a value that lost back where it was; a sync that carries it to the other side begins at once."""
    own = working_mailbox()
    known = known_id(own, item_id)
    if _link(own, known) is None:
        raise problem(404, "item_not_found")
    if json.entry not in {entry.id for entry in history_of(product(), own, known)}:
        raise problem(404, "entry_not_found", field="entry")
    try:
        put_back(product(), own, json.entry)
    except MayNotUndo as error:
        raise problem(409, "may_not_undo") from error
    except CannotUndo as error:
        raise problem(409, "cannot_undo") from error
    with transaction() as session:
        ring(session, own.id, "sync-now")
    return state_of(own.id), 202


@blueprint.post("/<path:item_id>/repair", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def repair_item(item_id: str) -> tuple[models.SyncState, int]:
    """Join an item with the one that it looks like; a sync that makes the two equal begins at once."""
    own = working_mailbox()
    known = known_id(own, item_id)
    if _link(own, known) is None:
        raise problem(404, "item_not_found")
    try:
        repair(product(), own, known)
    except CannotRepair as error:
        raise problem(409, "cannot_repair") from error
    with transaction() as session:
        ring(session, own.id, "sync-now")
    return state_of(own.id), 202


def known_id(own: Mailbox, item_id: str) -> str:
    """The id as links hold it. Raises Problem 404 for what cannot be an id, SideError."""
    if not _ID.fullmatch(item_id):
        raise problem(404, "item_not_found")
    if item_id.isdecimal() or _link(own, item_id):
        return item_id
    found = immutable_id(product().doors.graph(own), item_id)
    if found is None:
        raise problem(404, "item_not_found")
    return found


def _link(own: Mailbox, item_id: str) -> Link | None:
    with looking(product().engine) as work:
        return links.named(work.connection(), own.id, item_id)


def _told(own: Mailbox, link: Link, kept: Kept | None = None) -> models.Item | None:
    """An item that a run has seen; None where it is nowhere any more."""
    kept = kept or kept_of(product(), own, link)
    try:
        explanation = explain_link(product(), own, link, kept, language())
    except SideError:
        return _last_known(own, link, kept)
    return _item(own, explanation) if explanation else None


def _whole_series(own: Mailbox, master_id: str) -> models.Item:
    """A series as its next item shows it. Raises Problem 404 for what is no master, SideError."""
    master = master_of(product().doors.graph(own), master_id)
    if master is None:
        raise problem(404, "item_not_found")
    series = items_of_series(product(), own, master_id)
    shown = _told(own, next_of(series, datetime.now(UTC))) if series else None
    shown = shown or _unseen(words("item.series_unseen"), calendar_id=master_id)
    whole = models.WholeSeries(exceptions=master.exceptions)
    # what runs did, they did to single items
    return shown.model_copy(update={"calendar_id": master_id, "whole": whole, "history": []})


def _not_linked(own: Mailbox, item_id: str) -> models.Item:
    """An item that is there, but that no run has linked. Raises Problem 404 when it is not there, SideError."""
    side = Side.SUPEROFFICE if item_id.isdecimal() else Side.CALENDAR
    seen = gateways_of(product(), own)[side].read([item_id]).get(item_id)
    if isinstance(seen, Gone) and side is Side.CALENDAR:
        # what takes place nowhere itself may be a series
        return _whole_series(own, item_id)
    if seen is None or isinstance(seen, Gone | MayNotBeRead):
        raise problem(404, "item_not_found")
    reason = seen.item.reason if isinstance(seen.item, Unmapped) else None
    said = core_words.explain(reason, language()) if reason else words(f"item.not_linked.{side.value}")
    if side is Side.CALENDAR:
        return _unseen(said, reason=reason or "", calendar_id=item_id)
    return _unseen(said, reason=reason or "", superoffice_id=item_id, open_url=_page(own, item_id))


def _unseen(
    said: Words,
    *,
    reason: str = "",
    superoffice_id: str | None = None,
    calendar_id: str | None = None,
    open_url: str | None = None,
) -> models.Item:
    """An item of one side that no run has seen."""
    return models.Item(
        kind=Kind.APPOINTMENT,
        state="not_linked",
        reason=reason,
        sentence=said.sentence,
        remedy=said.remedy,
        superoffice_id=superoffice_id,
        calendar_id=calendar_id,
        open_url=open_url,
        read_at=datetime.now(UTC),
        meeting=None,
        series=None,
        whole=None,
        put_back=[],
        fields=[],
        history=[],
    )


def _last_known(own: Mailbox, link: Link, kept: Kept) -> models.Item:
    """What the database knows while a side does not answer."""
    said = core_words.explain(Reason(link.reason), language()) if link.reason else words("item.last_known")
    return models.Item.model_validate(
        {
            "kind": link.kind,
            "state": link.state,
            "reason": link.reason,
            "sentence": said.sentence,
            "remedy": said.remedy,
            "superoffice_id": link.ids[Side.SUPEROFFICE],
            "calendar_id": link.ids[Side.CALENDAR],
            "open_url": _page(own, link.ids[Side.SUPEROFFICE]),
            "read_at": None,
            "meeting": None,
            "series": None,
            "whole": None,
            "put_back": sorted(link.put_back),
            "fields": [],
            "history": _history(kept.history),
        }
    )


def _item(own: Mailbox, explanation: Explanation) -> models.Item:
    reason = explanation.reason
    said = core_words.explain(Reason(reason), language()) if reason else explanation
    fields: list[dict[str, Any]] = [
        {
            "field": row.field,
            "superoffice": None if row.superoffice == ABSENT else row.superoffice,
            "calendar": None if row.calendar == ABSENT else row.calendar,
            "agreed": _AGREED[row.agreed],
        }
        for row in explanation.fields
    ]
    return models.Item.model_validate(
        {
            "kind": explanation.kind,
            "state": explanation.state,
            "reason": reason,
            "sentence": said.sentence,
            "remedy": said.remedy,
            "superoffice_id": explanation.superoffice_id,
            "calendar_id": explanation.calendar_id,
            "open_url": explanation.page,
            "read_at": datetime.now(UTC),
            "meeting": explanation.meeting,
            "series": explanation.series,
            "whole": None,
            "put_back": list(explanation.put_back),
            "fields": fields,
            "history": _history(explanation.history),
        },
        from_attributes=True,
    )


def _page(own: Mailbox, row_id: str | None) -> str | None:
    """Where a browser opens a row; None for none, and while SuperOffice does not tell."""
    if row_id is None:
        return None
    with transaction() as session:
        organisation = session.get_one(Organisation, own.organisation_id)
        try:
            return product().doors.page_of_row(organisation, row_id)
        except SideError:
            return None


def _history(entries: Iterable[Entry]) -> list[models.HistoryEntry]:
    reader = language()
    return [
        models.HistoryEntry(
            id=entry.id,
            at=entry.at,
            side=entry.side,
            action=entry.action,
            field=entry.field,
            sentence=entry.sentence(reader),
            can_undo=entry.can_undo,
        )
        for entry in entries
    ]
