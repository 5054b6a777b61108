"""A person's preferences: what counts and why, what may be chosen, and changes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint

from backend.api.context import transaction
from backend.api.language import language
from backend.api.problems import Problem
from backend.api.v1 import models_preferences as models
from backend.api.v1.auth import mailbox
from backend.api.v1.language import problem
from backend.api.v1.live import live_choices
from backend.api.v1.openapi import describes
from backend.core.preference_values import Fault, Resolved, plain, validated
from backend.core.preferences import CATALOGUE, Level, Preference
from backend.core.words import say
from backend.store.tables import Mailbox
from backend.sync import preferences as stored
from backend.sync.preferences import NotAllowed

blueprint = Blueprint("preferences", __name__)


@blueprint.get("/preferences")
@describes(models.Preferences, 409)
def show_preferences() -> models.Preferences:
    """Every preference of the caller: its value, where that comes from, and how it may be changed."""
    return _shown(mailbox())


@blueprint.patch("/preferences")
@describes(models.Preferences, 403, 409)
def change_preferences(json: models.PreferenceChanges) -> models.Preferences:
    """Change some preferences, with null back to the organisation's; what is synced already stays as it is."""
    own = mailbox()
    checked = validated(json.root, Level.PERSONAL, live_choices(own, afresh=True))
    if checked.faults:
        raise refused(checked.faults)
    try:
        with transaction() as work:
            stored.change_personal(work, own.id, checked.values)
    except NotAllowed as error:
        raise problem(403, "preferences_not_allowed") from error
    return _shown(own)


@blueprint.get("/preferences/choices/<key>")
@describes(models.Choices, 404, 409)
def list_choices(key: str, query: models.ChoicesQuery) -> models.Choices:
    """What may be chosen for a preference at this moment."""
    own, preference = mailbox(), CATALOGUE.get(key)
    if preference is not None and preference.live:
        found = live_choices(own).of(key, query.search)
        return models.Choices(items=[models.Choice(**asdict(one)) for one in found])
    if preference is None or not preference.kind.offered:
        raise problem(404, "no_choices")
    fixed = [one for one in fixed_choices(preference) if query.search.casefold() in one.label.casefold()]
    return models.Choices(items=fixed)


def refused(faults: tuple[Fault, ...]) -> Problem:
    """The Problem 400 that names each key and what is wrong with its value."""
    errors = [{"key": one.key, "code": one.code, "sentence": one.sentence(language())} for one in faults]
    return problem(400, "preferences_refused", field=faults[0].key, errors=errors)


def _shown(own: Mailbox) -> models.Preferences:
    with transaction() as work:
        counting = stored.resolved_for(work, own.id)
        inherited = stored.inherited_for(work, own.id)
    allowed = counting.values.personal_preferences_allowed
    return models.Preferences(
        allowed=allowed,
        preferences=[
            shown(one, counting, inherited, changeable=allowed)
            for one in CATALOGUE.values()
            if Level.PERSONAL in one.levels
        ],
    )


def shown(one: Preference, counting: Resolved, inherited: Resolved, *, changeable: bool) -> models.Preference:
    """One preference as a form needs it, in the caller's language."""
    schema = one.kind.schema()
    faults = (fault.sentence(language()) for fault in counting.fallen if fault.key == one.key)
    told: dict[str, Any] = {
        "key": one.key,
        "section": one.section,
        "type": one.kind.name,
        "label": say(f"preference.label.{one.key}", language()),
        "help": say(f"preference.help.{one.key}", language()),
        "value": plain(getattr(counting.values, one.key)),
        "source": counting.sources[one.key],
        "inherited": plain(getattr(inherited.values, one.key)),
        "changeable": changeable,
        "choices": fixed_choices(one),
        "live": one.live,
        "minimum": schema.get("minimum"),
        "maximum": schema.get("maximum"),
        "max_length": schema.get("maxLength"),
        "fault": " ".join(faults),
    }
    return models.Preference.model_validate(told)


def fixed_choices(one: Preference) -> list[models.Choice]:
    """The values of a fixed list, in the caller's language."""
    return [
        models.Choice(value=value, label=say(f"preference.choice.{one.key}.{value}", language()))
        for value in one.kind.offered
    ]
