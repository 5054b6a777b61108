"""Nothing that people write, and no secret, is in a log or in clear in the database: a story full of canaries."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from backend import logs
from backend.core.traces import discreet
from backend.jobs.doorbell import ring
from backend.store.database import session
from backend.store.person_tables import PersonProposal
from backend.store.tables import History, Mailbox, Organisation
from tests.api.v1.acts import prefer
from tests.api.v1.conftest import Pane
from tests.beginnings import Database
from tests.card_file import address_book, card_file
from tests.company import Company, Json, at
from tests.jobs.test_worker import working
from tests.mailboxes import CONTEXT
from tests.tasks import Tasks

#: in every text that somebody writes in this story, and nowhere else
CANARY = "kanari"
GUEST = {"emailAddress": {"name": "Kanari Guest", "address": "kanari.guest@havbris.example"}, "type": "required"}
WRITTEN: Json = {
    "body": {"contentType": "html", "content": "<p>kanari text</p>"},
    "location": {"displayName": "kanari place"},
    "categories": ["kanari category"],
}


class Written(logging.Handler):
    """What a process of ours would write in both forms, and all that the records themselves hold."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._forms = [logging.StreamHandler(io.StringIO()) for _ in range(2)]
        logs.dress(self._forms[0], "text")
        logs.dress(self._forms[1], "json")

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, unless it is of the systems on the other side."""
        if record.name.startswith("backend.sandbox"):
            return
        for handler in self._forms:
            # another handler's form of the traceback may lie there
            record.exc_text = None
            self.lines.append(handler.format(record))
        held = {name: value for name, value in vars(record).items() if name not in ("exc_info", "exc_text")}
        self.lines.append(f"{record.getMessage()} {held!r}")


@pytest.fixture
def written() -> Iterator[Written]:
    """Everything that is logged: ours from DEBUG on, that of libraries as the product has it."""
    handler, root, ours = Written(), logging.getLogger(), logging.getLogger("backend")
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    ours.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])


def items_are_written(company: Company) -> None:
    """Linda writes whatever there is to write, on both sides."""
    linda, sandbox = company["linda"], company.sandbox
    linda.in_outlook.adds("kanari lunch", at(1), **WRITTEN)
    linda.in_outlook.adds("kanari meeting", at(2), attendees=[GUEST], **WRITTEN)
    linda.in_outlook.adds("kanari secret", at(3), sensitivity="private", **WRITTEN)
    hidden = [{"VisibleId": linda.in_superoffice.associate_id, "Visibility": "Associate"}]
    linda.in_superoffice.adds("kanari visit", at(4), Location="kanari place", Agenda="kanari agenda")
    linda.in_superoffice.adds("kanari hidden", at(5), VisibleFor=hidden, Agenda="kanari agenda")
    tasks = Tasks.of(sandbox, "linda", linda.in_superoffice.associate_id)
    tomorrow: date = datetime.now(UTC).date() + timedelta(days=1)
    tasks.to_do.adds("kanari offer", tomorrow, body={"content": "kanari text", "contentType": "text"})
    tasks.checklist.adds_todo("kanari to-do", tomorrow)
    cards = card_file(company)
    friend = cards.adds("Kanari", "Kanarisen", Emails=[{"Value": "kanari@havbris.example"}])
    prefer(company, private="yes", sync_tasks=True, sync_persons=True, selections=[cards.selects(friend)])


def items_are_changed_on_both_sides(company: Company) -> None:
    """A field changes on both sides, an item turns private, a contact says what SuperOffice does not know."""
    linda = company["linda"]
    company.sandbox.advance(60)
    linda.in_outlook.changes(linda.in_outlook.item("kanari lunch")["id"], subject="kanari in outlook")
    row = linda.in_superoffice.item("kanari lunch")["AppointmentId"]
    linda.in_superoffice.changes(row, Title="kanari in superoffice", Description="kanari in superoffice")
    linda.in_outlook.changes(linda.in_outlook.item("kanari visit")["id"], location={"displayName": "kanari room"})
    linda.in_outlook.changes(linda.in_outlook.item("kanari meeting")["id"], sensitivity="private")
    address_book(company).changes("Kanari Kanarisen", companyName="kanari company", mobilePhone="kanari")


def storms(company: Company) -> None:
    """Both systems fail in every way while the mailboxes run."""
    faults = company.sandbox.faults
    for system, kind in (
        ("graph", "500"),
        ("superoffice", "500"),
        ("graph", "reset_after"),
        ("superoffice", "403"),
    ):
        faults.add(system, kind, count=1, method="POST")
        company.run("linda")
        faults.clear()


def everything_is_asked(pane: Pane, browser: FlaskClient, event: str, person: int) -> None:
    """Questions and nonsense at every door of the web process."""
    address = "kanari.guest@havbris.example"
    for path in (
        f"/items/{event}", f"/items/{event}/people", f"/items/{event}/conflicts", "/items/kanari", "/failures",
        "/proposals", "/search/persons?q=kanari", f"/people?address={address}", "/week?monday=kanari",
        f"/people/suggestion?address={address}&name=kanari",
    ):  # fmt: skip
        browser.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {pane.token}"})
    for path, body in (
        (f"/items/{event}/undo", {"entry": CANARY}),
        (f"/items/{event}/people/{address}", {"person_id": person}),
        ("/people", {"first_name": "Kanari", "last_name": "Nordmann", "address": "kanari"}),
        ("/people/choice", {"address": address, "person_id": person}),
        ("/kanari", {"kanari": CANARY}),
    ):
        pane.post(path, body)
    pane.patch("/preferences", {"title_field": 5, "kanari": CANARY})
    browser.get("/api/v1/session", headers={"Authorization": f"Bearer {CANARY}"})
    browser.get("/connect/superoffice/callback?code=kanari&state=kanari")
    browser.post("/webhooks/graph", json={"value": [{"subscriptionId": CANARY, "changeType": CANARY}]})
    browser.post(f"/webhooks/superoffice/{CONTEXT}", data=b'{"Event": "kanari"}')
    browser.post(
        "/webhooks/superoffice/state", json={"ContextIdentifier": CANARY, "ChangeType": 1, "Token": CANARY}
    )


def secrets_of(company: Company, pane: Pane) -> set[str]:
    """Every secret that the product has."""
    product = company.product
    unlock = product.vault.unlock
    found = {pane.token, *product.settings.encryption_keys.get_secret_value().split(",")}
    for name in ("entra_client_secret", "superoffice_client_secret"):
        found.add(getattr(product.settings, name).get_secret_value())
    found |= set(product.settings.superoffice_private_key.get_secret_value().splitlines()[1:-1])
    with session(product.engine) as work:
        for mailbox in work.scalars(select(Mailbox)):
            cache = json.loads(unlock(mailbox.calendar_tokens))
            found |= {entry["secret"] for kind in cache.values() for entry in kind.values() if "secret" in entry}
            found.add(unlock(mailbox.superoffice_tokens).decode())
        found |= {
            unlock(one.system_token).decode() for one in work.scalars(select(Organisation)) if one.system_token
        }
    assert all(len(secret) >= 12 for secret in found), found
    return found


def test_no_log_and_no_column_tells_what_people_write(
    company: Company,
    linda: Pane,
    browser: FlaskClient,
    written: Written,
    capfd: pytest.CaptureFixture[str],
) -> None:
    items_are_written(company)
    company.run("linda")
    company.run("linda")
    items_are_changed_on_both_sides(company)
    storms(company)
    product = company.product
    with session(product.engine) as work, work.begin():
        for mailbox in work.scalars(select(Mailbox)):
            ring(work, mailbox.id)
    with working(product):
        pass
    everything_is_asked(linda, browser, company["linda"].in_outlook.items()[0]["id"], 17)

    # the story was told: every kind of item is on both sides, values were lost, and something was logged
    shown = " ".join(company["linda"].in_outlook.subjects() + company["linda"].in_superoffice.titles())
    assert all(shown.count(one) >= 2 for one in ("meeting", "visit", "hidden", "secret")), shown
    with session(product.engine) as work:
        assert CANARY in str([product.vault.unlock(row.lost) for row in work.scalars(select(History)) if row.lost])
        assert work.scalars(select(PersonProposal)).first()
    assert any("writes" in line for line in written.lines)

    stored = json.dumps(Database.of(product.settings.database_url).rows, ensure_ascii=False).lower()
    told = "\n".join((*written.lines, *capfd.readouterr())).lower()
    for secret in (CANARY, *secrets_of(company, linda)):
        for form in (secret.lower(), secret.lower().encode().hex(), secret.encode().hex()):
            assert form not in told
            assert form not in stored


def test_a_traceback_tells_where_and_of_what_kind_but_not_what() -> None:
    def fails(title: str) -> None:
        try:
            datetime.fromisoformat(title)
        except ValueError as error:
            raise KeyError(title) from error

    title = "-".join((CANARY, "title"))
    with pytest.raises(KeyError) as raised:
        fails(title)
    trace = discreet(raised.value)
    assert trace.index("builtins.ValueError") < trace.index("builtins.KeyError")
    assert "in fails" in trace
    lines, log = Written(), logging.getLogger("backend.canaries")
    log.addHandler(lines)
    log.error("it failed", exc_info=raised.value)
    log.removeHandler(lines)
    assert len([line for line in lines.lines if "builtins.KeyError" in line]) == 2
    assert not [line for line in lines.lines if title in line]
