"""What a person does to one item: push, unlink, include, say whom it concerns, resolve a conflict."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from flask import Blueprint

from backend.api.context import product, transaction
from backend.api.v1 import models, models_acts
from backend.api.v1.auth import mailbox, working_mailbox
from backend.api.v1.items import known_id
from backend.api.v1.language import problem
from backend.api.v1.openapi import describes
from backend.api.v1.sync import state_of
from backend.core.decisions import Link
from backend.jobs.doorbell import ring
from backend.store.tables import Mailbox
from backend.sync import acts, conflicts, series_acts
from backend.sync.acts import CannotAct, Opened

blueprint = Blueprint("item_acts", __name__, url_prefix="/items")

#: problems of the request itself; the others are about the item
_OF_REQUEST = frozenset({"unknown_value"})
_NOT_FOUND = frozenset({"person_not_in_item"})


@blueprint.post("/<path:item_id>/push", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def push_item(item_id: str, json: models_acts.Push) -> tuple[models.SyncState, int]:
    """Bring an item to the other side although a preference keeps it back, and keep it in sync from now on.

    An item that is in sync already takes over what is chosen. A private event needs `private` where the
    preference keeps it in Outlook.
    """
    own = working_mailbox()
    with told():
        acts.include(opened_item(own, item_id), json.privacy(), json.chosen())
    return ringing(own)


@blueprint.post("/<path:item_id>/include", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def include_item(item_id: str) -> tuple[models.SyncState, int]:
    """Sync an item again that was taken out of the sync, or that a preference keeps back."""
    own = working_mailbox()
    with told():
        acts.include(opened_item(own, item_id))
    return ringing(own)


@blueprint.post("/<path:item_id>/unlink", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def unlink_item(item_id: str) -> tuple[models.SyncState, int]:
    """Take an item out of the sync for good. Nothing is deleted: both sides keep what they have."""
    own = working_mailbox()
    with told():
        acts.unlink(opened_item(own, item_id))
    return ringing(own)


@blueprint.post("/<path:item_id>/unlink-series", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def unlink_series(item_id: str) -> tuple[models.SyncState, int]:
    """Take a series out of the sync, also the items of it that come later; both sides keep what they have.

    The id is that of one of its items, or of the series itself in Outlook.
    """
    own = working_mailbox()
    series_acts.unlink_series(product(), own, _series(own, item_id))
    return ringing(own)


@blueprint.post("/<path:item_id>/include-series", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def include_series(item_id: str, json: models_acts.IncludeSeries) -> tuple[models.SyncState, int]:
    """Sync every item of a series that was taken out or that a preference keeps back, and those that come later.

    The id is that of one of its items, or of the series itself in Outlook.
    """
    own = working_mailbox()
    with told():
        series_acts.include_series(product(), own, _series(own, item_id), json.privacy())
    return ringing(own)


@blueprint.get("/<path:item_id>/concerns", merge_slashes=False)
@describes(models_acts.Subjects, 404, 409)
def show_concerns(item_id: str) -> models_acts.Subjects:
    """Type, company, person, project and sale of SuperOffice's row; of a series those of its next item."""
    with told():
        found = acts.subjects(opened_or_next(mailbox(), item_id))
    return models_acts.Subjects.model_validate({what: asdict(one) for what, one in found.items()})


@blueprint.post("/<path:item_id>/concerns", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def set_concerns(item_id: str, json: models_acts.Concern) -> tuple[models.SyncState, int]:
    """Choose type, company, person, project and sale of SuperOffice's row; a person brings the company along.

    With the id of a series in Outlook it counts for the rows of all its items, also for those that come later.
    """
    own = working_mailbox()
    with told():
        if series := items_of_master(own, item_id):
            series_acts.concern_series(product(), own, series, json.chosen())
        else:
            acts.concern(opened_item(own, item_id), json.chosen())
    return ringing(own)


@blueprint.get("/<path:item_id>/conflicts", merge_slashes=False)
@describes(models_acts.Conflicts, 404, 409)
def list_conflicts(item_id: str) -> models_acts.Conflicts:
    """Fields that both sides had changed, with both values, until somebody resolves them or 30 days are over."""
    found = conflicts.conflicts_of(opened_item(mailbox(), item_id))
    return models_acts.Conflicts(items=[models_acts.Conflict(**asdict(one)) for one in found])


@blueprint.post("/<path:item_id>/resolve", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def resolve_conflict(item_id: str, json: models_acts.Resolve) -> tuple[models.SyncState, int]:
    """Let the value of one side count in a field that both sides had changed."""
    own = working_mailbox()
    with told():
        conflicts.resolve(opened_item(own, item_id), json.field, json.side)
    return ringing(own)


def _series(own: Mailbox, item_id: str) -> list[Link]:
    """The known items of a series. Raises Problem 404, SideError."""
    found = series_acts.items_of_series(product(), own, known_id(own, item_id))
    if not found:
        raise problem(404, "item_not_found")
    return found


def items_of_master(own: Mailbox, item_id: str) -> list[Link]:
    """The known items of a series, by the id of the series itself in Outlook; empty for every other id."""
    return series_acts.items_of_master(product(), own, known_id(own, item_id))


def opened_or_next(own: Mailbox, item_id: str) -> Opened:
    """The item of an id, or the next one of the series that it names. Raises Problem 404, SideError."""
    series = items_of_master(own, item_id)
    return series_acts.open_next(product(), own, series) or opened_item(own, item_id)


def opened_item(own: Mailbox, item_id: str) -> Opened:
    """The item of an id in any spelling. Raises Problem 404, SideError."""
    found = acts.opened(product(), own, known_id(own, item_id))
    if found is None:
        raise problem(404, "item_not_found")
    return found


@contextmanager
def told() -> Iterator[None]:
    """What cannot be done, as a problem."""
    try:
        yield
    except CannotAct as error:
        status = 400 if error.code in _OF_REQUEST else 404 if error.code in _NOT_FOUND else 409
        raise problem(status, error.code, field=error.field) from error


def ringing(own: Mailbox) -> tuple[models.SyncState, int]:
    """The answer to an act: a sync that carries it out begins at once."""
    with transaction() as session:
        ring(session, own.id, "sync-now")
    return state_of(own.id), 202
