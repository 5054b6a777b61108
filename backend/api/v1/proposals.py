"""What people wrote into contacts and SuperOffice does not know, taken over or dropped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from uuid import UUID

from flask import Blueprint

from backend.api.context import product
from backend.api.v1 import models, models_proposals
from backend.api.v1.auth import mailbox, working_mailbox
from backend.api.v1.item_acts import ringing
from backend.api.v1.item_acts import told as acts_told
from backend.api.v1.language import problem
from backend.api.v1.openapi import describes
from backend.api.v1.sync import state_of
from backend.sync.persons import proposals
from backend.sync.persons.proposals import NoSuchProposal

blueprint = Blueprint("proposals", __name__, url_prefix="/proposals")


@blueprint.get("")
@describes(models_proposals.Proposals, 409)
def list_proposals() -> models_proposals.Proposals:
    """Values that were written into contacts and put back, because SuperOffice decides; the newest first."""
    found = proposals.told(product(), mailbox())
    return models_proposals.Proposals.model_validate({"items": [asdict(one) for one in found]})


@blueprint.post("/<uuid:proposal_id>/take")
@describes(models.SyncState, 404, 409, status=202)
def take_proposal(proposal_id: UUID) -> tuple[models.SyncState, int]:
    """Write a proposed value into SuperOffice; a sync that brings it to the contact begins at once."""
    own = working_mailbox()
    with _told():
        proposals.take(product(), own, proposal_id)
    return ringing(own)


@blueprint.post("/<uuid:proposal_id>/drop")
@describes(models.SyncState, 404, 409)
def drop_proposal(proposal_id: UUID) -> models.SyncState:
    """Forget a proposed value; SuperOffice stays as it is."""
    own = mailbox()
    with _told():
        proposals.drop(product(), own, proposal_id)
    return state_of(own.id)


@contextmanager
def _told() -> Iterator[None]:
    try:
        with acts_told():
            yield
    except NoSuchProposal as error:
        raise problem(404, "proposal_not_found") from error
