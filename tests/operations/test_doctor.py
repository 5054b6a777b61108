"""A support bundle tells how an installation does, and nothing that belongs to anybody."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from backend.operations import doctor
from backend.store.database import session
from backend.store.tables import Mailbox, Run
from tests.company import Company, at
from tests.product import Sosync
from tests.sync.conftest import company

__all__ = ["company"]

CANARY = "canary-7f3a"


def parts(file: Path) -> dict[str, Any]:
    """The parts of a bundle by name."""
    with zipfile.ZipFile(file) as bundle:
        assert bundle.testzip() is None
        return {
            name: json.loads(bundle.read(name)) if name.endswith(".json") else bundle.read(name).decode()
            for name in bundle.namelist()
        }


@pytest.fixture
def bundle(company: Company, sosync: Sosync, tmp_path: Path) -> dict[str, Any]:
    """Of a company in which somebody has synced texts that are nobody's business."""
    linda = company["linda"]
    linda.in_outlook.adds(f"{CANARY} title", at(2), location={"displayName": f"{CANARY} place"})
    linda.in_outlook.adds(f"{CANARY} private", at(3), sensitivity="private")
    linda.in_superoffice.adds(f"{CANARY} diary", at(2, 14))
    company.runs()
    with session(company.product.engine) as work, work.begin():
        for run in work.scalars(select(Run)):
            put_in = {"key": "run.deletions_held", "put_in": {"name": CANARY}}
            run.report = {**run.report, "told": [put_in], "sentence": CANARY}
    told = sosync("doctor", str(tmp_path / "bundle.zip"))
    assert (told.exit_code, told.stderr) == (0, ""), told.output
    return parts(tmp_path / "bundle.zip")


def test_what_a_helper_from_afar_needs(bundle: dict[str, Any]) -> None:
    assert bundle["versions.json"]["packages"]["sosync"]
    assert [one["name"] for one in bundle["systems.json"] if one["ok"]] == [
        "SuperOffice",
        "Microsoft sign-in",
        "clock",
    ]
    database = bundle["database.json"]
    assert abs(database["clock_ahead_seconds"]) < 60
    assert database["tables_at"].isdigit()
    assert database["rows"]["mailbox"] == len(bundle["mailboxes.json"]) == 2
    runs = bundle["runs.json"]
    assert {run["outcome"] for run in runs} <= {"ok", "held", "partial"}
    assert {code for run in runs for code in run["report"]["told"]} == {"run.deletions_held"}
    assert sum(run["report"]["created"]["superoffice"] for run in runs) >= 1
    assert sum(line["number"] for line in bundle["items.json"]["links"]) == database["rows"]["link"]
    assert "sosync_mailboxes" in bundle["figures.txt"]
    assert bundle["settings.json"]["poll_seconds"] == 300
    assert bundle["settings.json"]["entra_client_secret"] == "set"
    assert bundle["settings.json"]["smtp_url"] == "empty"


def test_nothing_of_anybody_is_inside(bundle: dict[str, Any], company: Company) -> None:
    settings, vault = company.product.settings, company.product.vault
    secrets = (
        settings.encryption_keys, settings.entra_client_secret, settings.superoffice_client_secret,
        settings.superoffice_private_key,
    )  # fmt: skip
    private = {CANARY, "nordlys.example", "linda", "julie", settings.database_url}
    private |= {secret.get_secret_value() for secret in secrets}
    with session(company.product.engine) as work:
        for mailbox in work.scalars(select(Mailbox)):
            private |= {mailbox.name, mailbox.account_id, vault.unlock(mailbox.superoffice_tokens).decode()}
            private |= {
                mailbox.calendar_tokens.decode(),
                mailbox.superoffice_tokens.decode(),
                mailbox.salt.decode(),
            }
    whole = json.dumps(bundle, ensure_ascii=False).lower()
    assert "" not in private
    assert [one for one in private if one.lower() in whole] == []


def test_a_bundle_without_the_database_still_helps(company: Company, tmp_path: Path) -> None:
    lost = f"postgresql://sosync:{CANARY}@127.0.0.1:1/sosync"
    file = tmp_path / "bundle.zip"
    settings = company.product.settings.model_copy(update={"database_url": lost})
    assert set(doctor.write(settings, file)) >= {"database", "runs"}
    found = parts(file)
    assert found["database.json"] == {"error": "OperationalError"}
    assert found["systems.json"]
    assert CANARY not in json.dumps(found)


def test_a_file_that_cannot_be_written_is_named(sosync: Sosync, tmp_path: Path) -> None:
    refused = sosync("doctor", str(tmp_path / "missing" / "bundle.zip"))
    assert (refused.exit_code, "FILE" in refused.output) == (2, True)
