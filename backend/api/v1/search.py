"""Persons, companies, projects and sales of SuperOffice, found by words."""

from __future__ import annotations

from dataclasses import asdict
from typing import get_args

from flask import Blueprint

from backend.api.context import product
from backend.api.knocking import limit_searches
from backend.api.v1 import models_people
from backend.api.v1.auth import mailbox
from backend.api.v1.openapi import describes
from backend.superoffice.search import What
from backend.sync import search

blueprint = Blueprint("search", __name__)

_KINDS = ",".join(f"'{what}'" for what in get_args(What))


@blueprint.get(f"/search/<any({_KINDS}):what>")
@describes(models_people.Results, 404, 409, 429)
def search_superoffice(what: What, query: models_people.SearchQuery) -> models_people.Results:
    """Rows of SuperOffice that hold every word of `q`, as the signed-in user may see them."""
    limit_searches()
    found = search.search(product(), mailbox(), what, query.q, query.limit)
    return models_people.Results(items=[models_people.Found(**asdict(one)) for one in found])
