"""Users for administrators: who there is, who is linked, and linking."""

from __future__ import annotations

from backend.api.context import product
from backend.api.language import language
from backend.api.v1 import models_admin as models
from backend.api.v1.admin_mailboxes import shown
from backend.api.v1.administrator import administrator, surface
from backend.api.v1.openapi import describes
from backend.sync.administration.linking import link, link_all
from backend.sync.administration.users import Person, Proposal, people, proposals
from backend.sync.administration.words import words

blueprint = surface("admin_users", __name__)


@blueprint.get("/users")
@describes(models.AdminUsers, 403, 409)
def list_users() -> models.AdminUsers:
    """The users of SuperOffice, and which mailbox each is linked to."""
    return models.AdminUsers(items=[_user(one) for one in people(product(), administrator().organisation_id)])


@blueprint.post("/users/link")
@describes(models.AdminMailbox, 403, 409, status=201)
def link_user(json: models.LinkRequest) -> tuple[models.AdminMailbox, int]:
    """Link a user with a mailbox; the user gets a mail that tells how to connect."""
    mailbox = link(product(), administrator(), json.associate_id, json.address)
    return shown(mailbox.id), 201


@blueprint.post("/users/link-all")
@describes(models.LinkAllAnswer, 403, 409)
def link_all_users(json: models.LinkAllRequest) -> models.LinkAllAnswer:
    """Link everybody whose address is the same in both systems, or only tell what would be linked, and why not."""
    by = administrator()
    done = proposals(product(), by.organisation_id) if json.dry_run else link_all(product(), by)
    return models.LinkAllAnswer(dry_run=json.dry_run, items=[_verdict(one) for one in done])


def _user(one: Person) -> models.AdminUser:
    return models.AdminUser.model_validate(
        {
            "associate_id": one.user.associate_id,
            "name": one.user.name,
            "address": one.user.address,
            "active": one.active,
            "mailbox": one.mailbox and one.mailbox.id,
            "linked_address": one.mailbox and one.mailbox.address,
            "state": one.mailbox and one.mailbox.state,
            "same_address": one.same_address,
        }
    )


def _verdict(one: Proposal) -> models.LinkVerdict:
    said = words(f"proposal.{one.verdict}", language())
    return models.LinkVerdict(
        associate_id=one.user.associate_id,
        name=one.user.name,
        address=one.user.address,
        verdict=one.verdict,
        sentence=said.sentence,
        remedy=said.remedy,
    )
