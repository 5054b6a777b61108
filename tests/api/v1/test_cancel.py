"""A sync that its owner cancels: it stops before the next write, and nothing is half done."""

from __future__ import annotations

from werkzeug.test import TestResponse

from backend.store.database import session
from backend.store.mailboxes import by_address
from backend.store.tables import Mailbox
from backend.sync.service import Product
from tests.api.v1.conftest import Pane
from tests.chaos.trouble import tapped
from tests.company import Company, at
from tests.jobs.test_worker import working


def _lindas(product: Product) -> Mailbox:
    with session(product.engine) as work:
        found = by_address(work, "linda@nordlys.example")
        assert found is not None
        return found


def test_a_run_stops_before_its_next_write_and_the_next_sync_goes_on(company: Company, linda: Pane) -> None:
    outlook, diary = company["linda"].in_outlook, company["linda"].in_superoffice
    for number in range(3):
        outlook.adds(f"Outlook {number}", at(2, 9 + number))
        diary.adds(f"SuperOffice {number}", at(3, 9 + number))
    answers: list[TestResponse] = []
    with tapped(company.product.engine) as tap:
        # SuperOffice's part is written first
        tap.arm({("write", 1, True): lambda: answers.append(linda.post("/sync/cancel"))})
        report = company.run("linda")
    (answer,) = answers
    assert (answer.status_code, answer.get_json()["state"]) == (202, "running")
    assert answer.get_json()["sentence"] == "The sync stops before its next write."
    assert (report.outcome, report.created.total()) == ("cancelled", 3)
    assert outlook.subjects() == ["Outlook 0", "Outlook 1", "Outlook 2"]
    told = linda.get("/sync").get_json()
    assert (told["state"], told["run"]["state"], told["run"]["outcome"]) == ("idle", "ended", "cancelled")
    assert told["run"]["sentence"].startswith("The run was cancelled")
    assert _lindas(company.product).state == "active"
    linda.post("/sync")
    with working(company.product):
        pass
    assert linda.get("/sync").get_json()["run"]["outcome"] == "ok"
    assert len(outlook.subjects()) == len(diary.titles()) == 6
    company.settles("linda")


def test_a_sync_that_waits_is_taken_back_until_somebody_asks_again(company: Company, linda: Pane) -> None:
    company.settles("linda")
    ran = linda.get("/sync").get_json()["run"]["id"]
    assert linda.post("/sync").get_json()["state"] == "queued"
    assert linda.post("/sync/cancel").get_json()["state"] == "idle"
    again = linda.post("/sync/cancel")
    assert (again.status_code, again.get_json()["state"]) == (202, "idle")
    with working(company.product):
        pass
    assert linda.get("/sync").get_json()["run"]["id"] == ran
    linda.post("/sync")
    with working(company.product):
        pass
    told = linda.get("/sync").get_json()["run"]
    assert (told["id"] != ran, told["outcome"]) == (True, "ok")


def test_nobody_cancels_the_sync_of_another(company: Company, linda: Pane, julie: Pane) -> None:
    linda.post("/sync")
    assert julie.post("/sync/cancel").get_json()["state"] == "idle"
    assert linda.get("/sync").get_json()["state"] == "queued"
