"""Administration on the command line: the same acts, told in lines, with errors that name the argument."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from backend.api.app import make_app
from backend.core.languages import LANGUAGES
from backend.demo.browser import connect
from backend.sync.service import Product
from tests.api.v1.admin import acts, letters, stored
from tests.product import PUBLIC_URL, Sosync

LINDA, JULIE = "linda@nordlys.example", "julie@nordlys.example"


@pytest.fixture(autouse=True)
def linda(product: Product) -> None:
    """Linda is connected; Julie is a user of SuperOffice."""
    assert len(list(connect(make_app(product), PUBLIC_URL, ["linda"]))) == 2


def done(sosync: Sosync, *words: str) -> str:
    answer = sosync(*words)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_users_are_listed_and_linked(sosync: Sosync, product: Product) -> None:
    before = done(sosync, "users").splitlines()
    assert [line.split()[0] for line in before] == ["6", "5"]
    assert before[0].endswith("not linked")
    assert before[1].endswith(f"active {LINDA}")
    assert "linked." in done(sosync, "link", "6", JULIE)
    assert done(sosync, "users").splitlines()[0].endswith(f"needs sign in {JULIE}")
    assert [str(mail["To"]) for mail in letters(product.settings.data_dir / "mails")] == [f"Julie Juul <{JULIE}>"]


def test_all_of_the_same_address_after_a_look(sosync: Sosync, product: Product) -> None:
    told = done(sosync, "link-all", "--dry-run")
    assert told.startswith("would link")
    assert letters(product.settings.data_dir / "mails") == []
    assert done(sosync, "link-all").startswith("linked")
    assert done(sosync, "link-all").startswith("passed over")
    assert len(letters(product.settings.data_dir / "mails")) == 1


def test_acts_on_a_mailbox_and_their_log(sosync: Sosync, product: Product) -> None:
    for command, state in (("pause", "paused"), ("resume", "active"), ("unlink", "unlinked")):
        assert LINDA in done(sosync, command, LINDA)
        assert stored(product, LINDA).state == state
    done(sosync, "relink", LINDA.upper())
    assert stored(product, LINDA).state == "needs_sign_in"
    newest = done(sosync, "audit").splitlines()[0]
    assert newest.endswith(f"on the command line  relink  {LINDA}")
    assert [what for _, what, _ in acts(product)] == ["pause", "resume", "unlink", "relink"]
    assert all(who.endswith("on the command line") for who, _, _ in acts(product))


def test_the_status_is_told_and_written(sosync: Sosync, tmp_path: Path) -> None:
    assert done(sosync, "status").startswith(f"{LINDA}: Its first sync is about to begin.")
    done(sosync, "status", "--csv", str(tmp_path / "a.csv"), "--xlsx", str(tmp_path / "a.xlsx"))
    lines = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert [line[0] for line in lines] == ["address", LINDA]
    assert load_workbook(tmp_path / "a.xlsx")["mailboxes"]["A2"].value == LINDA
    refused = sosync("status", "--csv", str(tmp_path / "missing" / "a.csv"))
    assert (refused.exit_code, "--csv" in refused.output) == (2, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_mails_are_shown(sosync: Sosync, product: Product, language: str) -> None:
    told = done(sosync, "mails", "preview", language)
    assert told.startswith("From: ")
    assert f"{PUBLIC_URL}/connect/superoffice/start" in told
    assert "reminder" not in told
    assert letters(product.settings.data_dir / "mails") == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("link", "six", JULIE), "USER"),
        (("link", "0", JULIE), "USER"),
        (("pause", "nobody@nordlys.example"), "ADDRESS"),
        (("relink", LINDA), "ADDRESS"),
        (("users", "--organisation", "Cust0"), "--organisation"),
        (("mails", "preview", "fr"), "LANGUAGE"),
        (("audit", "--limit", "0"), "--limit"),
    ],
)
def test_a_wrong_argument_is_named(sosync: Sosync, words: tuple[str, ...], named: str) -> None:
    answer = sosync(*words)
    assert answer.exit_code == 2
    assert named.lower() in answer.output.lower()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("link", "999", JULIE), "no active user 999"),
        (("link", "5", JULIE), f"linked to {LINDA} already"),
        (("link", "6", "julie@elsewhere.example"), "Neither SuperOffice nor Outlook knows"),
        (("resume", LINDA), "is not paused"),
        (("connect-mail", LINDA), "is signed in to both systems"),
    ],
)
def test_what_cannot_be_done_says_why(sosync: Sosync, words: tuple[str, ...], sentence: str) -> None:
    answer = sosync(*words)
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")
    assert sentence in answer.output
