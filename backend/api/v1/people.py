"""The people of an item, and people who are new to SuperOffice."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint

from backend.api.context import product
from backend.api.knocking import limit_searches
from backend.api.v1 import models, models_people
from backend.api.v1.auth import mailbox, working_mailbox
from backend.api.v1.item_acts import items_of_master, opened_or_next, ringing, told
from backend.api.v1.language import problem
from backend.api.v1.openapi import describes
from backend.superoffice.adding import NewPerson
from backend.sync import acquaintances, adding, people_of_item

blueprint = Blueprint("people", __name__)


@blueprint.get("/items/<path:item_id>/people", merge_slashes=False)
@describes(models_people.People, 404, 409)
def list_people(item_id: str) -> models_people.People:
    """Everybody of an item, with the cards that SuperOffice has under any of their addresses.

    With the id of a series in Outlook it is everybody of its next item.
    """
    found = people_of_item.people_of(opened_or_next(mailbox(), item_id))
    return models_people.People.model_validate({"items": [asdict(one) for one in found]})


@blueprint.post("/items/<path:item_id>/people/<address>", merge_slashes=False)
@describes(models.SyncState, 404, 409, status=202)
def choose_person(item_id: str, address: str, json: models_people.ChosenPerson) -> tuple[models.SyncState, int]:
    """Say whom an address means, for this item and all later ones; SuperOffice's row concerns that person then.

    With the id of a series in Outlook the rows of all its items do.
    """
    own = working_mailbox()
    with told():
        item = opened_or_next(own, item_id)
        if series := items_of_master(own, item_id):
            people_of_item.choose_for_series(item, series, address, json.person_id)
        else:
            people_of_item.choose(item, address, json.person_id)
    return ringing(own)


@blueprint.get("/people")
@describes(models_people.Acquaintances, 409, 429)
def show_addresses(query: models_people.AddressesQuery) -> models_people.Acquaintances:
    """Whom addresses mean: those of a mail, or of an item that is not saved yet."""
    limit_searches()
    found = acquaintances.of_addresses(product(), mailbox(), query.address)
    return models_people.Acquaintances.model_validate({"items": [asdict(one) for one in found]})


@blueprint.post("/people/choice")
@describes(models_people.Acquaintance, 409)
def choose_person_of_address(json: models_people.AddressChoice) -> models_people.Acquaintance:
    """Say whom an address means, for all later items."""
    with told():
        found = acquaintances.choose(product(), working_mailbox(), json.address, json.person_id)
    return models_people.Acquaintance.model_validate(asdict(found))


@blueprint.get("/people/suggestion")
@describes(models_people.Suggestion, 409, 429)
def suggest_person(query: models_people.SuggestionQuery) -> models_people.Suggestion:
    """How to fill in a form for somebody new: the name in two parts, and companies with such addresses."""
    limit_searches()
    found = adding.suggest(product(), mailbox(), query.address, query.name)
    existing = [acquaintances.match_of(card) for card in found.existing]
    return models_people.Suggestion(
        first_name=found.first_name,
        last_name=found.last_name,
        address=query.address,
        companies=[models_people.Found(**asdict(one)) for one in found.companies],
        existing=[models_people.Match(**asdict(one)) for one in existing],
    )


@blueprint.post("/people")
@describes(models_people.Added, 409, status=201)
def add_person(json: models_people.NewPerson) -> tuple[models_people.Added, int]:
    """Add somebody to SuperOffice. Refused where a card has the address already, which `person_id` then names."""
    person = NewPerson(
        first_name=json.first_name,
        last_name=json.last_name,
        address=json.address,
        company_id=json.company_id or 0,
    )
    try:
        with told():
            made = adding.add(product(), working_mailbox(), person, json.new_company or "")
    except adding.Exists as error:
        raise problem(409, "person_exists", field="address", person_id=error.person_id) from error
    return models_people.Added(person_id=made), 201
