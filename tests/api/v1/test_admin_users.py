"""Users listed and linked, one by one and all whose address is the same; whoever is linked gets a mail."""

from __future__ import annotations

import pytest
from flask import Flask

from backend.demo.browser import connect
from backend.sync.service import Product
from tests.api.test_connect import sign_in
from tests.api.v1.admin import acts, mailbox_of, sent, stored
from tests.api.v1.conftest import Pane, access_token
from tests.product import PUBLIC_URL
from tests.sandbox_client import SandboxClient

LINDA, JULIE, JOHN = (f"{name}@nordlys.example" for name in ("linda", "julie", "john"))
JULIES_NUMBER = 6


@pytest.fixture
def linda(app: Flask, product: Product) -> Pane:
    """Linda, the only one who is connected."""
    assert len(list(connect(app, PUBLIC_URL, ["linda"]))) == 2
    return Pane(app.test_client(), access_token(product.settings, "linda", product.settings.tenant_ids[0]))


def give_address(sandbox: SandboxClient, person_id: int, address: str) -> None:
    """Correct the card of a person in SuperOffice; "" takes the address away."""
    emails = [{"Value": address, "Description": ""}] if address else []
    patch = [{"op": "replace", "path": "/Emails", "value": emails}]
    answer = sandbox.superoffice_session("linda").patch(f"/v1/Person/{person_id}", json=patch)
    assert answer.ok, answer.text


def verdicts(pane: Pane, *, dry_run: bool) -> dict[int, str]:
    answer = pane.post("/admin/users/link-all", {"dry_run": dry_run})
    assert answer.status_code == 200
    assert all(one["sentence"] for one in answer.get_json()["items"])
    return {one["associate_id"]: one["verdict"] for one in answer.get_json()["items"]}


def test_every_user_is_listed_with_the_mailbox(linda: Pane) -> None:
    julie, own = linda.get("/admin/users").get_json()["items"]
    assert (own["name"], own["address"], own["state"], own["same_address"]) == (
        "Linda Lund",
        LINDA,
        "active",
        True,
    )
    assert (julie["address"], julie["mailbox"], julie["state"], julie["same_address"]) == (JULIE, None, None, None)


def test_a_linked_user_gets_one_mail_and_connects_with_it(linda: Pane, product: Product, app: Flask) -> None:
    answer = linda.post("/admin/users/link", {"associate_id": JULIES_NUMBER, "address": "Julie@Nordlys.example"})
    assert (answer.status_code, answer.get_json()["state"]) == (201, "invited")
    (mail,) = sent(product)
    assert str(mail["To"]) == f"Julie Juul <{JULIE}>"
    body = mail.get_body(("plain",))
    assert body and f"{PUBLIC_URL}/connect/superoffice/start" in body.get_content()
    assert sent(product) == [mail] or len(sent(product)) == 1
    browser = app.test_client()
    assert sign_in(browser, "superoffice", "julie").status_code == 200
    assert mailbox_of(linda, JULIE)["state"] == "invited"
    assert sign_in(browser, "calendar", "julie").status_code == 200
    assert mailbox_of(linda, JULIE)["state"] == "waiting"
    assert mailbox_of(linda, JULIE)["last_mail"]["state"] == "sent"
    assert acts(product) == [(LINDA, "link", JULIE)]


def test_the_mailbox_may_have_another_address_than_superoffice_knows(
    linda: Pane, product: Product, app: Flask, sandbox: SandboxClient
) -> None:
    """The mail goes to the address that is proven to be the user's own."""
    give_address(sandbox, 16, "jj@nordlys.example")
    answer = linda.post("/admin/users/link", {"associate_id": JULIES_NUMBER, "address": JULIE})
    assert answer.status_code == 201
    assert [str(mail["To"]) for mail in sent(product)] == ["Julie Juul <jj@nordlys.example>"]
    browser = app.test_client()
    assert sign_in(browser, "superoffice", "julie", mailbox=JULIE).status_code == 200
    assert sign_in(browser, "calendar", "julie", mailbox=JULIE).status_code == 200
    assert stored(product, JULIE).state == "active"
    (julie,) = [one for one in linda.get("/admin/users").get_json()["items"] if one["associate_id"] == 6]
    assert (julie["linked_address"], julie["same_address"]) == (JULIE, False)


