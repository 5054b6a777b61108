"""The organisation for its administrators: the approval in SuperOffice, the profile, and the log of acts."""

from __future__ import annotations

from flask import url_for

from backend.api.context import product, transaction
from backend.api.language import language
from backend.api.v1 import models_admin as models
from backend.api.v1.administrator import administrator, surface
from backend.api.v1.auth import mailbox
from backend.api.v1.cursors import cursor, position
from backend.api.v1.live import live_choices
from backend.api.v1.openapi import describes
from backend.api.v1.preferences import refused, shown
from backend.core.preference_values import resolve, validated
from backend.core.preferences import CATALOGUE, Level
from backend.store import audit
from backend.store.tables import Act, Organisation
from backend.sync import preferences as stored
from backend.sync.administration.organisation import consent
from backend.sync.administration.profile import change_profile
from backend.sync.administration.words import words

blueprint = surface("admin_organisation", __name__)


@blueprint.get("/organisation")
@describes(models.AdminOrganisation, 403, 409)
def show_organisation() -> models.AdminOrganisation:
    """The organisation, and whether SuperOffice lets the service in at this moment."""
    with transaction() as work:
        organisation = work.get_one(Organisation, administrator().organisation_id)
    found = consent(product(), organisation)
    said = words(f"consent.{found.state}", language())
    return models.AdminOrganisation(
        context=organisation.context,
        name=organisation.name,
        state=organisation.state,
        consent=found.state,
        sentence=found.trouble.said(language()) if found.trouble else said.sentence,
        remedy=said.remedy,
        connect_url=product().settings.public_url + url_for("connect.start", system="superoffice"),
    )


@blueprint.get("/profile")
@describes(models.Profile, 403, 409)
def show_profile() -> models.Profile:
    """The profile's value of every preference."""
    return _profile()


@blueprint.patch("/profile")
@describes(models.Profile, 403, 409)
def save_profile(json: models.ProfileChanges) -> models.Profile:
    """Change the profile, with null back to the default; what is synced already stays as it is."""
    by = administrator()
    checked = validated(json.values.root, Level.PROFILE, live_choices(mailbox(), afresh=True))
    if checked.faults:
        raise refused(checked.faults)
    with transaction() as work:
        change_profile(work, by, checked.values, overwrite=json.personal == "overwrite")
    return _profile()


def _profile() -> models.Profile:
    with transaction() as work:
        counting = stored.profile(work, administrator().organisation_id)
    return models.Profile(
        preferences=[
            shown(one, counting, resolve({}, {}), changeable=True)
            for one in CATALOGUE.values()
            if Level.PROFILE in one.levels
        ]
    )


@blueprint.get("/audit")
@describes(models.Audit, 403, 409)
def list_acts(query: models.AuditQuery) -> models.Audit:
    """What administrators did, newest first."""
    after = position(query.after) if query.after else None
    with transaction() as work:
        rows = audit.page(work, administrator().organisation_id, query.limit + 1, after)
    listed = rows[: query.limit]
    last = listed[-1] if len(rows) > query.limit else None
    return models.Audit(items=[_entry(row) for row in listed], next=cursor(last.at, last.id) if last else "")


def _entry(row: Act) -> models.AuditEntry:
    return models.AuditEntry.model_validate(
        {
            "at": row.at,
            "who": row.who,
            "what": row.what,
            "whom": row.whom,
            "before": row.before,
            "after": row.after,
        }
    )
