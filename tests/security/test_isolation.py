"""Nobody reaches into another mailbox: every route of the document, called with the ids that somebody else has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Flask
from sqlmodel import select

from backend.store.database import session
from backend.store.person_tables import PersonProposal
from backend.store.tables import History, Mailbox, Organisation
from backend.sync.service import Product
from tests.api.v1.conftest import Pane
from tests.beginnings import Database
from tests.card_file import CLARA
from tests.company import Company, at

Json = dict[str, Any]

#: names of routes and bodies for what belongs to one mailbox
FOREIGN: Final = frozenset({"mailbox_id", "item_id", "item", "entry", "proposal_id"})
#: what routes want besides: words, and ids of SuperOffice, which itself decides who may use them
PLAIN: Final[Json] = {
    "address": "julie@nordlys.example", "associate_id": 6, "calendar": "METHOD:REPLY", "dry_run": True,
    "end": "2026-11-23T10:00:00Z", "field": "title", "first_name": "Ola", "key": "calendar",
    "last_name": "Nordmann", "monday": "2026-11-23", "person_id": CLARA, "personal": "keep", "q": "ola",
    "side": "calendar", "start": "2026-11-23T09:00:00Z", "subject": ["first line"], "values": {"private": "no"},
    "what": "persons",
}  # fmt: skip
#: told to whoever asks for what is not there; an id that cannot be joined is one of them
REFUSED: Final = frozenset({403, 404, 409})


@dataclass(frozen=True)
class Call:
    """One operation of the document."""

    method: str
    path: str
    parameters: frozenset[str]
    query: frozenset[str]
    body: frozenset[str]

    @property
    def foreign(self) -> frozenset[str]:
        """The names under which it takes what belongs to a mailbox."""
        return (self.parameters | self.query | self.body) & FOREIGN

    def made(self, pane: Pane, values: Mapping[str, Any]) -> tuple[int, str]:
        """Status and text of the answer to the owner of *pane*."""
        answer = pane.client.open(
            self.path.format(**{name: values[name] for name in self.parameters}),
            method=self.method,
            query_string={name: values[name] for name in self.query},
            json={name: values[name] for name in self.body} if self.body else None,
            headers={"Authorization": f"Bearer {pane.token}"},
        )
        return answer.status_code, answer.get_data().decode(errors="replace")


def calls(app: Flask) -> list[Call]:
    """Every operation, with what it requires."""
    document = app.test_client().get("/api/openapi.json").get_json()
    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            required = [one for one in operation.get("parameters", ()) if one.get("required")]
            body = (
                operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            )
            if "$ref" in body:
                body = document["components"]["schemas"][body["$ref"].rpartition("/")[2]]
            found.append(
                Call(
                    method,
                    path,
                    frozenset(one["name"] for one in required if one["in"] == "path"),
                    frozenset(one["name"] for one in required if one["in"] == "query"),
                    frozenset(body.get("required", ())),
                )
            )
    assert len(found) > 50
    return found


def mailbox_of(product: Product, address: str) -> Mailbox:
    with session(product.engine) as work:
        return work.scalars(select(Mailbox).where(Mailbox.address == address)).one()


def belongings(company: Company, key: str) -> list[Json]:
    """What somebody has under every name, once with each spelling of an item's id."""
    outlook, product = company[key].in_outlook, company.product
    event = outlook.adds(f"Of {key}", at(2, 11))
    company.run(key)
    outlook.changes(event, subject=f"Changed by {key}")
    company.run(key)
    (row,) = company[key].in_superoffice.items()
    mailbox = mailbox_of(product, company[key].address)
    proposal = PersonProposal(
        mailbox_id=mailbox.id, person_id=CLARA, field="mobile_phone", value=product.vault.lock('["+47 1"]'),
        at=datetime.now(UTC),
    )  # fmt: skip
    with session(product.engine) as work:
        work.add(proposal)
        entry = work.scalars(select(History).where(History.mailbox_id == mailbox.id)).first()
        work.commit()
    assert entry
    others = {"mailbox_id": mailbox.id, "entry": entry.id, "proposal_id": proposal.id}
    named = {name: str(value) for name, value in others.items()}
    return [{**named, "item_id": item, "item": item} for item in (event, str(row["AppointmentId"]))]


def kept(company: Company, key: str, ids: Json) -> tuple[list[str], list[Json], list[Json]]:
    """What is stored of somebody, and both calendars."""
    rows = Database.of(company.product.settings.database_url).rows
    mailbox = str(ids["mailbox_id"])
    stored = sorted(f"{name} {json.dumps(row)}" for name, table in rows.items() for row in table)
    mine = [row for row in stored if mailbox in row]
    return mine, company[key].in_outlook.items(), company[key].in_superoffice.items()


def thefts(call: Call, own: Json, stolen: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Values with one foreign id among own ones, and the same with an id that nobody has."""
    for name in sorted(call.foreign):
        made_up = "999999999" if name in ("item_id", "item") else str(uuid4())
        for ids in stolen:
            yield own | {name: ids[name]}, own | {name: made_up}


def nothing_is_had(company: Company, app: Flask, pane: Pane, own: Json, victim: str, stolen: list[Json]) -> None:
    """The owner of *pane*, who has *own*, walks through every route with what *victim* has."""
    telling = {name for ids in stolen for name in ids.values() if not name.isdecimal()}
    before = kept(company, victim, stolen[0])
    for call in calls(app):
        unknown = (call.parameters | call.query | call.body) - own.keys()
        assert not unknown, f"{call.path}: say whether {unknown} belong to a mailbox"
        for foreign, made_up in thefts(call, own, stolen):
            answer = call.made(pane, foreign)
            assert answer[0] in REFUSED, (call, answer)
            assert answer == call.made(pane, made_up), call
        if not call.foreign:
            status, told = call.made(pane, own)
            assert status < 500, (call, told)
            assert not [name for name in telling if name in told], call
    assert kept(company, victim, stolen[0]) == before


def test_a_colleague_has_nothing_of_another_mailbox(company: Company, app: Flask, julie: Pane) -> None:
    own, stolen = belongings(company, "julie")[0], belongings(company, "linda")
    nothing_is_had(company, app, julie, PLAIN | own, "linda", stolen)


def test_an_administrator_has_nothing_of_another_organisation(company: Company, app: Flask, linda: Pane) -> None:
    own, stolen = belongings(company, "linda")[0], belongings(company, "julie")
    with session(company.product.engine) as work:
        elsewhere = Organisation(context="Cust99999")
        work.add(elsewhere)
        work.flush()
        work.get_one(Mailbox, UUID(stolen[0]["mailbox_id"])).organisation_id = elsewhere.id
        work.commit()
    nothing_is_had(company, app, linda, PLAIN | own, "julie", stolen)