@pytest.mark.parametrize(
    ("user", "address", "code"),
    [
        (999, JULIE, "user_not_found"),
        (41, "fjord@nordlys.example", "user_not_found"),
        (5, JULIE, "user_linked"),
        (6, LINDA, "address_linked"),
        (6, "julie@elsewhere.example", "address_unknown"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    linda: Pane, product: Product, user: int, address: str, code: str
) -> None:
    answer = linda.post("/admin/users/link", {"associate_id": user, "address": address})
    assert (answer.status_code, answer.get_json()["code"]) == (409, code)
    assert answer.get_json()["remedy"]
    assert answer.get_json()["field"] in ("associate_id", "address")
    assert (sent(product), acts(product)) == ([], [])
    assert len(linda.get("/admin/mailboxes").get_json()["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"associate_id": 6},
        {"associate_id": "six", "address": JULIE},
        {"associate_id": 6, "address": "no address"},
        {"associate_id": 6, "address": f"{JULIE}\r\nBcc: everybody@havbris.example"},
        {"associate_id": 6, "address": f"{JULIE}, everybody@havbris.example"},
        {"associate_id": 6, "address": f"<{JULIE}>"},
        {"associate_id": 6, "address": JULIE, "more": 1},
    ],
)
def test_what_is_no_user_or_address_is_malformed(linda: Pane, product: Product, body: dict[str, object]) -> None:
    answer = linda.post("/admin/users/link", body)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed")
    assert answer.get_json()["field"]
    assert sent(product) == []


def test_all_of_the_same_address_are_linked_after_a_look(linda: Pane, product: Product) -> None:
    assert verdicts(linda, dry_run=True) == {5: "linked", 6: "link"}
    assert (len(linda.get("/admin/mailboxes").get_json()["items"]), sent(product)) == (1, [])
    assert verdicts(linda, dry_run=False) == {5: "linked", 6: "link"}
    assert mailbox_of(linda, JULIE)["state"] == "invited"
    assert verdicts(linda, dry_run=False) == {5: "linked", 6: "linked"}
    assert [str(mail["To"]) for mail in sent(product)] == [f"Julie Juul <{JULIE}>"]
    assert acts(product) == [(LINDA, "link", JULIE)]


@pytest.mark.parametrize(
    ("address", "verdict"),
    [("", "no_address"), (LINDA, "shared_address"), ("jj@nordlys.example", "not_in_outlook")],
)
def test_who_cannot_be_linked_is_told_why(
    linda: Pane, product: Product, sandbox: SandboxClient, address: str, verdict: str
) -> None:
    give_address(sandbox, 16, address)
    assert verdicts(linda, dry_run=True)[6] == verdict
    assert verdicts(linda, dry_run=False)[6] == verdict
    assert (sent(product), len(linda.get("/admin/mailboxes").get_json()["items"])) == ([], 1)


def test_an_address_that_another_user_is_linked_to(linda: Pane, sandbox: SandboxClient) -> None:
    give_address(sandbox, 15, JOHN)
    give_address(sandbox, 16, LINDA)
    assert verdicts(linda, dry_run=True) == {5: "linked", 6: "address_linked"}


def test_an_unlinked_user_is_not_linked_again_by_the_way(linda: Pane, product: Product) -> None:
    verdicts(linda, dry_run=False)
    linda.post(f"/admin/mailboxes/{mailbox_of(linda, JULIE)['id']}/unlink")
    assert verdicts(linda, dry_run=False)[6] == "unlinked"
    assert mailbox_of(linda, JULIE)["state"] == "unlinked"
    # the mail that still waited does not leave
    assert sent(product) == []
