"""A first sync mails nobody: meetings that would invite wait, are listed, and go out when a person says so."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from backend.core.report import Report
from backend.store import mailboxes
from backend.store.database import session
from backend.sync.service import run_mailbox
from tests.api.v1.conftest import Pane
from tests.company import Colleague, Company, Diary, at
from tests.jobs.test_worker import working
from tests.product import Sosync
from tests.sandbox_client import SandboxClient

Json = dict[str, Any]
#: at other companies, without a card in SuperOffice or with one
GUESTS = ("xaver@fjellnett.example", "clara@havbris.example")


def invited(company: Company) -> Counter[str]:
    """Invitations that left, by who got them."""
    return Counter(mail["to"] for mail in company.sandbox.mail() if mail["method"] == "REQUEST")


@pytest.fixture(autouse=True)
def before(sandbox: SandboxClient) -> None:
    """Before anybody is linked, Linda has two meetings with guests and an appointment in SuperOffice."""
    (user,) = [person["superoffice"] for person in sandbox.world()["people"] if person["key"] == "linda"]
    diary = Diary(sandbox.superoffice_session("linda"), user["associate_id"])
    guests = [{"EmailAddress": one, "Description": one.partition("@")[0]} for one in GUESTS]
    for number, title in enumerate(("Kick-off", "Review")):
        diary.adds(title, at(3 + number, 9), Participants=[{"AssociateId": diary.associate_id}, *guests])
    diary.adds("Lunch", at(3, 12))


@pytest.fixture
def held(company: Company) -> Colleague:
    """Linda, linked and not synced yet."""
    return company["linda"]


def test_a_first_sync_invites_nobody_and_says_what_waits(company: Company, held: Colleague, linda: Pane) -> None:
    report = company.run("linda")
    assert report.skipped == {"invitations": 2}
    assert "2 meetings" in report.sentence
    assert held.in_outlook.subjects() == ["Lunch"]
    company.settles("linda")
    listed = linda.get("/failures").get_json()
    assert (listed["total"], listed["held"]) == (2, {"invitations": 2})
    rows = {str(one["AppointmentId"]) for one in held.in_superoffice.items() if one["Title"] != "Lunch"}
    assert {one["superoffice_id"] for one in listed["items"]} == rows
    for one in listed["items"]:
        assert (one["state"], one["reason"], one["calendar_id"]) == ("held", "invitations", None)
        assert one["sentence"] and one["remedy"]
    assert not any(word in str(listed) for word in ("Kick-off", "Review", "xaver"))
    assert linda.get("/failures", reason="invitations").get_json()["total"] == 2
    assert linda.get("/failures", reason="private").get_json()["total"] == 0
    assert not company.sandbox.mail()


def test_after_the_confirmation_every_guest_is_invited_once(
    company: Company, held: Colleague, sosync: Sosync
) -> None:
    company.settles("linda")
    told = sosync("confirm-invitations", held.address)
    assert told.exit_code == 0, told.output
    assert "created 0 in SuperOffice, 2 in Outlook" in told.output
    assert held.in_outlook.subjects() == ["Kick-off", "Lunch", "Review"]
    assert invited(company) == dict.fromkeys(GUESTS, 2)
    company.settles("linda")
    assert invited(company) == dict.fromkeys(GUESTS, 2)
    again = sosync("confirm-invitations", held.address)
    assert (again.exit_code, again.output) == (0, f"{held.address}: no invitation waits for a person.\n")


def test_the_pane_confirms_too(company: Company, held: Colleague, linda: Pane) -> None:
    nothing = linda.post("/invitations/confirm")
    assert (nothing.status_code, nothing.get_json()["code"]) == (409, "nothing_held")
    company.run("linda")
    wrong = linda.post("/deletions/confirm")
    assert (wrong.status_code, wrong.get_json()["code"]) == (409, "nothing_held")
    assert linda.post("/invitations/confirm").status_code == 202
    with working(company.product):
        pass
    assert invited(company) == dict.fromkeys(GUESTS, 2)
    assert linda.get("/failures").get_json()["held"] == {}


def is_confirmed(company: Company) -> bool:
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company["linda"].address)
        assert mailbox
        return mailbox.invitations_confirmed


def test_a_confirmation_is_for_one_run(company: Company, held: Colleague, sosync: Sosync) -> None:
    company.run("linda")
    sosync("confirm-invitations", held.address)
    assert not is_confirmed(company)


def test_a_confirmation_during_a_run_is_for_the_next(company: Company, held: Colleague, linda: Pane) -> None:
    company.run("linda")
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, held.address)
    assert mailbox
    confirmed: list[int] = []

    def confirm_once(_: Report) -> None:
        if not confirmed:
            confirmed.append(linda.post("/invitations/confirm").status_code)

    run_mailbox(company.product, mailbox.id, "test", progress=confirm_once)
    assert confirmed == [202]
    assert is_confirmed(company)
    company.run("linda")
    assert invited(company) == dict.fromkeys(GUESTS, 2)


def test_nobody_else_is_confirmed(company: Company, sosync: Sosync) -> None:
    assert sosync("confirm-invitations", "nobody@nordlys.example").exit_code == 2
