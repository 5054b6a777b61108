"""The state of every mailbox in words and as files, what an administrator does with it, and the log of that."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from backend.api.app import make_app
from backend.core.languages import LANGUAGES, written
from backend.core.values import replace
from backend.store.tables import Act, Mailbox, Organisation
from backend.sync.doors import Doors
from backend.sync.mails import outbox
from backend.sync.service import Product
from tests.api.test_connect import sign_in
from tests.api.v1.admin import act, acts, mailbox_of, sent, stored
from tests.api.v1.conftest import Pane
from tests.company import Company, at
from tests.sandbox_client import SandboxClient

LINDA, JULIE = "linda@nordlys.example", "julie@nordlys.example"


def set_row(product: Product, **values: object) -> None:
    with product.engine.begin() as connection:
        connection.execute(update(Mailbox).where(col(Mailbox.address) == JULIE).values(values))


def test_a_mailbox_that_does_well(company: Company, linda: Pane) -> None:
    assert mailbox_of(linda, JULIE)["state"] == "waiting"
    company["julie"].in_outlook.adds("Lunch", at(2, 11))
    company["julie"].in_outlook.adds("Secret", at(2, 15), sensitivity="private")
    company.run("julie")
    shown = mailbox_of(linda, JULIE)
    assert (shown["state"], shown["linked"], shown["skipped"]) == ("active", 1, {"private": 1})
    assert shown["last_run"]["outcome"] == "ok"
    assert shown["last_run"]["created"] == {"superoffice": 1, "calendar": 0}
    assert shown["next_run_at"] > shown["last_run"]["ended_at"]
    assert "Lunch" not in str(shown)
    assert "Secret" not in str(shown)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"state": "needs_sign_in", "state_side": "calendar"}, "needs_sign_in.calendar"),
        ({"state": "needs_sign_in", "state_side": "superoffice"}, "needs_sign_in.superoffice"),
        ({"state": "needs_sign_in", "state_side": ""}, "needs_sign_in"),
        ({"state": "needs_sign_in", "account_id": ""}, "invited"),
        ({"state": "paused"}, "paused"),
        ({"failures": 3}, "failing"),
    ],
)
def test_every_other_state_says_what_to_do(
    product: Product, linda: Pane, values: dict[str, object], state: str
) -> None:
    set_row(product, **values)
    shown = mailbox_of(linda, JULIE)
    assert shown["state"] == state
    assert shown["sentence"].endswith(".") or state == "failing"
    assert shown["remedy"]
    assert (shown["next_run_at"] is None) == (state != "failing")


def test_held_deletions_are_confirmed_by_an_administrator(company: Company, linda: Pane, product: Product) -> None:
    julie = company["julie"]
    events = [julie.in_outlook.adds(f"Number {number:02}", at(2 + number, 9)) for number in range(12)]
    company.settles("julie")
    for event in events:
        julie.in_outlook.deletes(event)
    assert company.run("julie").outcome == "held"
    shown = mailbox_of(linda, JULIE)
    assert (shown["state"], shown["held_deletions"], shown["held_invitations"]) == ("held", 12, 0)
    act(linda, JULIE, "deletions/confirm")
    company.run("julie")
    assert julie.in_superoffice.items() == []
    assert mailbox_of(linda, JULIE)["held_deletions"] == 0
    again = linda.post(f"/admin/mailboxes/{shown['id']}/deletions/confirm")
    assert (again.status_code, again.get_json()["code"]) == (409, "nothing_held")
    assert acts(product) == [(LINDA, "confirm_deletions", JULIE)]


def test_pause_resume_unlink_relink_are_told_and_written_down(linda: Pane, product: Product) -> None:
    for name, state in (("pause", "paused"), ("pause", "paused"), ("resume", "waiting"), ("unlink", "unlinked")):
        assert act(linda, JULIE, name)["state"] == state
    unlinked = mailbox_of(linda, JULIE)
    forgotten_at = datetime.fromisoformat(unlinked["forgotten_at"])
    assert written(forgotten_at.date(), "en") in unlinked["sentence"]
    for name in ("pause", "resume", "unlink", "connect-mail"):
        answer = linda.post(f"/admin/mailboxes/{unlinked['id']}/{name}")
        assert (answer.status_code, answer.get_json()["code"]) == (409, "unlinked"), name
    assert act(linda, JULIE, "relink")["state"] == "needs_sign_in"
    assert [one[1] for one in acts(product)] == ["pause", "resume", "unlink", "relink"]
    assert [str(mail["To"]) for mail in sent(product)] == [f"Julie Juul <{JULIE}>"]


def test_the_connect_mail_is_sent_again(linda: Pane, product: Product) -> None:
    set_row(product, state="needs_sign_in", language="sv-SE")
    assert act(linda, JULIE, "connect-mail")["last_mail"]["state"] == "waiting"
    twice = linda.post(f"/admin/mailboxes/{mailbox_of(linda, JULIE)['id']}/connect-mail")
    assert twice.get_json()["code"] == "mail_waits"
    (mail,) = sent(product)
    assert mail["Content-Language"] == "sv"
    assert mailbox_of(linda, JULIE)["last_mail"]["state"] == "sent"


def test_whoever_is_connected_gets_no_connect_mail(linda: Pane, product: Product) -> None:
    answer = linda.post(f"/admin/mailboxes/{mailbox_of(linda, JULIE)['id']}/connect-mail")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "connected")
    assert sent(product) == []


@pytest.mark.parametrize("name", ["=1+1", "+HYPERLINK()", "@SUM(A1)", "-2", "\t=1", 'Lund, "Linda"\n\x0b'])
def test_files_hold_texts_and_no_formulas(company: Company, linda: Pane, product: Product, name: str) -> None:
    set_row(product, name=name)
    answer = linda.get("/admin/mailboxes.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mailboxes.csv"'
    lines = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(linda.get("/admin/mailboxes.xlsx").get_data()))
    rows = [list(row) for row in book["mailboxes"].iter_rows()]
    assert [line[0] for line in lines] == [row[0].value for row in rows] == ["address", JULIE, LINDA]
    assert all(cell.data_type in ("s", "n", "d", "inlineStr") for row in rows for cell in row)
    for shown in (lines[1][1], str(rows[1][1].value)):
        assert not shown.startswith(("=", "+", "-", "@", "\t"))
        assert shown.isprintable()


def test_moments_in_the_workbook_are_times_in_utc(company: Company, linda: Pane) -> None:
    company.run("linda")
    book = load_workbook(io.BytesIO(linda.get("/admin/mailboxes.xlsx").get_data()))
    headings, _, row = book["mailboxes"].iter_rows(values_only=True)
    told = dict(zip(headings, row, strict=True))
    began = datetime.fromisoformat(mailbox_of(linda, LINDA)["last_run"]["began_at"]).replace(microsecond=0)
    assert (told["last run"], told["outcome"]) == (began.replace(tzinfo=None), "ok")
    listed = csv.DictReader(io.StringIO(linda.get("/admin/mailboxes.csv").get_data().decode("utf-8-sig")))
    assert next(line for line in listed if line["address"] == LINDA)["last run"] == f"{began:%Y-%m-%d %H:%M:%S}"


def test_the_profile_is_changed_and_personal_values_are_kept_or_dropped(linda: Pane, product: Product) -> None:
    def value(key: str) -> object:
        listed = linda.get("/admin/profile").get_json()["preferences"]
        return next(one["value"] for one in listed if one["key"] == key)

    def change(values: dict[str, object], personal: str) -> int:
        headers = {"Authorization": f"Bearer {linda.token}"}
        body = {"values": values, "personal": personal}
        return linda.client.patch("/api/v1/admin/profile", json=body, headers=headers).status_code

    set_row(product, preferences={"free": True})
    assert value("free") is True
    assert change({"free": False}, "keep") == 200
    assert (value("free"), stored(product, JULIE).preferences) == (False, {"free": True})
    assert change({"free": "perhaps"}, "overwrite") == 400
    assert change({"nothing": True}, "overwrite") == 400
    assert stored(product, JULIE).preferences == {"free": True}
    assert change({"all_day": False}, "overwrite") == 200
    assert stored(product, JULIE).preferences == {}
    first, second = linda.get("/admin/audit").get_json()["items"]
    assert (second["before"], second["after"]) == ({"free": None}, {"free": False, "personal": "keep"})
    assert (first["who"], first["what"], first["whom"]) == (LINDA, "profile", "")


def test_the_log_is_read_by_pages_and_cannot_be_changed(linda: Pane, product: Product) -> None:
    for _ in range(2):
        act(linda, JULIE, "pause")
        act(linda, JULIE, "resume")
    found: list[str] = []
    after = ""
    while True:
        page = linda.get("/admin/audit", limit=3, after=after).get_json()
        found += [one["what"] for one in page["items"]]
        after = page["next"]
        if not after:
            break
    assert found == ["resume", "pause", "resume", "pause"]
    with pytest.raises(DBAPIError, match="is not changed"), product.engine.begin() as connection:
        connection.execute(update(Act).values(who="somebody else"))


def set_approval(product: Product, token: bytes) -> None:
    with product.engine.begin() as connection:
        connection.execute(update(Organisation).values(system_token=token))


def of_a_new_process(product: Product, pane: Pane) -> Pane:
    """The API of another process, which holds no ticket of the system user."""
    doors = Doors(product.settings, product.engine, product.vault)
    return Pane(make_app(replace(product, doors=doors)).test_client(), pane.token)


def test_the_approval_of_the_organisation_is_told(linda: Pane, product: Product, sandbox: SandboxClient) -> None:
    assert linda.get("/admin/organisation").get_json()["consent"] == "approved"
    set_approval(product, product.vault.lock("revoked"))
    pane = of_a_new_process(product, linda)
    revoked = pane.get("/admin/organisation").get_json()
    assert revoked["consent"] == "revoked"
    assert "agree again" in revoked["remedy"]
    assert pane.get("/admin/mailboxes").status_code == 200
    set_approval(product, b"")
    assert pane.get("/admin/organisation").get_json()["consent"] == "not_approved"
    # users are listed all the same, by the sign-in of somebody
    assert pane.get("/admin/users").status_code == 200


def test_an_administrator_approves_again_by_signing_in(app: Flask, linda: Pane, product: Product) -> None:
    set_approval(product, b"")
    assert sign_in(app.test_client(), "superoffice", "linda").status_code == 200
    assert of_a_new_process(product, linda).get("/admin/organisation").get_json()["consent"] == "approved"


def test_nobody_is_reminded_of_what_an_administrator_must_renew(linda: Pane, product: Product) -> None:
    set_row(product, state="needs_sign_in", state_side="superoffice")
    set_approval(product, product.vault.lock("revoked"))
    assert outbox.remind(product, datetime.now(UTC)) == 0
    assert sent(product) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_is_shown_before_it_is_sent(linda: Pane, product: Product, language: str) -> None:
    shown = linda.get("/admin/mails/preview", language=language).get_json()
    assert shown["language"] == language
    assert "Linda Lund" in shown["text"]
    assert shown["html"].startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
    assert sent(product) == []
