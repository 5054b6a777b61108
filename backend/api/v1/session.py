"""Who is signed in, and whether the mailbox is connected and works."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlencode

from flask import Blueprint, url_for

from backend.api.context import product, transaction
from backend.api.v1 import models
from backend.api.v1.auth import caller, mailbox_or_none
from backend.api.v1.language import words
from backend.api.v1.openapi import describes
from backend.api.v1.rights import rights
from backend.core.items import Side
from backend.store.tables import Mailbox, Organisation
from backend.sync.rights import Rights

blueprint = Blueprint("session", __name__)


@blueprint.get("/session")
@describes(models.Session)
def session() -> models.Session:
    """Who is signed in, and the state of the mailbox and of both its connections."""
    mailbox = mailbox_or_none()
    state = mailbox.state if mailbox else "not_connected"
    side = mailbox.state_side if mailbox and state == "needs_sign_in" else ""
    closed = state == "active" and mailbox is not None and _organisation(mailbox).state
    if closed and closed != "running":
        said = words(f"session.{closed}")
    else:
        said = words(f"session.{state}.{side}" if side else f"session.{state}")
    return models.Session.model_validate(
        {
            "state": state,
            "sentence": said.sentence,
            "remedy": said.remedy,
            "account": {"name": caller().name, "address": caller().address},
            "mailbox": mailbox and _connected(mailbox),
            **{side.value: _connection(side, mailbox) for side in Side},
            "rights": _rights(mailbox),
        }
    )


def _connected(mailbox: Mailbox) -> models.ConnectedMailbox:
    return models.ConnectedMailbox(
        address=mailbox.address,
        name=mailbox.name,
        zone=mailbox.zone,
        since=mailbox.state_since,
        superoffice_user=mailbox.associate_id,
        organisation=_organisation(mailbox).context,
    )


def _organisation(mailbox: Mailbox) -> Organisation:
    with transaction() as work:
        return work.get_one(Organisation, mailbox.organisation_id)


def _rights(mailbox: Mailbox | None) -> models.Rights:
    """Nobody is asked while SuperOffice is known not to answer for this person."""
    if (
        mailbox is None
        or _connection(Side.SUPEROFFICE, mailbox).state != "connected"
        or _organisation(mailbox).state != "running"
    ):
        return models.Rights(**asdict(Rights()))
    return models.Rights(**asdict(rights(mailbox)))


def _connection(side: Side, mailbox: Mailbox | None) -> models.Connection:
    path = url_for("connect.start", system=side.value)
    address = mailbox.address if mailbox else caller().address
    connect = f"{product().settings.public_url}{path}?{urlencode({'mailbox': address})}"
    if mailbox is None or not (
        mailbox.superoffice_tokens if side is Side.SUPEROFFICE else mailbox.calendar_tokens
    ):
        return models.Connection(state="missing", since=None, connect_url=connect)
    if mailbox.state == "needs_sign_in" and mailbox.state_side in ("", side.value):
        return models.Connection(state="expired", since=mailbox.state_since, connect_url=connect)
    return models.Connection(state="connected", since=None, connect_url=connect)
