"""A person erased: no row and no text of ours is about them any more, and both calendars are as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from backend.api.v1.auth import Account, User
from backend.core.report import Report
from backend.core.values import replace
from backend.jobs import registrations
from backend.jobs.doorbell import ring
from backend.operations.erasing import Erased, erase
from backend.store import attempts, tickets
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.store.tickets import Purpose
from backend.sync import desk
from backend.sync.administration import mailbox_acts
from backend.sync.administration.acts import Administrator
from backend.sync.mails import outbox
from backend.sync.service import Product, run_mailbox
from tests.api.v1.admin import acts, stored
from tests.beginnings import sign_in
from tests.company import Company, at
from tests.product import Sosync
from tests.serving import served
from tests.sync.conftest import company

__all__ = ["company"]

LINDA, JULIE = "linda@nordlys.example", "julie@nordlys.example"
#: where Linda reads the mails about her sign-in
ELSEWHERE = "linda.at.home@elsewhere.example"
HOUR = timedelta(hours=1)


def lines_with(product: Product, *texts: str) -> dict[str, list[str]]:
    """Rows of any table in which one of *texts* stands, case ignored, by table."""
    found = {}
    with psycopg.connect(product.settings.database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            query = sql.SQL("SELECT lower(t::text) FROM {} t").format(sql.Identifier(table))
            rows = [row for (row,) in connection.execute(query) if any(text.lower() in row for text in texts)]
            found[table] = rows
    return {table: rows for table, rows in found.items() if rows}


def calendars(company: Company) -> list[list[dict[str, object]]]:
    return [
        items
        for person in company.people.values()
        for items in (person.in_outlook.items(), person.in_superoffice.items())
    ]


@pytest.fixture
def public(company: Company) -> Iterator[Product]:
    """The product where both systems can reach it."""
    with served(company.product) as reachable:
        yield reachable


@pytest.fixture
def linda(company: Company, public: Product) -> Mailbox:
    """Linda's mailbox, of which everything is stored that can be."""
    people = [{"type": "required", "emailAddress": {"address": JULIE, "name": "Julie"}}]
    company["linda"].in_outlook.adds("Inspection", at(2), attendees=people)
    company["linda"].in_outlook.adds("Dentist", at(3), sensitivity="private")
    company["julie"].in_superoffice.adds("Offer", at(2, 14))
    company.settles()
    found = stored(public, LINDA)
    with session(public.engine) as work:
        context = work.get_one(Organisation, found.organisation_id).context
    account = Account(found.tenant_id, found.account_id, found.name, LINDA)
    user = User(context, found.associate_id, found.name, LINDA)
    by_linda = Administrator(found.organisation_id, LINDA)
    mailbox_acts.pause(public, by_linda, stored(public, JULIE).id)
    mailbox_acts.resume(public, Administrator(found.organisation_id, JULIE), stored(public, JULIE).id)
    mailbox_acts.pause(public, Administrator(found.organisation_id, JULIE), found.id)
    mailbox_acts.resume(public, Administrator(found.organisation_id, ELSEWHERE), found.id)
    until = datetime.now(UTC) + HOUR
    with session(public.engine) as work, work.begin():
        tickets.issue(work, Purpose.PORTAL, uuid4(), asdict(user), until)
        tickets.issue(work, Purpose.ACCESS, uuid4(), {"account": asdict(account)}, until)
        tickets.issue(work, Purpose.PORTAL, uuid4(), asdict(replace(user, associate_id=6, address=JULIE)), until)
        attempts.count(work, f"search {account.key}", datetime.now(UTC), HOUR)
        outbox.ask(work, work.get_one(Mailbox, found.id), "reminder", ELSEWHERE)
        ring(work, found.id)
    registrations.register_mailbox(public, found.id, datetime.now(UTC))
    return found


def test_nothing_stored_is_about_an_erased_person(
    public: Product, linda: Mailbox, company: Company, sosync: Sosync
) -> None:
    about_linda = (LINDA, ELSEWHERE, str(linda.id), linda.account_id)
    tables = lines_with(public, *about_linda)
    assert tables.keys() >= {
        "mailbox", "link", "history", "run", "cursor", "journal", "mail", "ticket", "attempts", "act",
        "subscription", "procrastinate_jobs",
    }  # fmt: skip
    before, mails = calendars(company), company.sandbox.mail()
    told = sosync("erase", LINDA.upper(), "--yes")
    assert told.exit_code == 0, told.output
    assert lines_with(public, *about_linda) == {}
    assert calendars(company) == before
    assert company.sandbox.mail() == mails
    assert run_mailbox(public, linda.id, "doorbell").outcome == "unlinked"
    assert company.sandbox.graph_session("linda").get("/subscriptions").json()["value"] == []
    assert {(who, what, whom) for who, what, whom in acts(public)} >= {
        ("erased", "pause", JULIE),
        (JULIE, "pause", "erased"),
        (JULIE, "resume", JULIE),
        ("erased", "resume", "erased"),
    }
    assert [(what, whom) for _, what, whom in acts(public)][-1] == ("erase", "erased")

    assert len(lines_with(public, JULIE)["ticket"]) == 1
    assert company.run("julie").writes == 0
    sign_in(company.product, ["linda"])
    again = {key: company.run(key).writes for key in company.people}
    assert again == {"linda": 0, "julie": 0}
    assert calendars(company) == before


def test_a_run_that_is_under_way_ends_before_its_next_write(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_TELL_EVERY", 0.0)
    for number in range(30):
        company["linda"].in_outlook.adds(f"Visit {number}", at(2, 8, number))
    mailbox_id = stored(company.product, LINDA).id
    done: list[Erased] = []

    def erase_at_once(_: Report) -> None:
        if not done:
            done.append(erase(company.product, LINDA))

    report = run_mailbox(company.product, mailbox_id, "test", progress=erase_at_once)
    assert (len(done), report.outcome, report.writes) == (1, "lease_lost", 0)
    assert company["linda"].in_superoffice.items() == []
    assert lines_with(company.product, LINDA, str(mailbox_id)) == {}


def test_nobody_is_erased_by_mistake(company: Company, sosync: Sosync) -> None:
    asked = sosync("erase", LINDA)
    assert (asked.exit_code, f"1 mailboxes of {LINDA}" in asked.output) == (1, True)
    assert stored(company.product, LINDA).state == "active"
    nobody = sosync("erase", "nobody@nordlys.example", "--yes")
    assert nobody.output.startswith("Erased: 0 mailboxes")
    assert [stored(company.product, address).state for address in (LINDA, JULIE)] == ["active", "active"]
